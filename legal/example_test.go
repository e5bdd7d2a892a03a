package legal_test

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/legal"
)

// A business owes 11,900 euros, due on Saturday, 14 June 2025 by contract.
func ExampleProfile_Derive() {
	cal, _ := calendar.New(calendar.Options{Country: "DE", Region: "BE"})
	rates, _ := legal.Shipped(legal.Germany)
	p := legal.Profile{Country: legal.Germany, Calendar: cal, Basis: legal.BasisContract, Rates: rates}
	d := p.Derive(billing.OpenItem{
		Customer: billing.Company{CountryCode: "DE", VATIdentifier: "DE123456789"},
		Invoice: billing.Invoice{
			Date: billing.Date{Year: 2025, Month: 5, Day: 31}, DueDate: billing.Date{Year: 2025, Month: 6, Day: 14},
			Currency: "EUR", GrossTotal: billing.Money{Minor: 1190000, Currency: "EUR"},
		},
	}, billing.Date{Year: 2025, Month: 8, Day: 31})
	for _, l := range d.Lines {
		if l.Topic == "due" || l.Topic == "interest" {
			fmt.Printf("%s [%s]\n", l.Text, l.Law)
		}
	}
	// Output:
	// due on 14 Jun 2025 (Saturday, DE-BE): payment is in time until 16 Jun 2025 [§ 193 BGB]
	// 9 percentage points over the base rate, days as act/365 [§ 288(2) BGB]
	// 17 Jun 2025 to 30 Jun 2025: 14 days at 11.27 % on 11,900.00 EUR = 51.440603 [§ 247 BGB]
	// 01 Jul 2025 to 31 Aug 2025: 62 days at 10.27 % on 11,900.00 EUR = 207.594685 [§ 247 BGB]
	// together 259.04 EUR, rounded once; no interest on interest [§ 289 BGB]
}
