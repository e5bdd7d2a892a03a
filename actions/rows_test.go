package actions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// tally counts the runs of a row, which go on at the same time.
type tally struct {
	mu sync.Mutex
	report.Row
}

// add counts a run: posts and mails are what the account has seen of its one
// letter.
func (s *tally) add(w *jobstest.World, fired bool, wantMails int) {
	d := w.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Runs++
	if fired {
		s.Fired++
	}
	s.Dup += max(0, d.Made-1) + max(0, d.Mailed-1)
	s.Missing += max(0, wantMails-d.Mailed)
	for _, e := range w.Entries() {
		if e.State == ledger.Review {
			s.Review++
		}
	}
}

// F42: MOCO asks to wait, in all the ways in which one can say so. Four workers
// obey, and nothing is lost.
func TestF42_RetryAfter(t *testing.T) {
	t.Parallel()
	sum := &tally{Row: report.Row{ID: "F42", Min: 24 / race.Part(3), Note: "4 workers, none sends before the time is over"}}
	date := time.Date(2026, 11, 23, 6, 0, 45, 0, time.UTC).Format(http.TimeFormat) // the world's clock says 06:00:00
	n := 0
	t.Run("runs", func(t *testing.T) {
		for _, request := range []string{"GET /invoices/*", "POST /invoice_reminders", "POST /invoice_reminders/*/send_email"} {
			for header, want := range map[string]time.Duration{
				"1": time.Second, "30": 30 * time.Second, "120": 2 * time.Minute, date: 45 * time.Second,
				"-5": 2 * time.Minute, "1000000000": 10 * time.Minute, "1e9": 2 * time.Minute, "99999999999999999999": 10 * time.Minute,
			} {
				if n++; n%race.Part(3) != 0 {
					continue
				}
				t.Run(request+" "+header, func(t *testing.T) {
					t.Parallel()
					testRetryAfter(t, sum, request, header, want)
				})
			}
		}
	})
	report.Print(t, sum.Row)
}

