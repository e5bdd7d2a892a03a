package test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ownExports are exports of the user's own over what the open-items workbook
// shows, and over payments.
const ownExports = `exports:
  open-items: {template: open-items, file: "offene-posten_{{.AsOf}}.xlsx", to: ["dir:./exports"]}
  mine:
    from: invoices
    where: invoice.open > money(0, invoice.currency) and invoice.days_overdue >= params.min_days
    params: {min_days: 0}
    columns: [{title: Rechnung, value: invoice.number}, {title: Kunde, value: customer.name}, {title: Offen, value: invoice.open, sum: true}]
    group_by: [Kunde]
    file: "mine_{{.AsOf}}.xlsx"
    to: ["dir:./exports"]
  payments:
    from: payments
    where: payment.date <= period.to and payment.date >= period.from
    columns: [{title: Datum, value: payment.date}, {title: Betrag, value: payment.amount, sum: true}]
    file: "payments_{{.Period}}.jsonl"
    to: ["dir:./exports"]
  people: {from: users, columns: [{title: Name, value: user.name}], file: people.csv, to: ["dir:./exports"]}
`

// sums are what a command says of the file that it has made.
func (r result) sums(t *testing.T) map[string]string {
	t.Helper()
	var made struct {
		Rows int `json:"rows"`
		Sums []struct{ Amount, Currency string }
	}
	for line := range strings.Lines(r.out) {
		if strings.Contains(line, `"type":"export"`) {
			if err := json.Unmarshal([]byte(line), &made); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := map[string]string{}
	for _, s := range made.Sums {
		out[s.Currency] = s.Amount
	}
	if len(out) == 0 || made.Rows == 0 {
		t.Fatalf("no sums in %s%s", r.out, r.err)
	}
	return out
}

// TestOwnExports makes exports of the user's own as a person does: their sums are
// those of the open-items workbook, today and on an earlier day; what can't be
// told is refused; and a worker makes them for enqueue.
func TestOwnExports(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{story: true, write: "approve", top: ownExports})
	w.worker("run").want(t, 7)
	w.worker("export").want(t, 0, "open-items", "mine", "3 columns from invoices", "min_days=0")

	before := w.now().AddDate(0, 0, -40).Format("2006-01-02")
	for _, set := range [][]string{nil, {"--set", "as_of=" + before}} {
		own := w.worker(append([]string{"export", "mine", "--json"}, set...)...).want(t, 0).sums(t)
		want := w.worker(append([]string{"export", "open-items", "--json"}, set...)...).want(t, 0).sums(t)
		if d := cmp.Diff(want, own); d != "" {
			t.Errorf("%v: -open items +own\n%s", set, d)
		}
	}
	if d := cmp.Diff(w.worker("export", "mine", "--json").sums(t), w.worker("export", "mine", "--json", "--set", "min_days=60").sums(t)); d == "" {
		t.Error("min_days changes nothing")
	}

	w.worker("export", "mine", "--set", "min_day=3").want(t, 2, `did you mean "min_days"?`)
	w.worker("export", "mine", "--set", "min_days=a lot").want(t, 2, "want a whole number")
	w.worker("export", "mine", "--set", "as_of=2999-01-01").want(t, 2, "has not come yet")
	w.worker("export", "mine", "--set", "period=2026-10").want(t, 2, "period has no effect")
	w.worker("export", "people", "--set", "as_of="+before).want(t, 2, "MOCO says how users are now")
	w.worker("export", "people").want(t, 1, "was never read from MOCO", "--pull")
	w.worker("export", "people", "--pull").want(t, 0, "people.csv")
	w.worker("export", "min").want(t, 2, `did you mean "mine"?`)

	period := w.now().AddDate(0, -1, 0).Format("2006-01")
	r := w.worker("export", "payments", "--set", "period="+period, "--to", "-").want(t, 0, `{"Datum":"`+period+"-")
	if strings.Contains(r.out, "sha256") || !strings.Contains(r.err, "sha256") {
		t.Error("the file alone belongs on standard output")
	}

	p := w.serve()
	w.enqueue("export", "payments", "--set", "period="+period, "--wait").want(t, 0, "queued", "export payments", "done")
	w.enqueue("export", "payments", "--set", "perod="+period).want(t, 2, `did you mean "period"?`)
	w.enqueue("export", "payments", "--to", "dir:/etc").want(t, 2, "does not go to")
	p.stop()
	data, err := os.ReadFile(w.path("exports/payments_" + period + ".jsonl"))
	if err != nil || string(data) != r.out {
		t.Errorf("the worker made another file (%v)", err)
	}

	w.edit("worker.yaml", "invoice.open, sum: true", "invoice.opn, sum: true")
	w.worker("export", "mine").want(t, 3, "worker.yaml:", `an invoice has no field "opn"`, `did you mean "open"?`)
	w.worker("rules", "check").want(t, 3, `an invoice has no field "opn"`)
}
