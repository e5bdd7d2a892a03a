package exporters

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func decimal(t testing.TB, s string) billing.Decimal {
	t.Helper()
	d, err := billing.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// money reports of two years: a customer with a name like a formula, negative
// amounts, an unknown kind, expenses with the sign of MOCO's documentation, a
// payment that is still to come, and 23 customers.
func moneySet(t testing.TB) Input {
	t.Helper()
	in := smallInput(t)
	in.Name, in.Period = "revenue", billing.Period{From: day(t, "2026-01-01"), To: day(t, "2026-12-31")}
	in.Snapshot.Period = billing.Period{From: day(t, "2025-01-01"), To: in.Period.To}
	in.Snapshot.Payments = []billing.Payment{{ID: 1, PaidTotal: amount(t, "100.00 EUR"), PaidTotalInAccountCurrency: decimal(t, "100")},
		{ID: 2, PaidTotal: amount(t, "100.00 CHF"), PaidTotalInAccountCurrency: decimal(t, "104.17")}}
	person := billing.UserRef{ID: 31, Firstname: "Änne", Lastname: "Weiß"}
	n := billing.ID(0)
	add := func(report, kind, date, amount string, company billing.ID, name string) {
		n++
		ref := billing.NamedRef{ID: company, Name: name}
		if report == reportCashflow {
			in.Snapshot.Cashflow = append(in.Snapshot.Cashflow, billing.CashflowRow{RecordID: n, Company: ref, Kind: kind, Date: day(t, date),
				User: person, Description: "=1+1", AmountInAccountCurrency: decimal(t, amount)})
			return
		}
		in.Snapshot.Finance = append(in.Snapshot.Finance, billing.FinanceRow{RecordID: n, Company: ref, Kind: kind, Date: day(t, date),
			User: person, Description: "Umsetzung", NetAmountInAccountCurrency: decimal(t, amount)})
	}
	for i := range 23 {
		add(reportFinance, kindInvoice, "2026-11-05", decimal(t, "1000.05").String(), billing.ID(900+i), "Kunde "+string(rune('A'+i)))
	}
	add(reportFinance, kindInvoice, "2026-11-06", "-250.10", 900, "Kunde A")
	add(reportFinance, kindInvoice, "2025-11-30", "777.77", 901, "Kunde B")
	add(reportFinance, kindInvoice, "2026-10-01", "50000", 950, "=SUMME & Söhne")
	add(reportFinance, kindExpense, "2026-11-10", "300.30", 960, "Lieferant")
	add(reportFinance, kindExpense, "2026-11-11", "-20.00", 960, "Lieferant")
	add(reportFinance, "neue_art", "2026-09-09", "12.34", 0, "")
	add(reportCashflow, kindInvoice, "2026-11-20", "1190.06", 900, "Kunde A")
	add(reportCashflow, kindInvoice, "2026-11-24", "595.005", 900, "Kunde A")
	add(reportCashflow, kindExpense, "2026-11-20", "-357.36", 960, "Lieferant")
	add(reportCashflow, kindExpense, "2026-12-01", "-1", 960, "Lieferant")
	add(reportCashflow, "kredit", "2026-02-28", "-99.99", 0, "")
	return in
}

// hoursSet is utilisation from the last Monday of 2024 to the end of 2026: a
// year of 53 weeks is in it. Five people are in two teams, one in a team of her
// own and one in none; one has no target.
func hoursSet(t testing.TB) Input {
	t.Helper()
	in := smallInput(t)
	in.Name, in.Target = "utilisation", decimal(t, "75")
	in.Period = billing.Period{From: day(t, "2024-12-30"), To: day(t, "2027-01-03")}
	in.Snapshot.Period = in.Period
	unit := map[billing.ID]string{1: "Design", 2: "Design", 3: "Design", 4: "Entwicklung", 5: "Entwicklung", 6: "Leitung", 7: ""}
	names := map[billing.ID]string{1: "Anders", 2: "Berg", 3: "Clausen", 4: "Dorn", 5: "Ebel", 6: "Unverwechselbar", 7: "=Heimlich"}
	for id := billing.ID(1); id <= 7; id++ {
		u := billing.User{UserRef: billing.UserRef{ID: 93_300_000 + id, Firstname: "Xaver", Lastname: names[id]}, Active: true, Unit: billing.NamedRef{Name: unit[id]}}
		in.Snapshot.Users = append(in.Snapshot.Users, u)
		in.Snapshot.Absences = append(in.Snapshot.Absences, billing.AbsenceRow{User: u.UserRef, TotalVacationDays: decimal(t, "28"),
			UsedVacationDays: decimal(t, "12.5"), PlannedVacationDays: decimal(t, "16"), Sickdays: decimal(t, "7.125")})
		row := billing.PlannedVsTrackedRow{UserID: u.ID, ProjectID: id, PlannedHours: decimal(t, "40"), TrackedHours: decimal(t, "33.25")}
		row.Project.Name, row.Project.Company.Name = "Geheimprojekt", "Hansa Logistik GmbH"
		in.Snapshot.PlannedVsTracked = append(in.Snapshot.PlannedVsTracked, row)
		for d := in.Period.From; !d.After(in.Period.To); d = d.AddDays(7) {
			r := billing.UtilizationRow{Date: d, UserID: u.ID, TargetHours: decimal(t, "8"), BillableHours: billing.NewDecimal(500+25*int64(id), 2), UnbillableHours: decimal(t, "0.1")}
			if id == 5 {
				r.TargetHours = billing.Decimal{}
			}
			in.Snapshot.Utilization = append(in.Snapshot.Utilization, r)
		}
	}
	return in
}
