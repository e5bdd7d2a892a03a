package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// maxWords is the largest template and the largest text that one makes, in
// bytes.
const maxWords = 4000

// Words is what templates of rule files may use: {{.Invoice.Number}}. Amounts
// and dates are texts already, in the language of the letters.
type Words struct {
	Rule     string `doc:"the rule's name"`
	Today    string `doc:"the date of the run"`
	Invoice  InvoiceWords
	Customer CustomerWords
	Payment  PaymentWords
	Reminder ReminderWords
	Project  ProjectWords
}

// InvoiceWords are an invoice in templates.
type InvoiceWords struct {
	Number, Title, Status   string
	Gross, Paid, Open       string
	Date, Due               string
	DaysOverdue, Level      int
	DaysOverdueWhenPaid     int
	Owner, Contact, Project string
}

// CustomerWords are a customer in templates. The totals are filled in
// for_each: customers only.
type CustomerWords struct {
	Number, Name, Country, Owner string
	OpenTotal, OverdueTotal      string
	OpenCount, OverdueCount      int
	DaysOverdue, Level           int
}

// PaymentWords are a payment in templates, in for_each: payments.
type PaymentWords struct{ Amount, Date, Description string }

// ReminderWords are the letter that a rule with remind is about to send, or
// the reminder of for_each: reminders.
type ReminderWords struct {
	Level     int
	Name      string
	Fee       string
	Date, Due string
}

// ProjectWords are a project in templates, in for_each: projects.
type ProjectWords struct{ Number, Name, Leader, Customer, Start, Finish string }

// words is a checked template.
type words struct{ tmpl *template.Template }

// fill makes the text. The error says which field failed.
func (w *words) fill(data Words) (string, error) {
	var b strings.Builder
	if err := w.tmpl.Execute(&b, data); err != nil {
		return "", fmt.Errorf("text: %s", templateMessage(err))
	}
	s := strings.TrimSpace(b.String())
	if s == "" {
		return "", fmt.Errorf("text: it came out empty")
	}
	if len(s) > maxWords {
		return "", fmt.Errorf("text: it came out longer than %d characters", maxWords)
	}
	return s, nil
}

// templateFunctions are all that templates may call. money and date are there
// to be read; amounts and dates are texts in the right language already.
func templateFunctions() template.FuncMap {
	same := func(s string) string { return s }
	return template.FuncMap{"money": same, "date": same}
}

var templateWords = []string{"money", "date", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge"}

// words reads the text of an action. It is nil if there is none, or a wrong
// one.
func (r *reader) words(f *diag.Fields, out *rule) *words {
	n := f.Scalar("text")
	if n == nil {
		return nil
	}
	bad := func(from, to int, help, format string, args ...any) {
		r.list.Add(diag.Problem{Pos: n.At(from, to), Code: "template", Text: fmt.Sprintf(format, args...), Help: help})
	}
	switch {
	case strings.TrimSpace(n.Value) == "":
		bad(0, len(n.Value), "", "the text is empty")
		return nil
	case len(n.Value) > maxWords:
		bad(0, 1, "", "the text is longer than %d bytes", maxWords)
		return nil
	}
	t, err := template.New("text").Funcs(templateFunctions()).Option("missingkey=error").Parse(n.Value)
	if err != nil {
		bad(0, len(n.Value), "", "%s", templateMessage(err))
		return nil
	}
	c := &templateChecker{known: wordsFor(out), bad: bad}
	c.templates(t)
	if c.failed {
		return nil
	}
	w := &words{t}
	if _, err := w.fill(sampleWords()); err != nil && !strings.HasSuffix(err.Error(), "empty") {
		bad(0, len(n.Value), "", "%s", err)
		return nil
	}
	return w
}

// wordsFor are the parts of Words that a rule's texts may use.
func wordsFor(r *rule) []string {
	known := []string{"Rule", "Today"}
	switch r.data.name {
	case "customers":
		return append(known, "Customer")
	case "payments":
		return append(known, "Payment", "Invoice", "Customer")
	case "reminders":
		return append(known, "Reminder", "Invoice", "Customer")
	case "projects":
		return append(known, "Project", "Customer")
	}
	if r.remind != nil {
		known = append(known, "Reminder")
	}
	return append(known, "Invoice", "Customer")
}

// templateChecker walks a template: fields must exist, and only text, fields,
// if and a few functions are allowed; loops and nested templates could run
// without end.
type templateChecker struct {
	known  []string
	failed bool
	bad    func(from, to int, help, format string, args ...any)
}

func (c *templateChecker) report(n parse.Node, help, format string, args ...any) {
	c.failed = true
	from := int(n.Position())
	if _, ok := n.(*parse.FieldNode); ok {
		from-- // the point
	}
	c.bad(max(from, 0), max(from, 0)+len(n.String()), help, format, args...)
}

func (c *templateChecker) templates(t *template.Template) {
	if t.Tree == nil || len(t.Templates()) > 1 {
		c.failed = true
		c.bad(0, 1, "", "define is not allowed in a text")
		return
	}
	c.walk(t.Tree.Root)
}

func (c *templateChecker) walk(n parse.Node) {
	switch n := n.(type) {
	case nil, *parse.TextNode, *parse.CommentNode, *parse.NumberNode, *parse.StringNode, *parse.BoolNode:
	case *parse.ListNode:
		if n != nil {
			for _, e := range n.Nodes {
				c.walk(e)
			}
		}
	case *parse.ActionNode:
		c.walk(n.Pipe)
	case *parse.IfNode:
		c.walk(n.Pipe)
		c.walk(n.List)
		c.walk(n.ElseList)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			c.report(n, "", "variables are not allowed in a text")
		}
		for _, cmd := range n.Cmds {
			for _, a := range cmd.Args {
				c.walk(a)
			}
		}
	case *parse.IdentifierNode:
		if !slices.Contains(templateWords, n.Ident) {
			c.report(n, diag.DidYouMean(n.Ident, templateWords), "%s is not allowed in a text", n.Ident)
		}
	case *parse.FieldNode:
		c.field(n)
	default:
		c.report(n, "a text holds {{.Invoice.Number}} and the like, and {{if …}}", "%s is not allowed in a text", strings.TrimSpace(n.String()))
	}
}

