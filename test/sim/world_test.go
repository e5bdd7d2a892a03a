package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// odds are the chances of everything that goes wrong.
type odds struct {
	kill   float64 // the process ends at a point where it can
	pause  float64 // it sleeps for longer than its lease, and goes on
	store  float64 // the database gives no answer; half of the time it did what was asked
	read   float64 // MOCO gives no answer to a read
	write  [fates]float64
	wait   float64 // a token comes only after a while
	gate   float64 // somebody else was told to wait: nothing is sent
	brake  float64 // a person puts the brake on for some minutes
	paid   float64 // the customer pays within half a day
	pay    float64 // the customer pays at this very moment
	person float64 // a person mails, or deletes, a letter of ours
	twice  float64 // an entry is handed to a second worker as well
}

// fate is what becomes of a write and of its answer.
type fate int

const (
	throttled  fate = iota // 429
	keyRefused             // 401
	refused                // 422
	lostBefore             // it never arrives
	lostAfter              // it is done, the answer is lost
	halfway                // 5xx; half of the time it was done
	late                   // no answer, and it is done minutes later
	fates                  // none of them
)

var fateNames = [fates]string{"429", "401", "422", "lost before", "lost after", "5xx", "late"}

// rough is a bad day.
func rough() odds {
	o := odds{kill: 0.08, pause: 0.01, store: 0.01, read: 0.02, paid: 0.3, pay: 0.002, person: 0.02, twice: 0.33, wait: 0.02, gate: 0.01, brake: 0.0002}
	o.write = [fates]float64{throttled: 0.03, keyRefused: 0.003, refused: 0.005, lostBefore: 0.05, lostAfter: 0.05, halfway: 0.05, late: 0.05}
	return o
}

// world is one simulated installation: some workers, one ledger, one MOCO, and
// the people around them. It lives in a synctest bubble, whose clock is the
// only one. Every goroutine draws a random number of nanoseconds and sleeps for
// them before each step, so that no two are ever awake at once: one seed is one
// schedule.
type world struct {
	odds    odds
	settle  time.Duration
	latest  time.Duration // of late commits
	workers int
	variant variant

	mu     sync.Mutex // never held over a sleep
	rng    *rand.Rand
	truth  *truth
	ledger *memory
	fired  map[string]int
	steps  int
	given  string // the entry that was handed out last
	broken []string
	brakes []brake
	// wound is the one thing that goes wrong, at one place; nil for a day with
	// the odds.
	wound *wound
	// hand is the entry that each process works on.
	hand map[string]string
	// down says that all processes are to end, alive counts those that have not.
	down  bool
	alive int
}

func newWorld(seed uint64, n int, v variant) *world {
	w := &world{
		odds: rough(), settle: 30 * time.Minute, latest: 30 * time.Minute / 4, workers: 3, variant: v,
		rng: rand.New(rand.NewPCG(seed, 0)), truth: newTruth(n), ledger: &memory{rows: map[string]*ledger.Entry{}}, fired: map[string]int{},
		hand: map[string]string{},
	}
	return w
}

// locked runs f on MOCO's truth.
func (w *world) locked(f func(t *truth)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(w.truth)
}

// roll lets something happen with a chance, and counts it.
func (w *world) roll(what string, chance float64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.rng.Float64() >= chance {
		return false
	}
	w.fired[what]++
	return true
}

// upTo is a random time.
func (w *world) upTo(d time.Duration) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(1 + w.rng.Int64N(int64(d)))
}

// pass lets about d go by, in which others work. It is where a process may be
// stopped for longer than its lease.
func (w *world) pass(d time.Duration) {
	d = w.upTo(2 * d)
	if w.roll("pause", w.odds.pause) {
		d += lease + w.upTo(2*lease)
	}
	time.Sleep(d)
}

// killed is what the end of a process looks like from inside.
type killed struct{}

// point is a point of the protocol. Right after the ledger's answer the store
// has its own.
func (w *world) point(owner, name string) {
	if w.wound == nil && strings.HasSuffix(name, ".recorded") {
		return
	}
	w.pass(time.Millisecond)
	w.mayDie(owner, name)
}

// mayDie is a place where the process may end.
func (w *world) mayDie(owner, point string) {
	if w.isDown() {
		panic(killed{})
	}
	if w.wound != nil {
		w.suffer(owner, point)
		return
	}
	if w.roll("kill at "+point, w.odds.kill) {
		panic(killed{})
	}
}

// fate draws what becomes of a write.
func (w *world) fate() fate {
	w.mu.Lock()
	defer w.mu.Unlock()
	x := w.rng.Float64()
	for f, chance := range w.odds.write {
		if x -= chance; x < 0 {
			w.fired[fateNames[f]]++
			return fate(f)
		}
	}
	return fates
}

