package sim

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
)

// site is one of two installations: the product's protocol on a ledger of its
// own. It runs in a goroutine that stops at every request to MOCO and at every
// wait, until the order that is being tried lets it go on.
type site struct {
	t      *twins
	name   string
	rows   *memory
	parked *request // what it wants next; nil while it works
	saw    []string // every answer that it got: its state follows from them
	ended  bool     // nothing is left to do
	runner *actions.Runner
}

// request is what a site stands before.
type request struct {
	what  string // "list", "create", …
	write bool
	until time.Time // of a wait; zero for a request
	grant chan fateOf
}

// fateOf is what the order makes of a request.
type fateOf string

const (
	answered   fateOf = "answered"
	unheard    fateOf = "lost before" // it never arrives
	noAnswer   fateOf = "lost after"  // it is done, the answer is lost
	afterwards fateOf = "late"        // no answer, and it is done at some later point
	stopped    fateOf = "stopped"     // the process ends, and nobody starts it again
	aborted    fateOf = "aborted"     // the try is over
)

// pending is a write that comes up late, by that time at the latest.
type pending struct {
	by time.Time
	do func()
}

// latest is how late a write may come up; the sites wait for longer than that
// before they believe that it never will.
const latest = 5 * time.Second

// twins is one try: two sites, one MOCO, one order.
type twins struct {
	truth   *truth
	now     time.Time
	sites   [2]*site
	arrive  chan *site
	pending []pending // writes that come up late
	faults  int       // how many are left
	gone    bool      // a site was stopped for good
	marked  bool      // the sites sign their letters
	trace   []string
}

func newTwins(faults int, marked bool) *twins {
	t := &twins{truth: newTruth(1), now: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC), arrive: make(chan *site), faults: faults, marked: marked}
	for i, name := range []string{"aaaa", "bbbb"} {
		s := &site{t: t, name: name, rows: &memory{rows: map[string]*ledger.Entry{}}}
		p := s.letter(gross)
		e := ledger.Entry{Key: p.Key(account), Action: "remind", Run: "r_1", Plan: "p_1", Params: p}
		e.Subject.ID, e.Subject.Label = p.InvoiceID, p.Identifier
		s.rows.insert(t.now, e)
		env := &actions.Env{
			Account: account, MOCO: s, Decide: s.decide, Mirror: noMirror{}, Ledger: siteBook{s},
			Today: func() billing.Date { return billing.DateOf(t.now) },
		}
		s.runner = &actions.Runner{
			Ledger: siteBook{s}, Pace: noPace{}, Handlers: actions.Handlers(env), Settle: latest + time.Second,
			MayWrite: func() (bool, string) { return true, "" },
		}
		t.sites[i] = s
	}
	return t
}

// letter is the reminder, signed by the site.
func (s *site) letter(cents int64) plan.Remind {
	p := letterOn(1, cents)
	if s.t.marked {
		signed := billing.Sign(p.Reference, s.name)
		p.Text = strings.ReplaceAll(p.Text, p.Reference, signed)
		p.Reference = signed
	}
	return p
}

func (s *site) decide(ctx context.Context, e ledger.Entry, fresh billing.Snapshot) (plan.Line, plan.Verdict, bool, error) {
	l, v, found, err := decide(ctx, e, fresh)
	if found {
		l.Params = s.letter(l.Params.(plan.Remind).Open.Minor)
	}
	return l, v, found, err
}

// live carries the site's entries through, as a worker does: mails first.
func (s *site) live() {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(killed); !ok {
				panic(p)
			}
		}
		s.parked, s.ended = nil, true
		s.t.arrive <- s
	}()
	for {
		e := s.next()
		if e == nil {
			return
		}
		if at := due(e); at.After(s.t.now) {
			s.stop(&request{what: "wait", until: at})
			continue
		}
		if _, err := s.runner.Apply(context.Background(), e.ID); err != nil {
			panic(fmt.Sprintf("%s: %v\n%s", s.name, err, strings.Join(s.t.trace, "\n")))
		}
	}
}

// next is the open entry that is due first; a mail before a reminder.
func (s *site) next() *ledger.Entry {
	var first *ledger.Entry
	for _, id := range s.rows.order {
		e := s.rows.rows[id]
		if e.State.Open() && (first == nil || !due(e).After(s.t.now) || due(e).Before(due(first))) {
			first = e
		}
	}
	return first
}

// stop waits until the order lets the site go on, and says how.
func (s *site) stop(r *request) fateOf {
	r.grant = make(chan fateOf)
	s.parked = r
	s.t.arrive <- s
	f := <-r.grant
	if f == aborted || f == stopped {
		panic(killed{})
	}
	if r.until.After(s.t.now) {
		s.t.now = r.until
	}
	return f
}

