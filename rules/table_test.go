package rules

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// tableOf reads an export as the configuration writes it.
func tableOf(t *testing.T, text string, params ...Param) (*Table, diag.List, *diag.Document) {
	t.Helper()
	doc, problems := diag.Parse("worker.yaml", []byte(text))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	s := TableSpec{From: doc.Root.Get("from"), Where: doc.Root.Get("where"), GroupBy: doc.Root.Get("group_by").Items(), Sort: doc.Root.Get("sort").Items(), Params: params}
	for _, c := range doc.Root.Get("columns").Items() {
		col := TableColumn{Title: c.Get("title").Value, Value: c.Get("value")}
		if n := c.Get("sum"); n != nil {
			col.Sum, col.SumPos = true, n.Pos()
		}
		s.Columns = append(s.Columns, col)
	}
	table, found := CompileTable(s)
	return table, found, doc
}

func TestTableProblems(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, text := range []string{
		"from: invoces\ncolumns: [{title: A, value: invoice.number}]",
		"from: invoices\ncolumns: [{title: A, value: invoice.nubmer}, {title: B, value: customer}, {title: C, value: project.name, sum: true}]",
		"from: payments\nwhere: payment.amount > 500\ncolumns: [{title: A, value: user.name}]",
		"from: invoices\nwhere: invoice.open\ncolumns: [{title: Kunde, value: customer.name}]\ngroup_by: [Kude]\nsort: [Kunde dsc, invoice.opn desc]",
		"from: invoices\nwhere: invoice.days_overdue > params.min_dys and invoice.date > period.start and lists.x\ncolumns: [{title: A, value: params}]",
		"from: invoices\nwhere: \"share(invoice.paid, invoice.gross) > 5\"\ncolumns: [{title: A, value: amounts.minimum}]",
		"from: invoices\ncolumns:\n  - title: A\n    value: >\n      invoice.number",
	} {
		table, found, doc := tableOf(t, text, Param{Name: "min_days", Value: 30})
		if table != nil || !found.HasErrors() {
			t.Errorf("%s: no error", text)
		}
		if err := diag.Print(&out, found, []*diag.Document{doc}); err != nil {
			t.Fatal(err)
		}
		out.WriteByte('\n')
	}
	golden(t, "testdata/table_problems.txt", out.String())
}

// Every field of every data set can be a column, and its type fits.
func TestEveryFieldIsACell(t *testing.T) {
	t.Parallel()
	fields := append(Fields(), TableFields()...)
	for _, d := range TableDatasets() {
		text := "from: " + d.Name + "\ncolumns:\n"
		n := 0
		for _, f := range fields {
			if f.Type == "an invoice" || f.Type == "a customer" || f.Type == "a project" || f.Type == "the reminders of an invoice" {
				continue
			}
			for _, in := range f.Datasets {
				if in == d.Name {
					text += fmt.Sprintf("  - {title: %q, value: %s}\n", f.Name, f.Name)
					n++
				}
			}
		}
		if _, found, _ := tableOf(t, text); n == 0 || found.HasErrors() {
			t.Errorf("%s with %d fields: %v", d.Name, n, found)
		}
	}
	for _, f := range append(TableFunctions(), Function{Example: `user.tags`, Dataset: "users"}) {
		if _, found, _ := tableOf(t, "from: "+f.Dataset+"\ncolumns: [{title: A, value: \""+f.Example+"\"}]"); found.HasErrors() || f.Dataset == "" {
			t.Errorf("%s: %v", f.Example, found)
		}
	}
}

