package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// TestExplain prints the explanation of one invoice in different situations.
func TestExplain(t *testing.T) {
	t.Parallel()
	set := examples(t)
	tests := []struct {
		name string
		set  func(*account)
	}{
		{"held back by a reason, next level forecast", func(a *account) { a.due(22); a.sent(1, 7) }},
		{"a letter", func(*account) {}},
		{"a letter, asked about another day", func(a *account) { a.in.Snapshot.Today = a.in.Snapshot.Today.AddDays(2) }},
		{"a letter in hand, and an alert that was said", func(a *account) {
			a.in.History.InHand[80699] = 1
			a.in.History.Notified["big-and-late|invoice:80699"] = daysAgo(3)
		}},
		{"a letter in hand, being settled", func(a *account) { a.sent(1, 12); a.in.History.InHand[80699] = 1 }},
		{"hands off by a tag", func(a *account) { a.company().Tags = []string{"Sonderabsprache"} }},
		{"part paid yesterday", func(a *account) { a.pay("4000 EUR", 1) }},
		{"the ladder says not yet", func(a *account) { a.due(20); a.sent(1, 12) }},
		{"below the minimum", func(a *account) { a.invoice().GrossTotal = money(a.t, "9.99 EUR") }},
		{"no amount for the currency", func(a *account) { a.currency("SEK") }},
		{"held: unsent reminder", func(a *account) { a.remind(0, 2, billing.ReminderCreated).Text = "" }},
		{"in debt collection", func(a *account) {
			a.invoice().DebtCollection = billing.DebtCollection{ID: 3, CreatedAt: billing.Timestamp{Time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}}
		}},
		{"not due", func(a *account) { a.due(-5) }},
		{"paid", func(a *account) { a.status(billing.StatusPaid); a.pay("12400 EUR", 2) }},
		{"untrusted", func(a *account) { a.pay("1 CHF", 2) }},
	}
	var b bytes.Buffer
	for _, tt := range tests {
		a := newAccount(t)
		a.in.Snapshot.ReadAt = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
		tt.set(a)
		e, err := set.Explain(a.in, 80699)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("##### " + tt.name + "\n")
		if err := e.Print(&b, billing.English); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
		if _, err := json.Marshal(e); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	golden(t, "testdata/explain.txt", b.String())
}

func TestExplainJSON(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	e, err := examples(t).Explain(a.in, 80699)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"rule":"dunning","answer":"yes"`, `"comparison":"12,400.00 EUR \u003e= 10.00 EUR"`, `"comparison":"30 \u003e= 14"`, `"payments":[]`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s lacks %s", data, want)
		}
	}
}

func TestExplainUnknownInvoice(t *testing.T) {
	t.Parallel()
	_, err := examples(t).Explain(newAccount(t).in, 4711)
	if err == nil || err.Error() != "invoice 4711 is not in the mirror" {
		t.Errorf("error %v", err)
	}
}

// An invoice that could not be read has a verdict too, and no rule was asked.
func TestExplainUnreadableInvoice(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.Snapshot.Broken = []billing.Broken{{Kind: "invoices", ID: 4711, Reason: "net_total: 1000.005 EUR has more than 2 decimal places"}}
	e, err := examples(t).Explain(a.in, 4711)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := e.Print(&b, billing.English); err != nil {
		t.Fatal(err)
	}
	want := "#4711\nread from MOCO (invoice 4711, 0 payments, no reminders)\nheld: invoice 4711 from MOCO could not be read (net_total: 1000.005 EUR has more than 2 decimal places)\n"
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
}

// failing is a writer that can't write.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestExplainWriteError(t *testing.T) {
	t.Parallel()
	e, err := examples(t).Explain(newAccount(t).in, 80699)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Print(failing{}, billing.German); err == nil {
		t.Error("the error is swallowed")
	}
}

// Explaining agrees with deciding.
func TestExplainAgrees(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := portfolio(t)
	d := decide(t, set, a.in)
	for _, v := range d.Verdicts {
		e, err := set.Explain(a.in, v.InvoiceID)
		if err != nil {
			t.Fatal(err)
		}
		if e.Verdict != v {
			t.Errorf("%s: explained %+v, decided %+v", v.Identifier, e.Verdict, v)
		}
	}
}