// option is one way on: a site and what becomes of its request, or a late write
// that comes up.
type option struct {
	site *site
	fate fateOf
}

// options are the ways on from here; none at the end.
func (t *twins) options() []option {
	var out []option
	for _, s := range t.sites {
		switch {
		case s.parked == nil:
			continue
		case len(t.pending) > 0 && s.parked.until.After(t.pending[0].by):
			continue // late, but not as late as the settle time
		}
		out = append(out, option{s, answered})
		if t.faults == 0 {
			continue
		}
		if s.parked.write {
			out = append(out, option{s, unheard}, option{s, noAnswer}, option{s, afterwards})
		}
		out = append(out, option{s, stopped})
	}
	if len(t.pending) > 0 {
		out = append(out, option{nil, afterwards})
	}
	return out
}

// take goes one way on, until both sites stand still again.
func (t *twins) take(o option) {
	if o.site == nil {
		late := t.pending[0]
		t.pending = t.pending[1:]
		late.do()
		t.trace = append(t.trace, "a late write comes up")
		return
	}
	if o.fate != answered {
		t.faults--
	}
	if o.fate == stopped {
		t.gone = true
	}
	t.trace = append(t.trace, fmt.Sprintf("%s %s: %s", o.site.name, o.site.parked.what, o.fate))
	o.site.parked.grant <- o.fate
	<-t.arrive
}

// state is everything that decides how it goes on from here.
func (t *twins) state() string {
	var b strings.Builder
	for _, s := range t.sites {
		fmt.Fprintf(&b, "%v|%s|", s.ended, strings.Join(s.saw, ","))
		if s.parked != nil {
			fmt.Fprintf(&b, "%s %s", s.parked.what, s.parked.until)
		}
	}
	for _, l := range t.truth.claims[0].letters {
		fmt.Fprintf(&b, "|%d %v %s", l.id, l.sent, l.new.Text)
	}
	for _, p := range t.pending {
		fmt.Fprintf(&b, "|%s", p.by)
	}
	fmt.Fprintf(&b, "|%d|%v|%s|%d", t.faults, t.gone, t.now, t.mails())
	return b.String()
}

// mails counts the e-mails that the customer got.
func (t *twins) mails() int {
	n := 0
	for _, e := range t.truth.log {
		if e.what == mailed {
			n++
		}
	}
	return n
}

// problem is what is wrong at the end; "" if nothing is.
func (t *twins) problem() string {
	told := false
	for _, s := range t.sites {
		for _, e := range s.rows.rows {
			told = told || e.State == ledger.Review || e.State == ledger.Failed
		}
	}
	unsent := 0
	for _, l := range t.truth.claims[0].letters {
		if !l.sent {
			unsent++
		}
	}
	switch n := t.mails(); {
	case n > 1:
		return fmt.Sprintf("the customer got %d e-mails", n)
	case t.gone || told:
		return ""
	case n == 0:
		return "the customer got none"
	case unsent > 0:
		return "a reminder was made and never mailed"
	}
	return ""
}

// explored is what trying every order has found. An end is one way in which it
// all came to rest.
type explored struct {
	ends, states int
	fired        map[fateOf]int
	problems     []string
}

// explore tries every order of the requests of two sites, with so many faults
// at every place. What two orders have led to twice is gone through once.
func explore(faults int, marked bool) explored {
	x := explored{fired: map[fateOf]int{}}
	seen := map[string]bool{}
	todo := [][]int{nil}
	for len(todo) > 0 {
		prefix := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		t := newTwins(faults, marked)
		for _, s := range t.sites {
			go s.live()
			<-t.arrive
		}
		done := false
		for n := 0; ; n++ {
			options := t.options()
			if done = len(options) == 0; done {
				break
			}
			choice := 0
			if n < len(prefix) {
				choice = prefix[n]
			} else {
				if key := t.state(); seen[key] {
					break
				} else {
					seen[key] = true
				}
				for i := 1; i < len(options); i++ {
					todo = append(todo, append(append(make([]int, 0, n+1), prefix...), i))
				}
				prefix = append(prefix[:n:n], 0)
			}
			if f := options[choice].fate; n == len(prefix)-1 {
				x.fired[f]++
			}
			t.take(options[choice])
		}
		if done {
			x.ends++
			if why := t.problem(); why != "" {
				x.problems = append(x.problems, why+":\n  "+strings.Join(t.trace, "\n  "))
			}
		}
		t.end()
	}
	x.states = len(seen)
	return x
}

