package exporters

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Template is one kind of workbook.
type Template struct {
	// Name is the word in the configuration, such as "open-items".
	Name string
	// About says in a line what is in it.
	About string
	// Reports are what its job must pull for its period besides what every job
	// pulls, such as report.finance or invoice_items.
	Reports []string
	// Optional are reports and lists that it shows if its job pulls them.
	Optional []string
	// YearBefore says that it compares with the time since the beginning of the
	// year before its period, as far as that was read.
	YearBefore bool
	// AsOf says that it shows one day, and covers no period.
	AsOf bool
	make func(Input) (Book, error)
}

// Templates lists all workbooks by name. To add one: a file with its book, and
// a line here.
func Templates() []Template {
	return []Template{
		{Name: "open-items", AsOf: true, make: openItems, About: "what customers owe: overview, ageing, every open invoice with its next step"},
		{Name: "payments", make: payments, About: "money received in a period: by month, punctuality, every payment, how each customer pays"},
		{Name: "reminders", make: reminders, About: "reminders of a period: by level and what became of them, every reminder, who was left alone and why"},
		{Name: "invoices", Reports: []string{"invoice_items"}, make: invoices, About: "invoices of a period: by status and month, every invoice, every item"},
		{Name: "invoice-pdfs", make: invoicePDFs, About: "the PDFs of the invoices of a period as a ZIP, with a list of them"},
		{Name: "revenue", About: "revenue, money received and spent by month, customers, every booking", Reports: []string{reportFinance, reportCashflow}, YearBefore: true, make: revenue},
		{Name: "finance", About: "MOCO's report on finance: by month, every booking", Reports: []string{reportFinance}, make: finance},
		{Name: "cashflow", About: "MOCO's report on cashflow: by month, every booking, planned ones apart", Reports: []string{reportCashflow}, make: cashflow},
		{Name: "utilisation", About: "billable hours against target hours, by team, month, person and week", Reports: []string{reportUtilization}, Optional: []string{reportPlanned, reportAbsences}, make: utilisation},
		{Name: "absences", About: "vacation: entitled, taken, planned, rest", Reports: []string{reportAbsences}, make: absences},
	}
}

// ErrTemplate comes out of Make, and says that no workbook has that name.
var ErrTemplate = errors.New("unknown template")

// TemplateOf finds a template by name; the error wraps ErrTemplate and lists the
// known ones.
func TemplateOf(name string) (Template, error) {
	if name == Custom {
		return Template{Name: Custom, About: "a user-defined export", make: newCustom}, nil
	}
	all := Templates()
	i := slices.IndexFunc(all, func(t Template) bool { return t.Name == name })
	if i >= 0 {
		return all[i], nil
	}
	names := make([]string, len(all))
	for k, t := range all {
		names[k] = t.Name
	}
	return Template{}, fmt.Errorf("%w %q (there is: %s)", ErrTemplate, name, strings.Join(names, ", "))
}

// Make builds the book of a template. It fails with ErrTemplate on a name that
// Templates does not list, and on input that no workbook can be made of, such
// as amounts whose sum does not fit.
func Make(template string, in Input) (Book, error) {
	t, err := TemplateOf(template)
	if err != nil {
		return Book{}, err
	}
	in, err = in.ready()
	if err != nil {
		return Book{}, err
	}
	b, err := t.make(in)
	if err != nil {
		return Book{}, fmt.Errorf("export %s: %w", template, err)
	}
	b.Template, b.Account, b.Run, b.Version = template, in.Account, in.Run, in.Version
	b.Language, b.Today, b.ReadAt = in.Language, in.Today, in.ReadAt
	return b, nil
}
