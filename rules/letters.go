package rules

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// letters are texts, by language.
type letters map[billing.Language]letterTexts

// letterTexts are the letters of one language. The shipped ones have three
// tones, friendly to firm: a longer ladder repeats the last.
type letterTexts struct {
	levels     []letterText
	redirected *template.Template
}

type letterText struct{ title, text, subject, mail *template.Template }

// letterData fills a letter. Amounts and dates are in the letter's language.
type letterData struct {
	Name        string `doc:"the step's name on the ladder, such as 1. Mahnung"`
	Number      string `doc:"the invoice number"`
	Date        string `doc:"the invoice's date"`
	Due         string `doc:"its due date"`
	Gross       string `doc:"its total with tax"`
	Paid        string `doc:"what was paid of it"`
	Open        string `doc:"what is still to be paid"`
	Fee         string `doc:"the fee of this step"`
	Total       string `doc:"the open amount and the fee together"`
	HasPaid     bool   `doc:"whether something was paid, for {{if .HasPaid}}"`
	HasFee      bool   `doc:"whether there is a fee"`
	DaysOverdue int    `doc:"days since the due date"`
	PayBy       string `doc:"the last day of the term that the letter gives"`
	Reference   string `doc:"our reference, by which the letter is known again; text and mail must name it"`
	Sender      string `doc:"who signs; may be empty"`
	To          string `doc:"who the mail goes to in a trial"`
	letterLaw
	Others []otherData `doc:"the customer's other overdue invoices, with letters: per_customer; {{range .Others}} {{.Number}} {{end}}"`
	Sum    string      `doc:"Total with what is open on the others"`

	sum  billing.Money
	lang billing.Language
}

// defaultLetters reads the shipped texts. An error is a mistake in them.
func defaultLetters() (letters, error) {
	out := letters{}
	for _, l := range letterLanguages() {
		name := "texts/" + string(l) + ".yaml"
		data, err := textFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		doc, list := diag.Parse(name, data)
		out[l] = readLetters(&list, doc)
		if list.HasErrors() {
			return nil, list[0]
		}
	}
	return out, nil
}

// ShippedLetters are the files with the shipped letters, de.yaml and en.yaml,
// to begin own ones with.
func ShippedLetters() ([]File, error) {
	var out []File
	for _, l := range letterLanguages() {
		name := string(l) + ".yaml"
		data, err := textFiles.ReadFile("texts/" + name)
		if err != nil {
			return nil, err
		}
		out = append(out, File{Name: name, Data: data})
	}
	return out, nil
}

// letterLanguage chooses the language of a customer's letters. Where English
// is the default all get English. Where German is, English go to customers
// who are marked in MOCO for the account's other language, and to those
// outside the German-speaking countries; an unknown country counts as inside.
func letterLanguage(fallback billing.Language, c billing.Company) billing.Language {
	if fallback == billing.English || c.AlternativeCorrespondenceLanguage || c.EnglishCorrespondenceLanguage {
		return billing.English
	}
	switch strings.ToUpper(c.CountryCode) {
	case "", "DE", "AT", "CH", "LI", "LU":
		return billing.German
	}
	return billing.English
}

// letter makes the letter of a step, as it would go out today.
func (c *claim) letter(a *remindAction, r rung, others []*dunning) (plan.Remind, error) {
	inv, open := c.item.Invoice, c.verdict.Open
	fee, err := r.fee.in(inv.Currency)
	if err != nil {
		return plan.Remind{}, fmt.Errorf("%w at level %d", err, r.level)
	}
	lang := letterLanguage(c.run.Language, c.item.Customer)
	law := c.run.Legal.Derive(c.item, c.run.Snapshot.Today)
	fee, note, err := c.lawfulFee(law, r.level, fee)
	if err != nil {
		return plan.Remind{}, err
	}
	d, err := c.letterData(r, fee, lang)
	if err != nil {
		return plan.Remind{}, err
	}
	d.letterLaw = c.lawOf(law, lang)
	c.noteLaw(law, d.letterLaw, fee)
	l := plan.Remind{
		InvoiceID: inv.ID, Identifier: inv.Identifier, CustomerID: inv.CustomerID, Ladder: a.ladder.name,
		Level: r.level, Levels: len(a.ladder.rungs), LevelName: r.name, Gross: inv.GrossTotal, Open: open, Fee: fee,
		DaysOverdue: c.verdict.DaysOverdue, PayWithin: r.payWithin, Language: lang, Reference: d.Reference, Draft: a.draft, Note: note,
	}
	from := "MOCO's default recipients"
	if a.to == toCompany {
		l.To, from = c.item.Customer.Email, c.item.Customer.Email
	}
	if c.run.RedirectMailTo != "" {
		l.To, l.RedirectedFrom = c.run.RedirectMailTo, from
	}
	d.To = l.To
	if err := d.name(others); err != nil {
		return plan.Remind{}, err
	}
	l.Others = otherInvoices(others)
	return l, a.ladder.texts(c.run.set.letters)[lang].write(&l, d)
}

func (c *claim) letterData(r rung, fee billing.Money, lang billing.Language) (letterData, error) {
	inv, open := c.item.Invoice, c.verdict.Open
	total, err := open.Add(fee)
	if err != nil {
		return letterData{}, err
	}
	paid, err := inv.GrossTotal.Sub(open)
	if err != nil {
		return letterData{}, err
	}
	return letterData{
		Name: r.name, Number: oneLine(inv.Identifier), Date: inv.Date.Format(lang), Due: inv.DueDate.Format(lang),
		Gross: inv.GrossTotal.Format(lang), Paid: paid.Format(lang), Open: open.Format(lang),
		Fee: fee.Format(lang), Total: total.Format(lang), HasPaid: paid.Minor != 0, HasFee: fee.Minor != 0,
		DaysOverdue: c.verdict.DaysOverdue, PayBy: c.run.Snapshot.Today.AddDays(r.payWithin).Format(lang),
		Reference: billing.Sign(billing.Reference(inv.Identifier, r.level), c.run.Mark), Sender: oneLine(c.run.SenderName),
		Sum: total.Format(lang), sum: total, lang: lang,
	}, nil
}

// texts are the ladder's own letters, else the shipped ones.
func (l ladder) texts(shipped letters) letters {
	if l.letters != nil {
		return l.letters
	}
	return shipped
}

// write fills the four texts of a letter.
func (t letterTexts) write(l *plan.Remind, d letterData) error {
	text := t.levels[min(l.Level, len(t.levels))-1]
	for _, part := range []struct {
		from *template.Template
		to   *string
	}{{text.title, &l.Title}, {text.text, &l.Text}, {text.subject, &l.Subject}, {text.mail, &l.Mail}} {
		var b strings.Builder
		if err := part.from.Execute(&b, d); err != nil {
			return err
		}
		*part.to = strings.TrimSpace(b.String())
	}
	if l.RedirectedFrom != "" {
		var b strings.Builder
		if err := t.redirected.Execute(&b, d); err != nil {
			return err
		}
		l.Mail = b.String() + "\n\n" + l.Mail
	}
	if !strings.Contains(l.Text, d.Reference) || !strings.Contains(l.Mail, d.Reference) {
		return errors.New("the letter does not carry our reference")
	}
	for _, o := range d.Others {
		if !names(l.Text, o.Number) {
			return fmt.Errorf("the letter does not name %s, which it is about as well", o.Number)
		}
	}
	return nil
}