// end lets the sites of an abandoned try go.
func (t *twins) end() {
	for _, s := range t.sites {
		if s.parked != nil {
			s.parked.grant <- aborted
			<-t.arrive
		}
	}
}

// TestTwoInstallationsInEveryOrder: two installations with a ledger each are
// about to remind the same customer. In whatever order their requests arrive,
// and wherever an answer gets lost, comes up late or a process ends: the
// customer gets the level once, and nothing is left unsent that nobody knows.
func TestTwoInstallationsInEveryOrder(t *testing.T) {
	t.Parallel()
	most := 2
	if race.On {
		most = 1
	}
	for faults := range most + 1 {
		t.Run(fmt.Sprintf("%d faults", faults), func(t *testing.T) {
			x := explore(faults, true)
			t.Logf("faults=%d ends=%d states=%d fired=%v", faults, x.ends, x.states, x.fired)
			for i, p := range x.problems {
				if i == 3 {
					t.Errorf("… and %d more", len(x.problems)-i)
					break
				}
				t.Error(p)
			}
		})
	}
}

// TestUnsignedLettersOfTwoInstallations tests the test: without the marks, an
// answer that was lost lets both mail the same reminder.
func TestUnsignedLettersOfTwoInstallations(t *testing.T) {
	t.Parallel()
	x := explore(1, false)
	twice := slices.ContainsFunc(x.problems, func(p string) bool { return strings.HasPrefix(p, "the customer got 2 e-mails") })
	if !twice {
		t.Errorf("no order of %d lets both mail: the test sees nothing", x.ends)
	}
}

// The site is its own way to MOCO: each request that touches reminders stops
// first. The others come and go at any time without making a difference.

func (s *site) read(what string, view func() string) {
	s.stop(&request{what: what})
	s.saw = append(s.saw, view())
}

func (s *site) change(what string, do func() string) error {
	switch s.stop(&request{what: what, write: true}) {
	case answered:
		s.saw = append(s.saw, do())
		return nil
	case noAnswer:
		do()
	case afterwards:
		s.t.pending = append(s.t.pending, pending{s.began().Add(latest), func() { do() }})
	}
	s.saw = append(s.saw, "?")
	return &mocoapi.Error{Method: "POST", Kind: fault.Unsure, Text: "no answer"}
}

// began is when the site made up its mind to write what it is writing.
func (s *site) began() time.Time {
	for _, e := range s.rows.rows {
		if e.State == ledger.Intent {
			return e.IntentAt
		}
	}
	return s.t.now
}

// Invoice shows the reminders without their status.
func (s *site) Invoice(context.Context, billing.ID) (inv billing.Invoice, err error) {
	s.read("invoice", func() string {
		inv = s.t.truth.claims[0].invoice()
		return fmt.Sprint(len(inv.Reminders), inv.Reminders)
	})
	return inv, nil
}

// Company makes no difference.
func (s *site) Company(_ context.Context, id billing.ID) (billing.Company, error) {
	return billing.Company{ID: id, Email: "rechnung@example.com"}, nil
}

// Payments there are none.
func (s *site) Payments(context.Context, mocoapi.PaymentQuery) iter.Seq2[mocoapi.Row[billing.Payment], error] {
	return rows[billing.Payment](nil, nil)
}

// Reminders lists them.
func (s *site) Reminders(context.Context, mocoapi.ReminderQuery) iter.Seq2[mocoapi.Row[billing.Reminder], error] {
	var all []billing.Reminder
	s.read("list", func() string {
		c := s.t.truth.claims[0]
		for _, l := range c.letters {
			all = append(all, l.reminder(c))
		}
		return fmt.Sprint(all)
	})
	return rows(all, nil)
}

// Reminder reads one.
func (s *site) Reminder(_ context.Context, id billing.ID) (r billing.Reminder, err error) {
	s.read("look", func() string {
		l := s.t.truth.letter(int64(id))
		if l == nil {
			err = &mocoapi.Error{Method: "GET", Kind: fault.Gone, Status: 404}
			return "404"
		}
		r = l.reminder(s.t.truth.claims[0])
		return fmt.Sprint(r)
	})
	return r, err
}

// CreateReminder makes one.
func (s *site) CreateReminder(_ context.Context, n mocoapi.NewReminder) (r billing.Reminder, err error) {
	err = s.change("create", func() string {
		r = s.t.truth.make(s.name, n).reminder(s.t.truth.claims[0])
		return fmt.Sprint(r.ID)
	})
	return r, err
}

// SendReminder mails one, however often.
func (s *site) SendReminder(_ context.Context, id billing.ID, m mocoapi.Mail) (mocoapi.Mail, error) {
	found := false
	err := s.change("mail", func() string {
		found = s.t.truth.mail(s.name, int64(id))
		return fmt.Sprint(found)
	})
	if err == nil && !found {
		err = &mocoapi.Error{Method: "POST", Kind: fault.Gone, Status: 404}
	}
	return m, err
}