// mayPay lets the customer pay right now.
func (w *world) mayPay(invoice int64) {
	if w.roll("paid in between", w.odds.pay) {
		w.pay(invoice)
	}
}

// pay books all of what is open, or a part of it.
func (w *world) pay(invoice int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	cents := int64(gross)
	if w.rng.Float64() < 0.2 {
		cents /= 3
	}
	w.truth.pay(invoice, cents)
}

// people may take notice of a new letter, and mail or delete it by hand. The
// world's lock is held.
func (w *world) people(l *letter) {
	x, after := w.rng.Float64(), time.Duration(w.rng.Int64N(int64(5*time.Second)))
	if w.rng.Float64() < 0.3 {
		after *= 500
	}
	unsent := func(what string, f func(actor string, id int64) bool) func() {
		return func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			if x := w.truth.letter(l.id); x != nil && !x.sent {
				w.fired[what]++
				f(person, l.id)
			}
		}
	}
	switch {
	case x < w.odds.person/2:
		time.AfterFunc(after, unsent("person mails", w.truth.mail))
	case x < w.odds.person:
		time.AfterFunc(after, unsent("person deletes", w.truth.delete))
	}
}

// run lives through it all, until every entry is settled and nothing that was
// asked of MOCO can come up late any more.
func (w *world) run() {
	for _, c := range w.truth.claims {
		if w.roll("payment", w.odds.paid) {
			time.AfterFunc(w.upTo(12*time.Hour), func() { w.pay(c.id) })
		}
	}
	if w.variant.restore {
		go w.restore()
	}
	for round := range maxRounds {
		released := w.release()
		resolved := round > 0 && round < 3 && w.resolve()
		if round > 0 && !released && !resolved {
			return
		}
		var group sync.WaitGroup
		for n := range w.workers {
			wait := w.upTo(time.Second)
			group.Go(func() {
				time.Sleep(wait)
				w.work(n)
			})
		}
		group.Wait()
		time.Sleep(w.settle + w.upTo(time.Minute))
	}
	w.broken = append(w.broken, fmt.Sprintf("not at rest after %d rounds", maxRounds))
}

// release is what the next plan brings: a letter for every invoice that is
// open and got none, as MOCO shows it.
func (w *world) release() (some bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := w.wasMailed()
	for _, c := range w.truth.claims {
		if c.open() <= 0 || len(c.letters) > 0 || known[c.id] {
			continue
		}
		p := letterOn(billing.ID(c.id), c.open())
		e := ledger.Entry{Key: p.Key(account), Action: "remind", Run: "r_1", Plan: "p_1", Params: p}
		e.Subject.ID, e.Subject.Label = p.InvoiceID, p.Identifier
		if w.ledger.insert(time.Now(), e) {
			w.fired["released"]++
			some = true
		}
	}
	return some
}

// wasMailed are the invoices whose letter was mailed, as the ledger knows: one
// that a person deleted afterwards is not written again.
func (w *world) wasMailed() map[int64]bool {
	out := map[int64]bool{}
	for _, e := range w.ledger.rows {
		if e.Action == "email" && e.State == ledger.Done {
			out[invoiceOf(*e)] = true
		}
	}
	return out
}

// resolve is a person's word on half of what is in review: try again. Nobody
// says so about a letter that is gone from MOCO: it may have been mailed.
func (w *world) resolve() (some bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.ledger.order {
		e := w.ledger.rows[id]
		if mail, ok := e.Params.(plan.Email); ok && w.truth.letter(int64(mail.ReminderID)) == nil {
			continue
		}
		if e.State == ledger.Review && w.rng.Float64() < 0.5 {
			e.State, e.Reason, e.NextAt, e.Crashes = ledger.Planned, "try again", time.Time{}, 0
			w.ledger.open = append(w.ledger.open, id)
			w.fired["resolved"]++
			some = true
		}
	}
	return some
}

// maxRounds bounds the plans that follow each other.
const maxRounds = 12

// maxApplies bounds the steps per invoice: more would be no progress.
const maxApplies = 100

// next is an entry that is due, or how long to wait for one. Now and then it
// is the one that another worker has just been given.
func (w *world) next() (id string, wait time.Duration, more bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	open := w.ledger.open[:0]
	for _, id := range w.ledger.open {
		if w.ledger.rows[id].State.Open() {
			open = append(open, id)
		}
	}
	w.ledger.open = open
	if w.steps++; len(open) == 0 || w.steps > maxApplies*len(w.truth.claims) {
		return "", 0, false
	}
	if w.given != "" && w.rng.Float64() < w.odds.twice {
		return w.given, 0, true
	}
	id, wait = w.dueOf(open, w.rng.Float64() < 0.8)
	if id == "" && wait == 0 {
		id, wait = w.dueOf(open, false)
	}
	if id != "" {
		w.given = id
	}
	return id, wait, true
}

