package configs

import "github.com/mocowork/mocowork/legal"

// stated are the words for a sum that letters may name.
func stated() []string { return []string{"off", "state"} }

func legalFields() []Field {
	return []Field{
		{Path: "legal", Type: Section, Doc: "The law that claims are under. Without it nothing about law is derived, and letters stay as they are. It is no legal advice."},
		{Path: "legal.country", Type: Enum, Words: legal.Countries(), Doc: "Whose law. Without it, that of calendar.holidays.country."},
		{Path: "legal.region", Type: Text, Doc: "Land or canton where payment is due, such as BE: its holidays move terms. Without it, calendar.holidays.region if the country is the same."},
		{Path: "legal.due_date_basis", Type: Enum, Default: string(legal.BasisInvoiceOnly), Words: legal.Bases(),
			Doc: "What due dates rest on. Only a date that the contract fixes starts default by itself; one that only stands on the invoice does not."},
		{Path: "legal.receipt_days", Type: Int, Default: "3", Min: 0, Max: 30, Doc: "Assumption: an invoice or a reminder arrives so many days after its date."},
		{Path: "legal.day_count", Type: Enum, Default: string(legal.Act365), Words: legal.DayCounts(), Doc: "How days become a part of a year for interest."},
		{Path: "legal.debtors", Type: Section, Doc: "Which customers are businesses or consumers. Others are businesses if MOCO has a VAT identifier of their country, else unknown and guarded like consumers."},
		{Path: "legal.debtors.business", Type: List, Doc: "Customer numbers or tags."},
		{Path: "legal.debtors.consumer", Type: List, Doc: "Customer numbers or tags. Who is in both lists is a consumer."},
		{Path: "legal.consumer_notice", Type: Bool, Default: "false", Doc: "The invoices tell consumers that default begins 30 days after due date and receipt (§ 286(3) BGB)."},
		{Path: "legal.fee_ceiling", Type: Amounts, Doc: "Highest reminder fee per currency, such as {EUR: 2.50}. A step with a higher fee is an error. Without it, 2.50 EUR in Germany and no limit elsewhere."},
		{Path: "legal.agreed_fee", Type: Amounts, Doc: "Switzerland only: the reminder fee that your contracts name, per currency. What is not agreed is not owed."},
		{Path: "legal.lump_sum", Type: Enum, Default: "off", Words: stated(), Doc: "state: letters to businesses in default name the 40 euros for late payment. They are never booked."},
		{Path: "legal.interest", Type: Enum, Default: "off", Words: stated(), Doc: "state: letters name the interest up to their date. It is never booked."},
		{Path: "legal.limitation_warn", Type: Text, Default: "8 weeks", Doc: "How long before a claim lapses a person is told; 0 days is never."},
		{Path: "legal.base_rates", Type: Text, Doc: "File with further base rates, for a half-year that this version does not know; it replaces the shipped rate of a half-year that both have."},
	}
}