// DeleteReminder deletes one.
func (s *site) DeleteReminder(_ context.Context, id billing.ID) error {
	found := false
	err := s.change("delete", func() string {
		found = s.t.truth.delete(s.name, int64(id))
		return fmt.Sprint(found)
	})
	if err == nil && !found {
		err = &mocoapi.Error{Method: "DELETE", Kind: fault.Gone, Status: 404}
	}
	return err
}

// UpdateInvoiceStatus is not asked for by letters.
func (s *site) UpdateInvoiceStatus(context.Context, billing.ID, billing.InvoiceStatus) error {
	return errors.ErrUnsupported
}

// RemoveTags is not asked for by letters.
func (s *site) RemoveTags(context.Context, mocoapi.Taggable, billing.ID, ...string) ([]string, error) {
	return nil, errors.ErrUnsupported
}

// AddTags is not asked for by letters.
func (s *site) AddTags(context.Context, mocoapi.Taggable, billing.ID, ...string) ([]string, error) {
	return nil, errors.ErrUnsupported
}

// Comments is not asked for by letters.
func (s *site) Comments(context.Context, mocoapi.CommentQuery) iter.Seq2[mocoapi.Row[billing.Comment], error] {
	return rows[billing.Comment](nil, errors.ErrUnsupported)
}

// CreateComment is not asked for by letters.
func (s *site) CreateComment(context.Context, mocoapi.NewComment) (billing.Comment, error) {
	return billing.Comment{}, errors.ErrUnsupported
}

// siteBook is the site's ledger: nobody else uses it, and it never fails.
type siteBook struct{ s *site }

// Entry reads one entry.
func (b siteBook) Entry(_ context.Context, id string) (ledger.Entry, error) {
	return *b.s.rows.rows[id], nil
}

// Claim takes an entry.
func (b siteBook) Claim(_ context.Context, id string) (ledger.Entry, error) {
	x := b.s.rows.rows[id]
	if !x.State.Open() || x.NextAt.After(b.s.t.now) {
		return ledger.Entry{}, ledger.ErrBusy
	}
	if x.State == ledger.Planned {
		x.State = ledger.Claimed
	}
	x.Fence++
	x.Attempts++
	return *x, nil
}

// Change moves a claimed entry on.
func (b siteBook) Change(_ context.Context, e ledger.Entry, c ledger.Change) (ledger.Entry, error) {
	if e.State != c.To && !e.State.May(c.To) {
		return ledger.Entry{}, fmt.Errorf("entry %s can't go from %s to %s", e.ID, e.State, c.To)
	}
	x, now := b.s.rows.rows[e.ID], b.s.t.now
	*x = changed(*x, e, c, now)
	if u, ok := b.s.rows.rows[c.Undone]; ok && u.State == ledger.Done {
		u.State, u.Reason = ledger.Skipped, c.Reason
	}
	for _, f := range c.Follow {
		f.Run, f.Plan, f.Parent = e.Run, e.Plan, e.ID
		b.s.rows.insert(now, f)
	}
	return *x, nil
}

// Now is the one clock.
func (b siteBook) Now(context.Context) (time.Time, error) { return b.s.t.now, nil }

// Lease is how long a claim holds.
func (b siteBook) Lease() time.Duration { return lease }

// Entries is not asked for by letters.
func (b siteBook) Entries(context.Context, ledger.Filter) ([]ledger.Entry, error) {
	return nil, errors.ErrUnsupported
}

// Plan is not asked for by letters.
func (b siteBook) Plan(context.Context, string) (plan.Plan, error) {
	return plan.Plan{}, errors.ErrUnsupported
}

// Head is not asked for by letters.
func (b siteBook) Head(context.Context) (string, error) { return "", errors.ErrUnsupported }

// Deliveries is not asked for by letters.
func (b siteBook) Deliveries(context.Context, string, string) ([]ledger.Delivery, error) {
	return nil, errors.ErrUnsupported
}

// NoteDelivery is not asked for by letters.
func (b siteBook) NoteDelivery(context.Context, ledger.Delivery) error { return errors.ErrUnsupported }
func (b siteBook) PlanHash(context.Context, string) (string, error)    { return "", errors.ErrUnsupported }

func (b siteBook) LineStates(context.Context, string) ([]ledger.LineState, error) {
	return nil, errors.ErrUnsupported
}

func (b siteBook) Votes(context.Context, string) ([]ledger.Vote, error) {
	return nil, errors.ErrUnsupported
}