func TestTableRows(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.pay("400 EUR", 12)
	second := *a.invoice()
	second.ID, second.Identifier, second.GrossTotal, second.DueDate = 80700, "R2610-023", money(t, "100.00 CHF"), billing.Date{}
	second.Currency, second.NetTotal.Currency = "CHF", "CHF"
	a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, second)
	table, found, _ := tableOf(t, `
from: invoices
where: invoice.project.finish < today or invoice.open > money(params.least, invoice.currency)
columns:
  - {title: Rechnung, value: invoice.number}
  - {title: Offen, value: invoice.open, sum: true}
  - {title: Tage, value: invoice.days_overdue * params.factor}
  - {title: Fällig, value: invoice.due + days(1)}
  - {title: Alter, value: today - invoice.date}
  - {title: Bezahlt, value: "share(invoice.paid, invoice.gross)"}
  - {title: Spät, value: invoice.overdue}
group_by: [invoice.currency]
sort: [Tage desc, invoice.number]
`, Param{Name: "least", Value: 10}, Param{Name: "factor", Value: 2})
	if table == nil {
		t.Fatal(found)
	}
	got, err := table.Rows(a.in)
	if err != nil {
		t.Fatal(err)
	}
	// Without a project there is no day to compare: the filter has no answer.
	if len(got.Rows) != 0 || len(got.Unfiltered) != 2 || got.Of != 2 || got.Unfiltered[0].Reason != "a date is missing" {
		t.Fatalf("%+v", got)
	}
	table, _, _ = tableOf(t, strings.Replace(table.source(), "invoice.project.finish < today or ", "", 1), Param{Name: "least", Value: 10}, Param{Name: "factor", Value: 2})
	if got, err = table.Rows(a.in); err != nil {
		t.Fatal(err)
	}
	want := []plan.TableRow{
		{Label: "R2610-022", Values: []plan.Value{
			{Text: "R2610-022"}, {Money: money(t, "12000 EUR")}, {Int: 60}, {Date: daysAgo(29)}, {Int: 44}, {Part: 40000, Of: 1240000}, {Yes: true},
		}, Groups: []plan.Value{{Text: "EUR"}}},
		{Label: "R2610-023", Values: []plan.Value{
			{Text: "R2610-023"}, {Money: money(t, "100 CHF")}, {Int: 0}, {Failed: "a date is missing"}, {Int: 44}, {Of: 10000}, {},
		}, Groups: []plan.Value{{Text: "CHF"}}},
	}
	if d := cmp.Diff(want, got.Rows, cmp.Comparer(func(a, b billing.Decimal) bool { return a == b })); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if d := cmp.Diff([]plan.TableProblem{{Row: "R2610-023", Column: "Fällig", Reason: "a date is missing"}}, got.Failed); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if d := cmp.Diff([]plan.Fact{{Name: "params.least", Value: "10"}, {Name: "params.factor", Value: "2"}}, got.Settings); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// source is the export as it was written in TestTableRows.
func (t *Table) source() string {
	out := "from: " + t.spec.From.Value + "\nwhere: " + t.spec.Where.Value + "\ncolumns:\n"
	for _, c := range t.spec.Columns {
		out += fmt.Sprintf("  - {title: %s, value: %q", c.Title, c.Value.Value)
		if c.Sum {
			out += ", sum: true"
		}
		out += "}\n"
	}
	return out + "group_by: [invoice.currency]\nsort: [Tage desc, invoice.number]\n"
}

// A parameter that is set changes the answer, and nothing else.
func TestTableWith(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	table, found, _ := tableOf(t, "from: invoices\nwhere: invoice.days_overdue >= params.min_days and invoice.date <= period.to\ncolumns: [{title: A, value: invoice.number}]", Param{Name: "min_days", Value: 30})
	if table == nil {
		t.Fatal(found)
	}
	for _, tt := range []struct {
		min    int
		period billing.Period
		rows   int
	}{
		{30, billing.YearOf(today), 1}, {31, billing.YearOf(today), 0}, {30, billing.YearOf(daysAgo(400)), 0},
	} {
		with, found := table.With([]Param{{Name: "min_days", Value: tt.min}}, tt.period)
		if with == nil {
			t.Fatal(found)
		}
		got, err := with.Rows(a.in)
		if err != nil || len(got.Rows) != tt.rows {
			t.Errorf("%d, %s: %d rows, %v", tt.min, tt.period, len(got.Rows), err)
		}
	}
	if !table.UsesPeriod() {
		t.Error("it names the period")
	}
}
