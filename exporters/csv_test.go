package exporters

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func TestDialects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file, head, row string
	}{
		{
			"a.csv", byteOrderMark + "Rechnung;Kunde;Kunden-Nr.;Projekt;Datum;Fällig am;Tage überfällig;Fälligkeit;Whg.;Brutto;Bezahlt;Offen;",
			"R2610-003;Alpenblick AG;00104;Relaunch;02.10.2026;16.10.2026;38;31–60;EUR;9520,00;4000,00;5520,00;1;16.11.2026;teilweise bezahlt;Änne Weiß;vor weniger als 10 Tagen gemahnt (Stufe 2 ab 30.11.);;904\r\n",
		},
		{
			"a.rfc4180.csv", "Rechnung,Kunde,Kunden-Nr.,Projekt,Datum,Fällig am,Tage überfällig,Fälligkeit,Whg.,Brutto,Bezahlt,Offen,",
			"R2610-003,Alpenblick AG,00104,Relaunch,2026-10-02,2026-10-16,38,31–60,EUR,9520.00,4000.00,5520.00,1,2026-11-16,teilweise bezahlt,Änne Weiß,vor weniger als 10 Tagen gemahnt (Stufe 2 ab 30.11.),,904\r\n",
		},
	}
	for _, tt := range tests {
		f := made(t, smallSet(t), tt.file)
		b, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(b), tt.head) {
			t.Errorf("%s begins with %.150q", tt.file, b)
		}
		if !strings.Contains(string(b), "\n"+tt.row) {
			t.Errorf("%s has no row %q:\n%s", tt.file, tt.row, b)
		}
		if got := strings.Count(string(b), "\r\n"); got != 10 {
			t.Errorf("%s has %d lines", tt.file, got)
		}
		if f.Rows != 9 || f.Totals.In("EUR").Number() != "41958.38" || f.Totals.In("CHF").Number() != "1030.25" {
			t.Errorf("%s: %d rows, %v", tt.file, f.Rows, f.Totals)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	d := germanCSV()
	for _, tt := range []struct {
		c    Cell
		want string
	}{
		{Cell{}, ""},
		{date(billing.Date{}), ""},
		{money(billing.Money{}), ""},
		{money(amount(t, "-0.05 EUR")), "-0,05"},
		{money(amount(t, "1200 JPY")), "1200"},
		{count(-3), "-3"},
		{share(amount(t, "1.00 EUR"), amount(t, "3.00 EUR")), "0,3333"},
		{share(amount(t, "1.00 EUR"), amount(t, "0.00 EUR")), "0,0000"},
		{Cell{Type: Number, Number: billing.NewDecimal(-725, 2)}, "-7,25"},
		{Cell{Type: Time, Time: time.Date(2026, 11, 23, 7, 0, 9, 0, time.UTC)}, "23.11.2026 07:00:09"},
		{Cell{Type: Time}, ""},
		{Cell{Type: Bool, Int: 1}, "WAHR"},
		{text("=x"), "'=x"},
		{Cell{Type: Link, Text: "-1", URL: "https://example.com"}, "'-1"},
	} {
		if got := d.field(tt.c); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.c, got, tt.want)
		}
	}
}

func TestReadCSVRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	b := bookOf(t, smallSet(t))
	header := "a" + strings.Repeat(";x", 18) + "\r\n"
	for name, tt := range map[string]struct{ file, want string }{
		"empty":            {"", "there is no header row: EOF"},
		"columns missing":  {"a;b\r\n", "wrong number of fields"},
		"a row cut off":    {header + "R1;x\r\n", "wrong number of fields"},
		"an open quote":    {header + `"R1;`, "quote"},
		"no number":        {header + "a;b;c;d;e;f;g;h;EUR;j;k;zwei;m;n;o;p;q;r;s\r\n", `row 1: "zwei" is not a decimal`},
		"no currency":      {header + "a;b;c;d;e;f;g;h;euro;j;k;1,00;m;n;o;p;q;r;s\r\n", `row 1: "euro" is not a currency code`},
		"too many decimal": {header + "a;b;c;d;e;f;g;h;EUR;j;k;1,001;m;n;o;p;q;r;s\r\n", "more than 2 decimal places"},
	} {
		_, err := germanCSV().read(strings.NewReader(tt.file), int64(len(tt.file)), b)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
