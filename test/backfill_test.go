package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// monthEnd is a job with files of last month, beside the one that sends letters.
const monthEnd = `jobs:
  - name: month-end
    period: previous_month
    rules: [rules/dun.yaml]
    exports: [payments]
    late_changes: 3
exports:
  payments: {template: payments, file: "zahlungen_{{.Period}}.xlsx", to: ["#finance", "dir:./exports"]}
`

// TestBackfill makes the files of past months in an account with overdue
// invoices, under write: auto: nothing goes to a customer. What changes later in
// such a month is found, and told once; a locked month's file stays.
func TestBackfill(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: []bill{{number: "R-1", gross: "200.00", late: 20}, {number: "R-2", gross: "300.00", late: 40}}})
	w.edit("worker.yaml", "jobs:\n  - name: dun\n    rules: [rules/dun.yaml]\n", monthEnd)
	this := billing.MonthOf(billing.DateOf(w.now()))
	last := billing.MonthOf(this.From.AddDays(-1))
	before := billing.MonthOf(last.From.AddDays(-1))
	w.worker("backfill", "month-end", "--from", before.Name()).want(t, 2, "--yes")
	w.worker("backfill", "month-end", "--from", last.Name(), "--to", before.Name(), "--yes").want(t, 1, "is before")
	w.worker("backfill", "month-end", "--from", this.Name(), "--yes").want(t, 1, "is not over")
	w.worker("backfill", "month-end", "--from", "2026", "--yes").want(t, 1, "such as "+last.Name())
	w.worker("backfill", "month-end", "--from", before.Name(), "--to", last.Name(), "--yes").
		want(t, 0, before.Name()+"  ✓ 1 file", last.Name()+"  ✓ 1 file")
	file := filepath.Join("exports", "zahlungen_"+last.Name()+".xlsx")
	first, err := os.ReadFile(w.path(file))
	if err != nil {
		t.Fatal(err)
	}
	if writes := w.moco.Writes(); len(writes) != 0 {
		t.Errorf("writes to MOCO: %v", writes)
	}
	if said := w.slack.In("finance"); len(said) != 1 || !strings.Contains(said[0].Text, "2 Dateien gemacht") {
		t.Errorf("said: %+v", said)
	}
	w.worker("backfill", "month-end", "--from", before.Name(), "--to", last.Name(), "--yes").want(t, 0, "Nothing to do")
	w.worker("period", "changes").want(t, 0, "nothing has changed")

	id, err := w.moco.Account().Pay("R-1", "50.00")
	if err == nil {
		err = w.moco.Account().Change("invoice_payments", id, map[string]any{"date": last.To.String()})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.worker("period", "changes", last.Name()).want(t, 0, "+ R-1", "50.00")
	w.worker("period", "changes", before.Name()).want(t, 0, "nothing has changed")
	w.worker("period", "lock", last.Name(), "--reason", "UStVA abgegeben").want(t, 0, "is locked")
	w.worker("backfill", "month-end", "--from", last.Name(), "--overwrite", "--yes").want(t, 0, "is kept: "+last.Name()+" is locked")
	if now, err := os.ReadFile(w.path(file)); err != nil || string(now) != string(first) {
		t.Errorf("the file of a locked month was made again: %v", err)
	}
	w.worker("run", "month-end").want(t, 0)
	late := func() (n int) {
		for _, m := range w.slack.In("finance") {
			if strings.Contains(m.Text, "1 Zeile anders") {
				n++
			}
		}
		return n
	}
	if n := late(); n != 1 {
		t.Errorf("told %d times", n)
		for _, m := range w.slack.In("finance") {
			t.Log(m.Text)
		}
	}
	w.worker("period", "unlock", last.Name(), "--reason", "doch nicht").want(t, 0, "is open again")
	w.worker("backfill", "month-end", "--from", last.Name(), "--overwrite", "--yes").want(t, 0, "1 file")
	w.worker("period", "changes", last.Name()).want(t, 0, "nothing has changed")
	w.worker("period").want(t, 0, before.Name(), last.Name(), "zahlungen_"+last.Name()+".xlsx")
	w.worker("audit", "--verify").want(t, 0)
	w.worker("audit", "--limit", "0").want(t, 0, "period_locked", "UStVA abgegeben", "period_unlocked")
}
