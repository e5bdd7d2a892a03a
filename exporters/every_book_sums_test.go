package exporters

import (
	"math/big"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// The sums of this file are added up from the input in the plainest way, and
// share nothing with the code that makes the books.

func total(currency string) string { return "Summe " + currency + " (alle Zeilen)" }

// second tells apart the sums of blocks that both currencies have.
func second(currency string) string {
	if currency == "CHF" {
		return "Summe (2)"
	}
	return "Summe"
}

func openSums(_ testing.TB, in Input) sums {
	s := sums{}
	for _, v := range in.Verdicts {
		if !v.Receivable {
			continue
		}
		c, open := v.Open.Currency, v.Open.Decimal()
		s.add("Offene Posten", total(c), "Brutto", v.Gross.Decimal())
		s.add("Offene Posten", total(c), "Offen", open)
		paid := billing.Money{Minor: v.Gross.Minor - v.Open.Minor, Currency: c}
		s.add("Offene Posten", total(c), "Bezahlt", paid.Decimal())
		s.add("Fälligkeit", total(c), "Gesamt", open)
		s.add("Übersicht", c+": Offen gesamt", "Betrag", open)
		s.count("Übersicht", c+": Offen gesamt", "Anzahl", 1)
		s.add("Übersicht", "Tage überfällig: "+second(c), "Betrag", open)
		s.count("Übersicht", "Tage überfällig: "+second(c), "Anzahl", 1)
		days := in.Today.Sub(v.Due)
		for column, age := range map[string][2]int{"nicht fällig": {-9999, 0}, "1–30": {1, 30}, "31–60": {31, 60}, "61–90": {61, 90}, "> 90": {91, 9999}} {
			if age[0] <= days && days <= age[1] {
				s.add("Fälligkeit", total(c), column, open)
			} else {
				s.count("Fälligkeit", total(c), column, 0)
			}
		}
	}
	return s
}

func paymentSums(_ testing.TB, in Input) sums {
	s := sums{}
	for _, p := range in.Snapshot.Payments {
		if p.Date.Year != 2026 {
			continue
		}
		c, paid := p.Currency, p.PaidTotal.Decimal()
		s.add("Eingänge", total(c), "Betrag", paid)
		s.add("Eingänge", total(c), "Betrag in Kontowährung", p.PaidTotalInAccountCurrency)
		s.add("Zahlungsverhalten", total(c), "Betrag", paid)
		s.count("Zahlungsverhalten", total(c), "Zahlungen", 1)
		s.add("Übersicht", c+": Eingegangen gesamt", "Betrag", paid)
		s.count("Übersicht", c+": Eingegangen gesamt", "Anzahl", 1)
		s.add("Übersicht", "Monat: "+second(c), "Betrag", paid)
		s.count("Übersicht", "Monat: "+second(c), "Anzahl", 1)
	}
	// By hand: 1,190 four days early, 1,000 five days late, 80.33 by 254 and 130
	// by 16; 540.50 on the day it was due and 100.00 five days late.
	s.add("Übersicht", "Monat: "+second("EUR"), "Ø Tage", billing.NewDecimal(95, 1))
	s.add("Übersicht", "Monat: "+second("CHF"), "Ø Tage", billing.NewDecimal(8, 1))
	return s
}

// paidBefore is what was paid of an invoice in its own currency before a day.
func paidBefore(in Input, inv billing.Invoice, day billing.Date) billing.Money {
	m := billing.Money{Currency: inv.Currency}
	for _, p := range in.Snapshot.Payments {
		if p.Invoice.ID == inv.ID && p.Currency == inv.Currency && p.Date.Before(day) {
			m.Minor += p.PaidTotal.Minor
		}
	}
	return m
}

func reminderSums(_ testing.TB, in Input) sums {
	s := sums{}
	invoices := map[billing.ID]billing.Invoice{}
	for _, inv := range in.Snapshot.Invoices {
		invoices[inv.ID] = inv
	}
	send := func(open billing.Money, fee billing.Decimal) {
		for _, row := range []struct{ sheet, row, open, fee string }{
			{"Mahnungen", total(open.Currency), "Offen bei Versand", "Gebühr"}, {"Übersicht", open.Currency + ": Summe", "offen bei Versand", "Gebühren"},
		} {
			s.add(row.sheet, row.row, row.open, open.Decimal())
			s.add(row.sheet, row.row, row.fee, fee)
		}
		s.count("Übersicht", open.Currency+": Summe", "verschickt", 1)
	}
	ours := map[billing.ID]bool{}
	for _, l := range in.Letters {
		ours[l.Reminder] = true
		if !l.Trial && l.SentAt.Year() == 2026 {
			send(l.Open, l.Fee.Decimal())
		}
	}
	for _, r := range in.Snapshot.Reminders {
		inv, known := invoices[r.Invoice.ID]
		if ours[r.ID] || !known || r.Date.Year != 2026 || r.Status != billing.ReminderSent {
			continue
		}
		send(billing.Money{Minor: inv.GrossTotal.Minor - paidBefore(in, inv, r.Date).Minor, Currency: inv.Currency}, r.Fee)
	}
	for _, v := range in.Verdicts {
		if v.Receivable {
			s.add("Nicht gemahnt", total(v.Open.Currency), "Offen", v.Open.Decimal())
		}
	}
	// By hand: R4 was paid the day after its reminder, R3 on the next day.
	for _, c := range []string{"EUR", "CHF"} {
		s.count("Übersicht", c+": Summe", "bezahlt", 1)
		s.count("Übersicht", c+": Summe", "in der Frist", 1)
	}
	return s
}

func invoiceSums(_ testing.TB, in Input) sums {
	s := sums{}
	numbers := map[billing.ID]billing.Invoice{}
	for _, inv := range in.Snapshot.Invoices {
		if inv.Date.Year != 2026 {
			continue
		}
		numbers[inv.ID] = inv
		c := inv.Currency
		paid := paidBefore(in, inv, in.Today.AddDays(1))
		open := billing.Money{Currency: c}
		switch inv.Status {
		case billing.StatusOverdue, billing.StatusPartiallyPaid, billing.StatusSent, billing.StatusCreated:
			open.Minor = inv.GrossTotal.Minor - paid.Minor
		}
		for _, at := range [][2]string{{"Rechnungen", total(c)}, {"Übersicht", c + ", nach Status: Summe"}, {"Übersicht", c + ", nach Monat: Summe"}} {
			s.add(at[0], at[1], "Netto", inv.NetTotal.Decimal())
			s.add(at[0], at[1], "Brutto", inv.GrossTotal.Decimal())
			s.add(at[0], at[1], "Bezahlt", paid.Decimal())
			s.add(at[0], at[1], "Offen", open.Decimal())
			if at[0] == "Übersicht" {
				s.count(at[0], at[1], "Anzahl", 1)
			}
		}
	}
	for _, list := range in.Snapshot.Items {
		for _, item := range list.Items {
			if item.Type == billing.ItemBilled {
				s.add("Positionen", total(numbers[list.InvoiceID].Currency), "Netto", item.NetTotal)
			}
		}
	}
	return s
}

// cents rounds half a cent away from zero, as each booking is.
func cents(d billing.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(rational(d).FloatString(2))
	if !ok {
		panic(d.String())
	}
	return r
}

func negative(r *big.Rat) *big.Rat { return new(big.Rat).Neg(r) }

func financeSums(_ testing.TB, in Input) sums {
	s := sums{}
	for _, r := range in.Snapshot.Finance {
		amount := cents(r.NetAmountInAccountCurrency)
		s.plus("Buchungen", "Summe Finanzen EUR", "Betrag", amount)
		column := map[string]string{kindInvoice: "Umsatz netto", kindExpense: "Aufwand netto"}[r.Kind]
		switch r.Kind {
		case kindInvoice:
		case kindExpense:
			amount = negative(amount) // what is spent counts against us
		default:
			column = "Finanzen ohne Zuordnung (!)"
		}
		s.plus("Monate", "Summe", column, amount)
	}
	return s
}

func cashflowSums(_ testing.TB, in Input) sums {
	s := sums{}
	for _, r := range in.Snapshot.Cashflow {
		amount, planned := cents(r.AmountInAccountCurrency), r.Date.After(in.Today)
		s.plus("Buchungen", "Summe Cashflow EUR", "Betrag", amount)
		column := "Cashflow ohne Zuordnung (!)"
		switch {
		case r.Kind == kindInvoice && planned:
			column = "Eingang geplant"
		case r.Kind == kindInvoice:
			column = "Zahlungseingang"
		case r.Kind == kindExpense && planned:
			column = "Ausgaben geplant"
		case r.Kind == kindExpense:
			column = "Ausgaben"
		}
		s.plus("Monate", "Summe", column, amount)
		if column == "Zahlungseingang" || column == "Ausgaben" {
			s.plus("Monate", "Summe", "Saldo", amount)
		}
	}
	return s
}

func revenueSums(t testing.TB, in Input) sums {
	s := financeSums(t, in)
	for key, r := range cashflowSums(t, in) {
		s[key] = r
	}
	for _, r := range in.Snapshot.Finance {
		if r.Kind == kindInvoice && r.Date.Year == 2026 {
			s.plus("Kunden", "Summe EUR", "Umsatz netto", cents(r.NetAmountInAccountCurrency))
		}
	}
	return s
}

func hourSums(t testing.TB, in Input) sums {
	s := leaveSums(t, in)
	for key := range s {
		if key[0] == "Übersicht" {
			delete(s, key)
		}
	}
	people := map[billing.ID]bool{}
	for _, r := range in.Snapshot.Utilization {
		people[r.UserID] = true
		for _, at := range [][2]string{{"Daten", "Summe"}, {"Personen × Wochen", "Gesamt"}, {"Übersicht", "Team: Gesamt"}} {
			s.add(at[0], at[1], "Soll", r.TargetHours)
			s.add(at[0], at[1], "Verrechenbar", r.BillableHours)
			if at[0] != "Personen × Wochen" {
				s.add(at[0], at[1], "Nicht verrechenbar", r.UnbillableHours)
			}
		}
	}
	s.count("Übersicht", "Team: Gesamt", "Personen", int64(len(people)))
	for _, r := range in.Snapshot.PlannedVsTracked {
		s.add("Geplant und erfasst", "Summe", "Geplant", r.PlannedHours)
		s.add("Geplant und erfasst", "Summe", "Erfasst", r.TrackedHours)
		s.add("Geplant und erfasst", "Summe", "Erfasst − geplant", r.TrackedHours)
		s.plus("Geplant und erfasst", "Summe", "Erfasst − geplant", negative(rational(r.PlannedHours)))
	}
	return s
}

func leaveSums(_ testing.TB, in Input) sums {
	s := sums{}
	for _, r := range in.Snapshot.Absences {
		s.count("Abwesenheit", "Summe", "Personen", 1)
		for _, x := range []struct {
			column string
			days   billing.Decimal
		}{{"Anspruch", r.TotalVacationDays}, {"Genommen", r.UsedVacationDays}, {"Geplant", r.PlannedVacationDays}} {
			s.add("Abwesenheit", "Summe", x.column, x.days)
			s.add("Übersicht", "Tage: "+x.column, "Summe", x.days)
			rest := negative(rational(x.days))
			if x.column == "Anspruch" {
				rest = rational(x.days)
			}
			s.plus("Abwesenheit", "Summe", "Rest", rest)
			s.plus("Übersicht", "Tage: Rest", "Summe", rest)
		}
	}
	return s
}