// field checks .Invoice.Number against Words.
func (c *templateChecker) field(n *parse.FieldNode) {
	t := reflect.TypeFor[Words]()
	for i, name := range n.Ident {
		var known []string
		if t.Kind() == reflect.Struct {
			for _, f := range reflect.VisibleFields(t) {
				known = append(known, f.Name)
			}
		}
		if i == 0 {
			known = c.known
		}
		f, ok := reflect.StructField{}, false
		if t.Kind() == reflect.Struct {
			f, ok = t.FieldByName(name)
		}
		if !ok || !slices.Contains(known, name) {
			c.report(n, diag.DidYouMean(name, known), "a text here knows no .%s", strings.Join(n.Ident[:i+1], "."))
			return
		}
		t = f.Type
	}
	if t.Kind() == reflect.Struct {
		c.report(n, "write {{."+strings.Join(n.Ident, ".")+".Name}} or another field", ".%s is not a text", strings.Join(n.Ident, "."))
	}
}

// templateMessage is a template's error without the library's position.
func templateMessage(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ">: "); i >= 0 {
		s = s[i+3:]
	}
	if rest, ok := strings.CutPrefix(s, "template: text:"); ok {
		if _, words, found := strings.Cut(rest, ": "); found {
			s = words
		}
	}
	return s
}

// sampleWords are words with which a template is tried once.
func sampleWords() Words {
	return Words{
		Rule: "dunning", Today: "23.11.2026",
		Invoice:  InvoiceWords{Number: "R2610-022", Title: "Retainer Q4", Open: "12.400,00 EUR", DaysOverdue: 30, Level: 1},
		Customer: CustomerWords{Number: "10203", Name: "Hansa Logistik GmbH"},
		Reminder: ReminderWords{Level: 2, Name: "1. Mahnung"},
	}
}

// words fills a template's data for a subject.
func (s *subject) words(r *rule) Words {
	w := Words{Rule: r.name, Today: s.run.Snapshot.Today.Format(s.run.Language)}
	l := s.run.Language
	money := func(m Money) string { return billing.Money(m).Format(l) }
	day := func(d Date) string { return billing.Date(d).Format(l) }
	switch v := s.world.(type) {
	case *invoiceWorld:
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *customerWorld:
		c := v.Customer
		w.Customer = customerWords(c.Customer)
		w.Customer.OpenTotal, w.Customer.OverdueTotal = money(c.OpenTotal), money(c.OverdueTotal)
		w.Customer.OpenCount, w.Customer.OverdueCount = c.OpenCount, c.OverdueCount
		w.Customer.DaysOverdue, w.Customer.Level = c.DaysOverdue, c.Level
	case *paymentWorld:
		w.Payment = PaymentWords{money(v.Payment.Amount), day(v.Payment.Date), v.Payment.Description}
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *reminderWorld:
		r := v.Reminder
		w.Reminder = ReminderWords{Level: r.Level, Name: r.Title, Fee: money(r.Fee), Date: day(r.Date), Due: day(r.Due)}
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *projectWorld:
		p := v.Project
		w.Project = ProjectWords{p.Number, p.Name, p.Leader, p.Customer, day(p.Start), day(p.Finish)}
		w.Customer.Name = p.Customer
	}
	if s.letter != nil {
		today := s.run.Snapshot.Today
		w.Reminder = ReminderWords{
			Level: s.letter.Level, Name: s.letter.LevelName, Fee: s.letter.Fee.Format(l),
			Date: today.Format(l), Due: today.AddDays(s.letter.PayWithin).Format(l),
		}
	}
	return w
}

func invoiceWords(v Invoice, money func(Money) string, day func(Date) string) InvoiceWords {
	return InvoiceWords{
		Number: v.Number, Title: v.Title, Status: v.Status, Gross: money(v.Gross), Paid: money(v.Paid), Open: money(v.Open),
		Date: day(v.Date), Due: day(v.Due), DaysOverdue: v.DaysOverdue, Level: v.Level, DaysOverdueWhenPaid: v.DaysOverdueWhenPaid,
		Owner: v.Owner, Contact: v.Contact, Project: v.Project.Name,
	}
}

func customerWords(v Customer) CustomerWords {
	return CustomerWords{Number: v.Number, Name: v.Name, Country: v.Country, Owner: v.Owner}
}
