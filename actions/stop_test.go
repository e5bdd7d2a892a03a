package actions_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// points are where a process may end.
var points = []string{"claimed", "checked", "intent", "written"}

// killed is what a process that ends at a point looks like from inside.
type killed struct{ point string }

// dieAt lets a worker end when it comes to a point for the nth time.
func dieAt(k *jobstest.Worker, point string, nth int) {
	k.Runner.Point = func(name string) {
		if strings.HasSuffix(name, "."+point) {
			if nth--; nth == 0 {
				panic(killed{point})
			}
		}
	}
}

// outlive runs f and reports whether the worker ended in it.
func outlive(f func()) (died bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(killed); !ok {
				panic(p)
			}
			died = true
		}
	}()
	f()
	return false
}

// A process ends at each point of each half of a letter. Another goes on when
// the lease has run out: one reminder, one mail.
func TestProcessEnds(t *testing.T) {
	t.Parallel()
	for half, name := range []string{"reminder", "mail"} {
		for _, point := range points {
			t.Run(name+"/"+point, func(t *testing.T) {
				t.Parallel()
				w := world(t)
				id := w.Released("remind")
				dieAt(w.Worker, point, half+1)
				if !outlive(func() { w.DriveLetter(w.Worker, id) }) {
					t.Fatal("it did not end")
				}
				heir := w.NewWorker("w2")
				open := id
				if half == 1 {
					mail, _ := w.Mail(id)
					open = mail.ID
				}
				if _, err := heir.Runner.Apply(t.Context(), open); !errors.Is(err, ledger.ErrBusy) {
					t.Errorf("the lease holds, and yet: %v", err)
				}
				w.Later(61 * time.Second)
				if half == 0 {
					w.Drive(heir, id)
				}
				mail, _ := w.Mail(id)
				mail = w.Drive(heir, mail.ID)
				if r := w.Entry(id); r.State != ledger.Done || mail.State != ledger.Done {
					t.Errorf("%s %q, %s %q", r.State, r.Reason, mail.State, mail.Reason)
				}
				if diff := cmp.Diff(jobstest.Deeds{Posts: 1, Made: 1, Mailed: 1}, w.Done()); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
			})
		}
	}
}

// The customer pays while the worker is gone.
func TestPaidWhileNobodyWorked(t *testing.T) {
	t.Parallel()
	for half, name := range []string{"reminder", "mail"} {
		for _, point := range points {
			t.Run(name+"/"+point, func(t *testing.T) {
				t.Parallel()
				w := world(t)
				id := w.Released("remind")
				dieAt(w.Worker, point, half+1)
				outlive(func() { w.DriveLetter(w.Worker, id) })
				if _, err := w.Sim.Account().Pay(hansa, ""); err != nil {
					t.Fatal(err)
				}
				w.Later(61 * time.Second)
				heir := w.NewWorker("w2")
				if half == 0 {
					w.Drive(heir, id)
				}
				if mail, ok := w.Mail(id); ok {
					w.Drive(heir, mail.ID)
				}
				mailedBefore := half == 1 && point == "written"
				if got := len(w.Sim.Emails()); got != 0 && !mailedBefore || got > 1 {
					t.Errorf("%d mails", got)
				}
				if left := len(w.Reminders(hansa)); left != 1 && !mailedBefore {
					t.Errorf("%d reminders are left", left)
				}
			})
		}
	}
}

