package test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// late are so many invoices that each get their first letter, R-001 and so on.
func late(n int) []bill {
	var out []bill
	for i := range n {
		out = append(out, bill{number: fmt.Sprintf("R-%03d", i+1), late: 20})
	}
	return out
}

func numbers(bills []bill) []string {
	var out []string
	for _, b := range bills {
		out = append(out, b.number)
	}
	return out
}

// manyLetters are limits that let all letters of a test go out.
const manyLetters = "{reminders_per_run: 1000, share_of_open_invoices: 100%}"

// row collects what parallel runs of one row found.
type row struct {
	mu sync.Mutex
	report.Row
}

// add counts a run. What was done twice is judged on MOCO's log.
func (r *row) add(w *world, fired bool, want int) {
	made, mailed := map[string]int{}, map[string]int{}
	for _, ref := range w.made() {
		made[ref]++
	}
	for _, n := range w.mailed() {
		mailed[n]++
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Runs++
	if fired {
		r.Fired++
	}
	for _, counts := range []map[string]int{made, mailed} {
		for _, n := range counts {
			r.Dup += n - 1
		}
	}
	r.Missing += want - len(mailed)
}

// F43: MOCO answers 429 and does not say for how long. The worker waits for a
// window each time, then goes on, until all letters are out.
func TestF43_NoRetryAfter(t *testing.T) {
	t.Parallel()
	r := &row{Row: report.Row{ID: "F43", Min: 3, Note: "a window of 3 s; nothing is sent within one after a 429"}}
	t.Run("runs", func(t *testing.T) {
		for i := range 3 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				bills := late(4 + i)
				w := newWorld(t, setup{bills: bills, limits: manyLetters, limit: mocosim.Rate{Requests: 30, Per: 3 * time.Second}, rate: "600/3s"})
				w.worker("run", "dun").want(t, 0, fmt.Sprintf("%d sent", len(bills)))
				w.wantSent(numbers(bills)...)
				r.add(w, w.waitsAfter429(2900*time.Millisecond) > 0, len(bills))
			})
		}
	})
	report.Print(t, r.Row)
}

// TestRetryAfterIsObeyed is the same with a MOCO that says how long.
func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	bills := late(3)
	w := newWorld(t, setup{bills: bills, limits: manyLetters, rate: "600/3s"})
	w.moco.Fault(mocosim.TooManyRequests(1, "2"))
	w.moco.Fault(mocosim.Fault{Match: mailReminder, Nth: 1, Status: 429, Header: map[string]string{"Retry-After": "1"}})
	w.worker("run", "dun").want(t, 0, "3 sent")
	w.wantSent(numbers(bills)...)
	if n := w.waitsAfter429(900 * time.Millisecond); n != 2 {
		t.Errorf("%d answers 429, want 2", n)
	}
}

// waitsAfter429 counts the answers 429, and demands that nothing was sent
// within the time after each.
func (w *world) waitsAfter429(least time.Duration) (n int) {
	all := w.moco.Requests()
	for i, r := range all {
		if r.Status != 429 {
			continue
		}
		n++
		if i+1 < len(all) && all[i+1].Time.Sub(r.Time) < least {
			w.t.Errorf("request %d came %s after the 429 to request %d", all[i+1].Seq, all[i+1].Time.Sub(r.Time), r.Seq)
		}
	}
	return n
}

// F45: MOCO can't be read. It is asked five times, with growing pauses, then
// the run has failed and a person knows.
func TestF45_ServerErrorOnGet(t *testing.T) {
	t.Parallel()
	r := &row{Row: report.Row{ID: "F45", Min: 4, Note: "5 requests, 0 writes, 1 message"}}
	t.Run("status", func(t *testing.T) {
		for _, status := range []int{500, 502, 503, 504} {
			t.Run(fmt.Sprint(status), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{})
				planted := w.moco.Fault(mocosim.Fault{Match: mocosim.Match{Method: "GET"}, Status: status})
				began := time.Now()
				w.worker("run", "dun").want(t, 75, fmt.Sprintf("MOCO answered %d", status))
				took := time.Since(began)
				all := w.moco.Requests()
				if len(all) != 5 || all[4].Time.Sub(all[3].Time) < 2*time.Second || all[1].Time.Sub(all[0].Time) > all[4].Time.Sub(all[3].Time) {
					t.Errorf("%d requests: %v", len(all), all)
				}
				if took > 2*time.Minute || len(w.slack.Messages()) != 1 {
					t.Errorf("after %s there are %d messages", took, len(w.slack.Messages()))
				}
				w.wantNoWrites()
				w.worker("runs").want(t, 0, "failed")
				r.add(w, planted.Fired() == 5, 0)
			})
		}
	})
	report.Print(t, r.Row)
}

// F50: MOCO shows its login page instead of a list. That is no empty list:
// nothing is planned, sent or exported, and a person knows.
func TestF50_LoginPage(t *testing.T) {
	t.Parallel()
	r := &row{Row: report.Row{ID: "F50", Min: 5, Note: "0 workbooks, 1 message; then all letters"}}
	t.Run("list", func(t *testing.T) {
		for _, path := range []string{"/invoices", "/invoices/payments", "/invoice_reminders", "/companies", "/projects"} {
			t.Run(path, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{export: true})
				page := w.moco.Fault(mocosim.Fault{Match: mocosim.Match{Method: "GET", Path: path}, Commit: mocosim.CommitNever, Body: mocosim.BodyHTML})
				if res := w.worker("run", "dun").want(t, 75, "an HTML page, not data"); strings.Contains(res.out, "0 invoices") {
					t.Errorf("it takes the page for a list:\n%s", res.out)
				}
				w.wantNoWrites()
				files, err := filepath.Glob(w.path("exports/*"))
				if err != nil || len(files) != 0 || len(w.slack.Files()) != 0 || len(w.slack.Messages()) != 1 {
					t.Errorf("files %v, %d in Slack, %d messages; %v", files, len(w.slack.Files()), len(w.slack.Messages()), err)
				}
				w.moco.ClearFaults()
				w.worker("run", "dun").want(t, 0, "3 sent")
				w.wantSent("R-1", "R-2", "R-3")
				r.add(w, page.Fired() > 0, 3)
			})
		}
	})
	report.Print(t, r.Row)
}

// F61: the key may do everything but one thing. The message says which;
// reading goes on, and once the key may do it, everything is sent.
func TestF61_Forbidden(t *testing.T) {
	t.Parallel()
	r := &row{Row: report.Row{ID: "F61", Min: 3, Note: "the message names the request; plans go on"}}
	t.Run("request", func(t *testing.T) {
		for _, tt := range []struct {
			match mocosim.Match
			says  string
		}{
			{makeReminder, "POST /invoice_reminders: MOCO answered 403: the key may not do this"},
			{mailReminder, "/send_email: MOCO answered 403: the key may not do this"},
			{mocosim.Match{Method: "GET", Path: "/invoices/9001"}, "GET /invoices/9001: MOCO answered 403: the key may not do this"},
		} {
			t.Run(tt.match.Method+tt.match.Path, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{})
				planted := w.moco.Fault(mocosim.Fault{Match: tt.match, Status: 403})
				w.worker("run", "dun").want(t, 4, tt.says)
				if n := len(w.slack.Messages()); n != 1 || planted.Fired() != 1 {
					t.Errorf("%d messages, %d requests", n, planted.Fired())
				}
				w.worker("plan", "dun").want(t, 0)
				w.moco.ClearFaults()
				w.worker("run", "dun").want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")
				r.add(w, true, 3)
			})
		}
	})
	report.Print(t, r.Row)
}
