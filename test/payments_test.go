package test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// payAt books a payment for R-1 when a run's n-th request arrives, before it is
// answered. booked says which request that was; 0: the run had fewer.
func (w *world) payAt(n int, amount string) (booked func() int) {
	var mu sync.Mutex
	seq, seen := 0, 0
	w.moco.OnRequest(func(e mocosim.Event) {
		if e.Phase != mocosim.PhaseReceived {
			return
		}
		mu.Lock()
		seen++
		now := seen == n
		if now {
			seq = e.Seq
		}
		mu.Unlock()
		if now {
			if _, err := w.moco.Account().Pay("R-1", amount); err != nil {
				w.t.Error(err)
			}
		}
	})
	return func() int { mu.Lock(); defer mu.Unlock(); return seq }
}

// steps are the requests of a run with one letter, by what they do; create and
// mail are the numbers of its two writes.
func steps(t *testing.T) (all []mocosim.Request, create, mail int) {
	t.Helper()
	w := newWorld(t, setup{bills: []bill{{number: "R-1", gross: "200.00", late: 20}}})
	w.worker("run", "dun").want(t, 0, "1 sent")
	all = w.moco.Requests()
	for i, r := range all {
		switch {
		case r.Method == "POST" && r.Path == "/invoice_reminders":
			create = i + 1
		case strings.HasSuffix(r.Path, "/send_email"):
			mail = i + 1
		}
	}
	if create == 0 || mail < create {
		t.Fatalf("requests: %+v", all)
	}
	return all, create, mail
}

// readBetween reports whether the payment could be seen before a write: in a
// read that arrived with the booking or after it.
func readBetween(all []mocosim.Request, booked, write int) bool {
	return slices.ContainsFunc(all, func(r mocosim.Request) bool {
		return r.Method == "GET" && r.Seq >= booked && r.Seq < write && (r.Path == "/invoices/9001" || r.Path == "/invoices/payments")
	})
}

// paidMeanwhile lets a payment arrive with the n-th request of a run, and judges
// it by MOCO's log: no letter may be made or mailed after a read that showed the
// payment, and no reminder may be left unsent.
func paidMeanwhile(t *testing.T, n int, amount string, row *report.Row, mu *sync.Mutex) *world {
	w := newWorld(t, setup{bills: []bill{{number: "R-1", gross: "200.00", late: 20}}})
	booked := w.payAt(n, amount)
	r := w.worker("run", "dun").want(t, 0)
	mu.Lock()
	defer mu.Unlock()
	row.Runs++
	at := booked()
	if at == 0 {
		t.Errorf("request %d was never made", n)
		return w
	}
	row.Fired++
	for _, x := range w.moco.Writes() {
		// A letter about the rest is as it should be, if the plan knew of it.
		rest := amount != "" && strings.Contains(x.Body, "150,00")
		if x.Method == "POST" && !rest && readBetween(w.moco.Requests(), at, x.Seq) {
			t.Errorf("%s paid at request %d, and %s %s as request %d", amount, at, x.Method, x.Path, x.Seq)
			row.Dup++
		}
	}
	if made, sent := len(w.made()), len(w.mailed()); made != sent {
		t.Errorf("paid at request %d: %d reminders left, %d mailed", at, made, sent)
		row.Missing++
	}
	if sent := len(w.mailed()); sent == 0 && !strings.Contains(r.out+r.err, "dropped") && !strings.Contains(r.out+r.err, "no letters due") {
		t.Errorf("paid at request %d: nobody was told\n%s%s", at, r.out, r.err)
		row.Missing++
	}
	w.invariants()
	return w
}

// TestF56_PaidBeforeTheLetter books a payment, whole and in part, at each
// request between the plan's first read and the letter: nothing is written.
func TestF56_PaidBeforeTheLetter(t *testing.T) {
	t.Parallel()
	all, create, _ := steps(t)
	row := report.Row{ID: "F56", Min: 2 * (create - 1), Note: fmt.Sprintf("at each of the %d requests before the letter, whole and in part", create-1)}
	var mu sync.Mutex
	t.Run("steps", func(t *testing.T) {
		for n := 1; n < create; n++ {
			for _, amount := range []string{"", "50.00"} {
				t.Run(fmt.Sprintf("%d %s %s %s", n, all[n-1].Method, strings.ReplaceAll(all[n-1].Path, "/", "."), amount), func(t *testing.T) {
					t.Parallel()
					paidMeanwhile(t, n, amount, &row, &mu)
				})
			}
		}
	})
	report.Print(t, row)
}

// TestF57_PaidBeforeTheMail books the payment between the reminder and its
// mail: the reminder is deleted and not mailed, if the last read before the
// mail could show it.
func TestF57_PaidBeforeTheMail(t *testing.T) {
	t.Parallel()
	all, create, mail := steps(t)
	row := report.Row{ID: "F57", Min: mail - create, Note: fmt.Sprintf("at each of the %d requests from the letter to its mail", mail-create)}
	var mu sync.Mutex
	t.Run("steps", func(t *testing.T) {
		for n := create; n < mail; n++ {
			t.Run(fmt.Sprintf("%d %s %s", n, all[n-1].Method, strings.ReplaceAll(all[n-1].Path, "/", ".")), func(t *testing.T) {
				t.Parallel()
				w := paidMeanwhile(t, n, "", &row, &mu)
				deleted := 0
				for _, x := range w.moco.Writes() {
					if x.Method == "DELETE" && x.Path == "/invoice_reminders/1" && x.Committed {
						deleted++
					}
				}
				if deleted != 1 || len(w.mailed()) != 0 {
					t.Errorf("the reminder was deleted %d times, and mailed: %v", deleted, w.mailed())
				}
				if a := w.worker("audit").want(t, 0); !strings.Contains(a.out, "paid meanwhile") && !strings.Contains(a.out, "nothing is open") {
					t.Errorf("the audit does not say why:\n%s", a.out)
				}
			})
		}
	})
	report.Print(t, row)
}
