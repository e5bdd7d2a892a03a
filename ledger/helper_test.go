package ledger_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

const account = "beispiel"

// ledgerOf is a ledger with a lease that no test outlives; a test that wants
// one to end calls lapse.
func ledgerOf(d *db.DB, owner string) *ledger.Ledger {
	return ledger.New(d, ledger.Options{Account: account, Owner: owner, Lease: time.Hour})
}

// each runs fn on both databases with one ledger.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, l *ledger.Ledger)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, d, ledgerOf(d, "host:1:a")) })
}

func eur(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "EUR"} }

// letter is a new line of a plan: a reminder for an invoice.
func letter(n int, invoice billing.ID, level int) plan.Line {
	return plan.Line{
		N: n, Key: plan.ReminderKey(account, invoice, level), Action: "remind", Rule: "dunning",
		Subject: plan.Subject{Kind: "invoice", ID: invoice, Label: fmt.Sprintf("R%d", invoice), Name: "Hansa Logistik GmbH"},
		Params:  remind(invoice, level),
	}
}

func remind(invoice billing.ID, level int) plan.Remind {
	return plan.Remind{
		InvoiceID: invoice, Identifier: fmt.Sprintf("R%d", invoice), CustomerID: 77, Ladder: "standard", Level: level, Levels: 3,
		LevelName: "Zahlungserinnerung", Gross: eur(119000), Open: eur(119000), Fee: eur(0), PayWithin: 10, Language: billing.German,
		Reference: billing.Reference(fmt.Sprintf("R%d", invoice), level), Title: "Zahlungserinnerung", Text: "Guten Tag",
		Subject: "Zahlungserinnerung", Mail: "Guten Tag",
	}
}

func emailLine(n int, reminder, invoice billing.ID, level int) plan.Line {
	return plan.Line{N: n, Key: plan.EmailKey(account, reminder), Action: "email", Params: plan.Email{ReminderID: reminder, Letter: remind(invoice, level)}}
}

func message(n int, rule, subject, window string) plan.Line {
	return plan.Line{
		N: n, Key: plan.SlackKey(rule, subject, window), Action: "notify", Rule: rule,
		Params: plan.Notify{Severity: plan.Info, Title: "Große Posten", Window: window},
	}
}

// saved stores a plan of these lines.
func saved(t testing.TB, l *ledger.Ledger, id string, lines ...plan.Line) plan.Plan {
	t.Helper()
	at := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	p := plan.Plan{
		ID: id, Run: "r_" + id, Job: "mahnlauf", Account: l.Account(), Today: billing.Date{Year: 2026, Month: 11, Day: 23},
		CreatedAt: at, ExpiresAt: at.Add(72 * time.Hour), Write: plan.WriteAuto, Lines: lines,
	}
	must(t, l.SavePlan(t.Context(), p, nil))
	return p
}

// released stores and releases a plan and returns the ids of its entries.
func released(t testing.TB, l *ledger.Ledger, id string, lines ...plan.Line) []string {
	t.Helper()
	out, err := l.Release(t.Context(), ledger.Release{Plan: saved(t, l, id, lines...), By: "anna@host"})
	must(t, err)
	return out.Entries
}

// one is the entry of a new plan with one letter.
func one(t testing.TB, l *ledger.Ledger, invoice billing.ID) string {
	t.Helper()
	ids := released(t, l, fmt.Sprintf("p_%d", invoice), letter(1, invoice, 1))
	if len(ids) != 1 {
		t.Fatalf("%d entries, want 1", len(ids))
	}
	return ids[0]
}

func claimed(t testing.TB, l *ledger.Ledger, id string) ledger.Entry {
	t.Helper()
	e, err := l.Claim(t.Context(), id)
	must(t, err)
	return e
}

func changed(t testing.TB, l *ledger.Ledger, e ledger.Entry, c ledger.Change) ledger.Entry {
	t.Helper()
	after, err := l.Change(t.Context(), e, c)
	must(t, err)
	return after
}

// inState brings a planned entry to a state, and gives it back as it stands.
func inState(t testing.TB, l *ledger.Ledger, id string, s ledger.State) ledger.Entry {
	t.Helper()
	if s == ledger.Planned {
		e, err := l.Entry(t.Context(), id)
		must(t, err)
		return e
	}
	e := claimed(t, l, id)
	switch s {
	case ledger.Claimed:
		return e
	case ledger.Intent:
		return changed(t, l, e, ledger.Change{To: ledger.Intent, Hold: true})
	case ledger.Done:
		e = changed(t, l, e, ledger.Change{To: ledger.Intent, Hold: true})
	}
	return changed(t, l, e, ledger.Change{To: s})
}

// lapse ends the lease of an entry, as time would.
func lapse(t testing.TB, d *db.DB, id string) {
	run(t, d, `UPDATE entry SET lease_until = 1 WHERE id = $1`, id)
}

func run(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	_, err := d.ExecContext(t.Context(), query, args...)
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantErr(t testing.TB, err error, text string) {
	t.Helper()
	if err == nil || err.Error() != text {
		t.Errorf("error %v\nwant  %s", err, text)
	}
}

// details are an event's own words.
func details(t testing.TB, e ledger.Event) (d struct {
	Reason   string `json:"reason"`
	RemoteID string `json:"remote_id"`
	Fence    int64  `json:"fence"`
	Key      string `json:"key"`
}) {
	t.Helper()
	must(t, json.Unmarshal([]byte(e.Detail), &d))
	return d
}