func testRetryAfter(t *testing.T, sum *tally, request, header string, want time.Duration) {
	w := world(t)
	id := w.Released("remind")
	if strings.Contains(request, "send_email") {
		w.Drive(w.Worker, id)
		mail, _ := w.Mail(id)
		id = mail.ID
	}
	storm := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match(request), Nth: 1, Status: 429, Header: map[string]string{"Retry-After": header}})
	if e := w.Apply(w.Worker, id); e.State != ledger.Planned {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	before := len(w.Sim.Requests())
	for i := range 3 {
		k := w.NewWorker(fmt.Sprintf("other%d", i))
		until, err := k.Pace.BlockedUntil(t.Context())
		now, _ := k.Ledger.Now(t.Context())
		if wait := until.Sub(now); err != nil || wait > want || wait < want-5*time.Second {
			t.Errorf("the gate is closed for %s, want %s; %v", wait, want, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if _, err := k.Runner.Apply(ctx, id); err == nil && want > 5*time.Second {
			t.Error("another worker went on")
		}
		cancel()
	}
	if n := len(w.Sim.Requests()) - before; n != 0 && want > 5*time.Second {
		t.Errorf("%d requests while the gate was closed", n)
	}
	w.Later(want)
	e := w.Drive(w.Worker, id)
	if mail, ok := w.Mail(id); ok {
		e = w.Drive(w.Worker, mail.ID)
	}
	if e.State != ledger.Done {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	sum.add(w, storm.Fired() == 1, 1)
}

// strangeAnswers are the bodies of a success that says nothing that one could
// rely on.
var strangeAnswers = []struct {
	name  string
	fault mocosim.Fault
	yes   bool // for send_email, which needs no object, it is a yes
}{
	{"201 HTML", mocosim.Fault{Status: 201, Body: mocosim.BodyHTML}, false},
	{"201 empty", mocosim.Fault{Status: 201, Body: mocosim.BodyEmpty}, true},
	{"201 cut off", mocosim.Fault{Status: 201, Body: mocosim.BodyCut, Cut: 12}, false},
	{"201 half an object", saysInstead(`{"id": 2272, "title": "1. Ma`), false},
	{"201 garbage", mocosim.Fault{Status: 201, Body: mocosim.BodyGarbage}, false},
	{"201 corrupt gzip", withHeader(saysInstead("\x1f\x8b\x08 no gzip"), "Content-Encoding", "gzip"), false},
	{"201 text", withHeader(mocosim.Fault{Status: 201}, "Content-Type", "text/plain"), true},
	{"201 {}", saysInstead(`{}`), true},
	{"201 null", saysInstead(`null`), false},
	{"201 list", saysInstead(`[{"id":2272}]`), false},
	{"201 id as text", saysInstead(`{"id":"2272"}`), true},
	{"201 id with a fraction", saysInstead(`{"id":2272.5}`), true},
	{"201 negative id", saysInstead(`{"id":-2272}`), true},
	{"201 huge id", saysInstead(`{"id":92233720368547758080}`), true},
	{"201 of another invoice", saysInstead(`{"id":1,"invoice":{"id":1}}`), true},
	{"204", mocosim.Fault{Status: 204, Body: mocosim.BodyEmpty}, true},
	{"202 queued", withStatus(saysInstead(`{"status":"queued"}`), 202), true},
}

func saysInstead(body string) mocosim.Fault {
	return mocosim.Fault{Status: 201, Rewrite: func([]byte) []byte { return []byte(body) }}
}

func withHeader(f mocosim.Fault, name, value string) mocosim.Fault {
	f.Header = map[string]string{name: value}
	return f
}

func withStatus(f mocosim.Fault, status int) mocosim.Fault {
	f.Status = status
	return f
}

// F49: whatever a success looks like, it is either understood or looked up.
func TestF49_StrangeSuccess(t *testing.T) {
	t.Parallel()
	sum := &tally{Row: report.Row{ID: "F49", Note: "create and send_email, done and not done"}}
	n := 0
	t.Run("runs", func(t *testing.T) {
		for _, a := range strangeAnswers {
			for name, m := range map[string]mocosim.Match{"create": create, "send": send} {
				for _, commit := range []mocosim.Commit{mocosim.CommitBefore, mocosim.CommitNever} {
					if name == "send" && a.yes && commit == mocosim.CommitNever {
						continue // a server that says so and does not do it can't be helped
					}
					if n++; n%race.Part(3) != 0 {
						continue
					}
					sum.Min++
					t.Run(fmt.Sprintf("%s/%s/%s", name, a.name, commit), func(t *testing.T) {
						t.Parallel()
						w := world(t, impatient)
						f := a.fault
						f.Match, f.Nth, f.Commit = m, 1, commit
						planted := w.Sim.Fault(f)
						reminder, mail := w.DriveLetter(w.Worker, w.Released("remind"))
						if reminder.State != ledger.Done || mail.State != ledger.Done {
							t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
						}
						sum.add(w, planted.Fired() == 1, 1)
					})
				}
			}
		}
	})
	report.Print(t, sum.Row)
}

// F62: the invoice, or the reminder, is gone. Nobody asks twice.
func TestF62_Gone(t *testing.T) {
	t.Parallel()
	sum := &tally{Row: report.Row{ID: "F62", Min: 5 * (4 / race.Part(3)), Note: "0 repeated requests"}}
	t.Run("runs", func(t *testing.T) {
		for _, tt := range []struct {
			name string
			mail bool // it happens between reminder and mail
			do   func(w *jobstest.World) error
		}{
			{"the invoice, before the reminder", false, func(w *jobstest.World) error { return w.Sim.Account().Delete("invoices", 80699) }},
			{"the invoice, at the reminder", false, refusing("POST /invoice_reminders")},
			{"the invoice, before the mail", true, func(w *jobstest.World) error {
				if err := w.Sim.Account().Delete("invoice_reminders", 2272); err != nil {
					return err
				}
				return w.Sim.Account().Delete("invoices", 80699)
			}},
			{"the reminder, before the mail", true, func(w *jobstest.World) error { return w.Sim.Account().Delete("invoice_reminders", 2272) }},
			{"the reminder, at the mail", true, refusing("POST /invoice_reminders/*/send_email")},
		} {
			for i := range 4 / race.Part(3) {
				t.Run(fmt.Sprint(tt.name, i), func(t *testing.T) {
					t.Parallel()
					w := world(t)
					id := w.Released("remind")
					if tt.mail {
						w.Drive(w.Worker, id)
						mail, _ := w.Mail(id)
						id = mail.ID
					}
					if err := tt.do(w); err != nil {
						t.Fatal(err)
					}
					e := w.Apply(w.Worker, id) // once is enough
					if e.State != ledger.Skipped || !strings.Contains(e.Reason, "does not exist in MOCO any more") && !strings.Contains(e.Reason, "was deleted in MOCO") {
						t.Errorf("%s %q", e.State, e.Reason)
					}
					asked := map[string]int{}
					for _, r := range w.Sim.Requests() {
						if asked[r.Method+r.Path]++; r.Status == 404 && asked[r.Method+r.Path] > 2 {
							t.Errorf("%s %s was asked %d times", r.Method, r.Path, asked[r.Method+r.Path])
						}
					}
					sum.add(w, true, 0)
				})
			}
		}
	})
	report.Print(t, sum.Row)
}

func refusing(request string) func(w *jobstest.World) error {
	return func(w *jobstest.World) error {
		w.Sim.Fault(mocosim.Fault{Match: jobstest.Match(request), Nth: 1, Status: 404})
		return nil
	}
}

// F64: MOCO refuses to mail for want of a recipient: the reminder is not left
// behind, also if taking it back is a trouble of its own.
func TestF64_NoRecipient(t *testing.T) {
	t.Parallel()
	sum := &tally{Row: report.Row{ID: "F64", Min: 12 / race.Part(3), Note: "0 orphans that nobody knows of"}}
	t.Run("runs", func(t *testing.T) {
		for i := range 12 / race.Part(3) {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				w := world(t)
				id := w.Released("remind")
				for _, raw := range w.Sim.Account().All("companies") {
					var c struct{ ID int64 }
					if err := json.Unmarshal(raw, &c); err != nil {
						t.Fatal(err)
					}
					if err := w.Sim.Account().Change("companies", c.ID, map[string]any{"billing_email_cc": nil}); err != nil {
						t.Fatal(err)
					}
				}
				w.Sim.Fault(mocosim.Fault{Match: send, Nth: 1, Status: 422, Rewrite: func([]byte) []byte { return []byte(`{"errors":["Es gibt keinen Empfänger"]}`) }})
				undo := mocosim.Fault{Match: jobstest.Match("DELETE /invoice_reminders/*"), Nth: 1}
				switch i % 4 {
				case 1:
					undo.Status = 503
				case 2:
					undo.Commit, undo.Then = mocosim.CommitBefore, mocosim.ThenClose
				case 3:
					undo.Status = 403
				}
				if i%4 > 0 {
					w.Sim.Fault(undo)
				}
				reminder, mail := w.DriveLetter(w.Worker, id)
				told := mail.State == ledger.Failed || mail.State == ledger.Review
				if !told || !strings.Contains(mail.Reason, "MOCO answered 422: Es gibt keinen Empfänger") {
					t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
				}
				if left, want := len(w.Reminders(hansa)), 1+i%2; left != want || (mail.State == ledger.Review) != (want == 2) {
					t.Errorf("%d reminders are left, and the mail is %s %q", left, mail.State, mail.Reason)
				}
				sum.add(w, w.Done().Refused > 0, 0)
			})
		}
	})
	report.Print(t, sum.Row)
}