// After three processes that ended over it, an entry waits for a person, and
// others go on.
func TestPoison(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	for n := range 3 {
		k := w.NewWorker(fmt.Sprintf("victim%d", n))
		dieAt(k, "claimed", 1)
		if !outlive(func() { w.Apply(k, id) }) {
			t.Fatal("it did not end")
		}
		w.Later(61 * time.Second)
	}
	e := w.Apply(w.Worker, id)
	if e.State != ledger.Review || e.Reason != "3 workers ended while they worked on it" {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if d := w.Done(); d.Posts != 0 {
		t.Errorf("%+v", d)
	}
}

// A worker that slept beyond its lease goes on after another has taken the
// entry over. Before the intent the ledger stops it; after it, its own deadline.
func TestZombie(t *testing.T) {
	t.Parallel()
	for half, name := range []string{"reminder", "mail"} {
		for _, point := range []string{"claimed", "checked", "intent"} {
			t.Run(name+"/"+point, func(t *testing.T) {
				t.Parallel()
				testZombie(t, half, point)
			})
		}
	}
}

func testZombie(t *testing.T, half int, point string) {
	w := world(t, func(o *jobstest.Options) { o.Lease = 600 * time.Millisecond })
	id := w.Released("remind")
	if half == 1 {
		w.Drive(w.Worker, id)
		mail, _ := w.Mail(id)
		id = mail.ID
	}
	before := w.Done()
	heir := w.NewWorker("w2")
	w.Runner.Point = func(name string) {
		if !strings.HasSuffix(name, "."+point) {
			return
		}
		w.Runner.Point = nil
		for {
			e, err := heir.Runner.Apply(t.Context(), id)
			if err == nil {
				t.Logf("the heir has it: %s %q", e.State, e.Reason)
				return
			}
			if !errors.Is(err, ledger.ErrBusy) {
				t.Errorf("heir: %v", err)
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	_, err := w.Runner.Apply(t.Context(), id)
	if !errors.Is(err, ledger.ErrLost) {
		t.Errorf("the zombie: %v, want ErrLost", err)
	}
	e := w.Entry(id)
	if e.State.Open() {
		e = w.Drive(heir, id)
	}
	if mail, ok := w.Mail(id); ok {
		w.Drive(heir, mail.ID)
	}
	if e.State != ledger.Done {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	after := w.Done()
	if after.Posts != 1 || after.Mailed != 1 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// A stop signal during the write lets it end.
func TestStopSignalDuringTheWrite(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	ctx, stop := context.WithCancel(t.Context())
	w.Runner.Point = func(name string) {
		if name == "remind.intent" {
			stop()
		}
	}
	e, err := w.Runner.Apply(ctx, id)
	if err != nil || e.State != ledger.Done {
		t.Errorf("%s %q, %v", e.State, e.Reason, err)
	}
}

// A stop signal before the write leaves the entry to the next worker.
func TestStopSignalBeforeTheWrite(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	ctx, stop := context.WithCancel(t.Context())
	w.Sim.After(jobstest.Match("GET /invoices/*"), 1, func(*mocosim.Account) { stop() })
	_, _ = w.Runner.Apply(ctx, id)
	if d := w.Done(); d.Posts != 0 {
		t.Errorf("%+v", d)
	}
	e := w.Entry(id)
	if !e.State.Open() {
		t.Fatalf("%s %q", e.State, e.Reason)
	}
	w.Later(61 * time.Second)
	if r, mail := w.DriveLetter(w.Worker, id); r.State != ledger.Done || mail.State != ledger.Done {
		t.Errorf("%s %q, %s %q", r.State, r.Reason, mail.State, mail.Reason)
	}
}

// A key that MOCO refuses stops everything, and nothing is lost.
func TestRefusedKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, request string
		status        int
	}{
		{"401 on the read", "GET /invoices/*", 401},
		{"401 on the reminder", "POST /invoice_reminders", 401},
		{"403 on the reminder", "POST /invoice_reminders", 403},
		{"401 on the mail", "POST /invoice_reminders/*/send_email", 401},
		{"403 on the mail", "POST /invoice_reminders/*/send_email", 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			id := w.Released("remind")
			planted := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match(tt.request), Status: tt.status})
			if strings.Contains(tt.request, "send_email") {
				w.Drive(w.Worker, id)
				mail, _ := w.Mail(id)
				id = mail.ID
			}
			_, err := w.Runner.Apply(t.Context(), id)
			if fault.KindOf(err) != fault.Auth || !strings.Contains(err.Error(), fmt.Sprintf("MOCO answered %d", tt.status)) {
				t.Errorf("%v is %s, want auth", err, fault.KindOf(err))
			}
			e := w.Entry(id)
			if e.State != ledger.Planned || !e.NextAt.IsZero() || planted.Fired() != 1 {
				t.Errorf("%s, again at %s; MOCO was asked %d times", e.State, e.NextAt, planted.Fired())
			}
			w.Sim.ClearFaults()
			w.Drive(w.Worker, id)
			for _, x := range w.Entries() {
				if x.State.Open() {
					w.Drive(w.Worker, x.ID)
				}
			}
			if d := w.Done(); d.Made != 1 || d.Mailed != 1 {
				t.Errorf("%+v", d)
			}
		})
	}
}

// MOCO can't be read for long: the entry ends, and says why.
func TestReadsThatFailForever(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /invoices/*"), Status: 503})
	e := w.Drive(w.Worker, id)
	if e.State != ledger.Failed || e.Attempts != 24 || !strings.Contains(e.Reason, "GET /invoices/80699: MOCO answered 503") {
		t.Errorf("%s after %d attempts: %q", e.State, e.Attempts, e.Reason)
	}
	if d := w.Done(); d.Posts != 0 {
		t.Errorf("%+v", d)
	}
}

// Nothing is written while the brake is on.
func TestBrake(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	w.Brake("the file STOP is there")
	_, err := w.Runner.Apply(t.Context(), id)
	if err == nil || err.Error() != "nothing may be written to MOCO now: the file STOP is there" {
		t.Errorf("%v", err)
	}
	if e := w.Entry(id); e.State != ledger.Planned || e.Attempts != 0 || len(w.Sim.Writes()) != 0 {
		t.Errorf("%s after %d attempts, %d writes", e.State, e.Attempts, len(w.Sim.Writes()))
	}
	w.Brake("")
	if e := w.Drive(w.Worker, id); e.State != ledger.Done {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	mail, _ := w.Mail(id)
	w.Drive(w.Worker, mail.ID)
}

// What was not carried out in time is not carried out any more.
func TestExpired(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET deadline = 1`); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, id)
	if e.State != ledger.Expired || e.Reason != "its plan's time was over" || len(w.Sim.Writes()) != 0 {
		t.Errorf("%s %q, %d writes", e.State, e.Reason, len(w.Sim.Writes()))
	}
}

// slow is a handler whose first read takes longer than it may.
type slow struct {
	actions.Handler
	reads *int
}

func (h slow) Check(ctx context.Context, e ledger.Entry) (actions.Checked, error) {
	c, err := h.Handler.Check(ctx, e)
	if *h.reads++; *h.reads == 1 {
		c.At = c.At.Add(-31 * time.Second)
	}
	return c, err
}

// What was read too long ago is read again before anything is written.
func TestOldEvidence(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	reads := 0
	w.Runner.Handlers["remind"] = slow{w.Runner.Handlers["remind"], &reads}
	e := w.Apply(w.Worker, id)
	if e.State != ledger.Planned || e.Reason != "what was read is too old; reading again" || len(w.Sim.Writes()) != 0 {
		t.Errorf("%s %q, %d writes", e.State, e.Reason, len(w.Sim.Writes()))
	}
	if r, mail := w.DriveLetter(w.Worker, id); r.State != ledger.Done || mail.State != ledger.Done || reads != 2 {
		t.Errorf("%s %q, %s %q, %d reads", r.State, r.Reason, mail.State, mail.Reason, reads)
	}
}

// The evidence of every write is what the account answered last: each POST of a
// letter comes right after the reads of its own invoice.
func TestEveryWriteFollowsItsRead(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	from := len(w.Sim.Requests())
	w.DriveLetter(w.Worker, id)
	var since, writes []string
	for _, r := range w.Sim.Requests()[from:] {
		if r.Method == "GET" {
			since = append(since, r.Path)
			continue
		}
		for _, path := range []string{"/invoices/80699", "/invoice_reminders"} {
			if !slices.Contains(since, path) {
				t.Errorf("%s %s without reading %s first: %v", r.Method, r.Path, path, since)
			}
		}
		since, writes = nil, append(writes, r.Path)
	}
	if want := []string{"/invoice_reminders", "/invoice_reminders/2272/send_email"}; !slices.Equal(writes, want) {
		t.Errorf("writes %v, want %v", writes, want)
	}
}

// An action of a newer version is left alone.
func TestUnknownAction(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	delete(w.Runner.Handlers, "remind")
	_, err := w.Runner.Apply(t.Context(), id)
	if err == nil || err.Error() != fmt.Sprintf(`entry %s: this version can't carry out "remind"`, id) {
		t.Errorf("%v", err)
	}
	if e := w.Entry(id); e.State != ledger.Planned {
		t.Errorf("%s", e.State)
	}
}
