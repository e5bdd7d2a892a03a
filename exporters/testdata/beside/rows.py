"""The rows of the comparison, made by themselves: nothing of them comes from
the program that they are compared with. Columns are described in
beside_rows_test.go."""
import datetime

TITLES = ["Rechnung", "Kunde", "Kunden-Nr.", "Projekt", "Datum", "Fällig am", "Gelesen", "Tage", "Stunden", "Anteil",
          "Whg.", "Brutto", "Bezahlt", "Offen", "Gemahnt", "Überfällig", "Stufe", "Team", "Notiz", "Nummer"]
DAY, MONEY, PERCENT, MOMENT = "dd.mm.yyyy", "#,##0.00;[Red]-#,##0.00", "0.0%", "dd.mm.yyyy hh:mm"
FORMATS = [None, None, None, None, DAY, DAY, MOMENT, None, MONEY, PERCENT,
           None, MONEY, MONEY, MONEY, None, None, None, None, None, None]

_DAY0 = datetime.datetime(2024, 1, 1)
_READ0 = datetime.datetime(2026, 1, 1)


def row(i):
    date = _DAY0 + datetime.timedelta(days=i % 900)
    gross = 10000 + i * 37 % 9000000
    paid = i * 13 % 5000
    return [
        "R26-%07d" % i, "Kunde %d <Söhne> & Co. KG" % (i * 7919 % 977), "%05d" % (i % 977), 'Relaunch "%d" & mehr' % (i % 13),
        date, date + datetime.timedelta(days=14), _READ0 + datetime.timedelta(minutes=i * 61 % 400000),
        i % 400 - 30, i * 37 % 100000 / 100, i % 10001 / 10000,
        "EUR", gross / 100, paid / 100, (gross - paid) / 100,
        i % 3 == 0, i % 7 == 0, i % 4, "Team %d" % (i % 5), "Zahlung < %d Tage & Skonto > 2 %%" % (i % 100), 80000 + i,
    ]


def peak():
    """The most memory that this process has had, in bytes."""
    with open("/proc/self/status") as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