// dueOf is one of the entries that are due. With begun, it is one that somebody
// has taken before, so that what was begun does not wait for the whole backlog;
// wait is 0 if none of those is due.
func (w *world) dueOf(open []string, begun bool) (id string, wait time.Duration) {
	now, first := time.Now(), w.rng.IntN(len(open))
	wait = 1 << 62
	for i := range open {
		e := w.ledger.rows[open[(first+i)%len(open)]]
		d := due(e).Sub(now)
		switch {
		case begun && e.Attempts == 0 && e.Parent == "":
		case d <= 0:
			return e.ID, 0
		default:
			wait = min(wait, d)
		}
	}
	if begun {
		return "", 0
	}
	return "", wait
}

// work is a machine that starts a new process whenever one has ended.
func (w *world) work(n int) {
	for life := 1; !w.process(fmt.Sprintf("w%d.%d", n, life)); life++ {
		time.Sleep(w.upTo(3 * time.Second))
		for w.isDown() {
			time.Sleep(w.upTo(time.Second))
		}
	}
}

func (w *world) isDown() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.down
}

// process is one worker's life. It reports whether nothing is left to do.
func (w *world) process(owner string) (finished bool) {
	w.lives(1)
	defer func() {
		w.lives(-1)
		if p := recover(); p != nil {
			if _, ok := p.(killed); !ok {
				panic(p)
			}
			finished = false
		}
	}()
	runner := w.runner(owner)
	for {
		time.Sleep(w.upTo(time.Millisecond))
		if w.isDown() {
			return false
		}
		id, wait, more := w.next()
		switch {
		case !more:
			return true
		case id == "":
			time.Sleep(wait + w.upTo(time.Millisecond))
			continue
		}
		w.locked(func(*truth) { w.hand[owner] = id })
		if _, err := runner.Apply(context.Background(), id); err != nil {
			time.Sleep(w.took(id, err))
		}
	}
}

// took counts the errors that Apply may return here, and keeps the others. It
// says how long the worker leaves everything alone.
func (w *world) took(id string, err error) (rest time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errors.Is(err, actions.ErrBrake) || fault.KindOf(err) == fault.Auth {
		return time.Minute
	}
	for what, may := range map[string]error{"busy": ledger.ErrBusy, "claim lost": ledger.ErrLost, "gave up": errStore, "too late to write": context.DeadlineExceeded} {
		if errors.Is(err, may) {
			w.fired[what]++
			return 0
		}
	}
	w.broken = append(w.broken, fmt.Sprintf("%s: %v", id, err))
	return 0
}

// noPace is a budget without end.
type noPace struct{}

// Wait waits for nothing.
func (noPace) Wait(context.Context, ledger.Share) error { return nil }

// pace is the account's budget of requests, which runs dry now and then.
type pace struct{ w *world }

// Wait takes a token, now and then after a while.
func (p pace) Wait(context.Context, ledger.Share) error {
	p.w.token()
	return nil
}

// token waits for the budget.
func (w *world) token() {
	if w.roll("token late", w.odds.wait) {
		time.Sleep(w.upTo(2 * time.Minute))
	}
}

// brake is a time in which nothing may be written.
type brake struct{ on, off time.Time }

// mayWrite is the brake. Each look at it may be the moment after a person has
// put it on.
func (w *world) mayWrite() (bool, string) {
	now, long := time.Now(), w.upTo(10*time.Minute)
	if n := len(w.brakes); n > 0 && now.Before(w.brakes[n-1].off) {
		return false, "the brake is on"
	}
	if !w.roll("brake", w.odds.brake) {
		return true, ""
	}
	w.brakes = append(w.brakes, brake{now, now.Add(long)})
	return false, "the brake is on"
}

// runner is the product's own protocol and handlers, on this world.
func (w *world) runner(owner string) *actions.Runner {
	book := &store{w: w, owner: owner}
	env := &actions.Env{
		Account: account, MOCO: &client{w: w, actor: owner}, Decide: decide, Mirror: noMirror{}, Ledger: book,
		Today: func() billing.Date { return billing.DateOf(time.Now().UTC()) },
	}
	r := &actions.Runner{
		Ledger: book, Pace: pace{w}, Settle: w.settle, MayWrite: w.mayWrite,
		Point: func(name string) { w.point(owner, name) },
	}
	if w.variant.moco != nil {
		env.MOCO = w.variant.moco(env.MOCO)
	}
	r.Handlers = actions.Handlers(env)
	if w.variant.runner != nil {
		w.variant.runner(r)
	}
	return r
}
