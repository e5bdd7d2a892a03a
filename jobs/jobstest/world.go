// Package jobstest is a whole worker for tests: a simulated MOCO account, a
// store, the shipped rules and the engine, put together as the product does it.
// What happened is read from the simulator's own log, never from the ledger.
package jobstest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/test/oracle"
)

// Account is the sub-domain of every world.
const Account = "beispiel"

// Options change a world from the usual.
type Options struct {
	// Only keeps these invoices of the story, with what belongs to them; nil
	// keeps all 420.
	Only []string
	// Rules are rule files as text; the shipped ones if nil.
	Rules []string
	// Letters are files that the rules refer to, by path; rule files are
	// rules/0.yaml and so on.
	Letters map[string]string
	// Job is the one job; see Overdue for what the zero value becomes.
	Job jobs.Job
	// Rate is the budget of requests; nearly endless if zero.
	Rate ledger.Rate
	// Timeout of a request to MOCO; 5 s if 0.
	Timeout time.Duration
	// Settle is the product's 30 min if 0. Tests let the ledger's time pass
	// (see World.Later) rather than wait.
	Settle time.Duration
	// Lease is the product's 60 s if 0.
	Lease time.Duration
	// Notifier is nil for a world without Slack.
	Notifier notifiers.Notifier
	Exports  []jobs.Export
	// Mark signs the letters of the installation; none if empty.
	Mark string
	// NoWriteKey leaves the worker without a way to write.
	NoWriteKey bool
}

// World is an account, a store and any number of workers on both.
type World struct {
	T   testing.TB
	Sim *mocosim.Server
	DB  *db.DB
	// Clock is what workers take for now: dates, ticks and expiry.
	Clock *Clock
	// Twins is set by a test in which installations that know nothing of each
	// other write to the account.
	Twins bool
	// Worker is the first worker.
	*Worker

	opt     Options
	set     jobs.Rules
	witness *oracle.Witness
}

// Worker is one process of the product.
type Worker struct {
	Ledger *ledger.Ledger
	Mirror *mirror.Mirror
	Pace   *ledger.Pace
	Engine *jobs.Engine
	Runner *actions.Runner
	Env    *actions.Env
	Read   *mocoapi.Client
	Write  *mocoapi.Client

	mu     sync.Mutex
	brake  string
	events []jobs.Event
	failed []jobs.Failure
}

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Berlin is the zone of every world.
func Berlin() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // a test machine without time zones can test nothing here
	}
	return l
}

// New makes a world on a SQLite file, with one worker. At the end of the test
// it checks what must hold whatever happened (see check).
func New(t testing.TB, o Options) *World {
	t.Helper()
	return NewOn(t, dbtest.SQLite(t), o)
}

// NewOn is New on the store with the given address.
func NewOn(t testing.TB, url string, o Options) *World {
	t.Helper()
	w := &World{T: t, opt: o, Clock: &Clock{now: time.Date(2026, 11, 23, 7, 0, 0, 0, Berlin())}}
	w.opt.Timeout = cmp.Or(o.Timeout, 5*time.Second)
	w.opt.Settle = cmp.Or(o.Settle, 30*time.Minute)
	if o.Rate.Limit == 0 {
		w.opt.Rate = ledger.Rate{Limit: 1_000_000, Window: 2 * time.Minute}
	}
	w.opt.Job = Overdue(o.Job)
	w.Sim = simulator(t, w.Clock, o.Only)
	w.witness = oracle.Watch(w.Sim, nil)
	w.DB = dbtest.Open(t, url)
	w.set = shippedOr(t, o.Rules, o.Letters)
	w.Worker = w.NewWorker("w1")
	t.Cleanup(w.check)
	return w
}

// Overdue fills in what a job leaves open: the name overdue-daily, write: auto
// and no limits.
func Overdue(j jobs.Job) jobs.Job {
	j.Name = cmp.Or(j.Name, "overdue-daily")
	j.Write = cmp.Or(j.Write, plan.WriteAuto)
	j.OnExceed = cmp.Or(j.OnExceed, jobs.ExceedApprove)
	return j
}

// simulator is the demo's account, or a part of it.
func simulator(t testing.TB, c *Clock, only []string) *mocosim.Server {
	t.Helper()
	s := mocosim.New(mocosim.Options{Account: Account, Now: c.Now, Rate: mocosim.Rate{Off: true}})
	if only != nil {
		part(t, s, only)
	} else if err := s.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// object is one of the story's objects, with what decides whether a part of the
// story has it.
type object struct {
	ID         int64
	Identifier string
	CustomerID int64 `json:"customer_id"`
	Invoice    struct{ ID int64 }
	raw        json.RawMessage
}

// story is the whole account by kind, made once to copy parts from.
var story = sync.OnceValues(func() (map[string][]object, error) {
	s := mocosim.New(mocosim.Options{Account: Account})
	if err := s.Story(1, mocosim.StoryDay); err != nil {
		return nil, err
	}
	all := map[string][]object{}
	for _, kind := range kinds {
		for _, raw := range s.Account().All(kind) {
			o := object{raw: raw}
			if err := json.Unmarshal(raw, &o); err != nil {
				return nil, err
			}
			all[kind] = append(all[kind], o)
		}
	}
	return all, nil
})

// kinds are what a part of the story consists of; invoices decide about the
// rest.
var kinds = [...]string{"invoices", "invoice_payments", "invoice_reminders", "companies", "users"}

// part copies some invoices of the story with what belongs to them.
func part(t testing.TB, to *mocosim.Server, only []string) {
	t.Helper()
	all, err := story()
	if err != nil {
		t.Fatal(err)
	}
	invoices, customers := map[int64]bool{}, map[int64]bool{}
	for _, o := range all["invoices"] {
		if slices.Contains(only, o.Identifier) {
			invoices[o.ID], customers[o.CustomerID] = true, true
		}
	}
	if len(invoices) != len(only) {
		t.Fatalf("the story has %d of the invoices %v", len(invoices), only)
	}
	for _, kind := range kinds {
		for _, o := range all[kind] {
			if kind == "users" || kind == "companies" && customers[o.ID] || kind == "invoices" && invoices[o.ID] || invoices[o.Invoice.ID] {
				if err := to.Account().Put(kind, o.raw); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// Shipped is the text of a shipped rule file, such as dunning.yaml.
func Shipped(t testing.TB, name string) string {
	t.Helper()
	for dir := "."; ; dir = filepath.Join("..", dir) {
		b, err := os.ReadFile(filepath.Join(dir, "configs", "example", "rules", name))
		if err == nil {
			return string(b)
		}
		if abs, err := filepath.Abs(dir); err != nil || abs == filepath.Dir(abs) {
			t.Fatalf("%s is not found", name)
		}
	}
}

func shippedOr(t testing.TB, texts []string, letters map[string]string) jobs.Rules {
	t.Helper()
	if texts == nil {
		texts = []string{Shipped(t, "dunning.yaml")}
	}
	var files []rules.File
	for i, text := range texts {
		files = append(files, rules.File{Name: fmt.Sprintf("rules/%d.yaml", i), Data: []byte(text)})
	}
	set, err := compile(fmt.Sprintf("%q %v", files, letters), files, rules.Options{Files: func(name string) ([]byte, error) {
		if text, ok := letters[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}})
	if err != nil {
		t.Fatal(err)
	}
	out := jobs.Rules{Set: set}
	for _, f := range set.Files() {
		body, _ := set.Source(f.Hash)
		out.Texts = append(out.Texts, ledger.RuleText{Hash: f.Hash, Name: f.Name, Body: string(body), Letters: f.Letters})
	}
	return out
}

// NewWorker adds a process on the same store and account.
func (w *World) NewWorker(owner string) *Worker {
	w.T.Helper()
	k := &Worker{}
	k.Ledger = ledger.New(w.DB, ledger.Options{Account: Account, Owner: owner, Lease: w.opt.Lease})
	k.Mirror = mirror.New(w.DB, Account)
	k.Pace = ledger.NewPace(k.Ledger, w.opt.Rate, nil)
	k.Read = w.client("read-key", pulling{k.Pace})
	e := &jobs.Engine{
		Account: Account, Mark: w.opt.Mark, Zone: Berlin(), Now: w.Clock.Now, Jobs: []jobs.Job{w.opt.Job}, Exports: w.opt.Exports,
		Mirror: k.Mirror, Source: k.Read, Ledger: k.Ledger, CanWrite: k.canWrite, Report: k.report, Failed: k.fail,
		Rules: func(string) (jobs.Rules, error) { return w.set, nil },
		Policy: jobs.Policy{
			Language: billing.German, PlanExpires: 24 * time.Hour, SenderName: "Beispiel Agentur GmbH", Groups: map[string]jobs.Group{"finance": {}},
		},
	}
	again := &jobs.Again{Engine: e, Load: w.load}
	k.Env = &actions.Env{
		Account: Account, Decide: again.Decide, Mirror: k.Mirror, Ledger: k.Ledger, Told: k.Ledger, Files: k.Ledger, Today: e.Today, Temp: w.T.TempDir(),
		PDF: k.Read.Invoices.PDF,
		Delivery: actions.Delivery{
			Notifier: w.opt.Notifier, Language: billing.German, MOCO: "https://" + Account + ".mocoapp.com", Version: "test",
			Now: func() time.Time { return w.Clock.Now().In(Berlin()) }, Router: notifiers.Router{DefaultChannel: "#finance"},
		},
	}
	if !w.opt.NoWriteKey {
		k.Write = w.client("write-key", writing{k.Pace, k.Ledger})
		k.Env.MOCO = mocoapi.Billing{Client: k.Write}
	}
	k.Runner = &actions.Runner{
		Ledger: k.Ledger, Pace: k.Pace, Handlers: actions.Handlers(k.Env), Settle: w.opt.Settle, MayWrite: k.mayWrite,
		Off: func(ctx context.Context, x ledger.Entry) bool { return e.JobOff(ctx, x.Run) },
	}
	k.Engine, e.Runner, e.Late = e, k.Runner, k.Env.Late
	return k
}

func (w *World) load(texts []ledger.RuleText) (*rules.Set, error) {
	files, o := jobs.Kept(texts)
	return compile(fmt.Sprintf("%+v", texts), files, o)
}

// compiled are the sets that were loaded before, by their text: most worlds
// have the same rules, and a set never changes.
var compiled sync.Map

func compile(key string, files []rules.File, o rules.Options) (*rules.Set, error) {
	if set, ok := compiled.Load(key); ok {
		return set.(*rules.Set), nil
	}
	set, problems, _ := rules.Load(files, o)
	if set == nil {
		return nil, fmt.Errorf("rules: %v", problems)
	}
	compiled.Store(key, set)
	return set, nil
}

func (w *World) client(key string, p mocoapi.Pacer) *mocoapi.Client {
	w.T.Helper()
	c, err := mocoapi.New(mocoapi.Options{
		Account: Account, BaseURL: w.Sim.URL(), Key: func() (string, error) { return key, nil }, Pacer: p,
		Timeout: w.opt.Timeout, Attempts: 1,
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(c.Close)
	return c
}

// Brake stops writes to MOCO, with a reason; "" lets them go on.
func (k *Worker) Brake(why string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.brake = why
}

func (k *Worker) canWrite() (bool, string) {
	if k.Write == nil {
		return false, "there is no moco.write_key"
	}
	return true, ""
}

func (k *Worker) mayWrite() (bool, string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if ok, why := k.canWrite(); !ok {
		return false, why
	}
	return k.brake == "", k.brake
}

func (k *Worker) report(e jobs.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.events = append(k.events, e)
}

func (k *Worker) fail(_ context.Context, f jobs.Failure) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failed = append(k.failed, f)
	return nil
}

// Failures are the failed runs that people were told about.
func (k *Worker) Failures() []jobs.Failure {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.failed)
}

// Reported are the lines that a terminal would have shown.
func (k *Worker) Reported() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var b strings.Builder
	for _, e := range k.events {
		fmt.Fprintf(&b, "%s %s %s\n", e.Mark, e.Step, e.Text)
	}
	return b.String()
}

// pulling and writing are the budget as the product's two clients see it.
type pulling struct{ pace *ledger.Pace }

func (p pulling) Wait(ctx context.Context, _ mocoapi.Class) error {
	return p.pace.Wait(ctx, ledger.Pull)
}

func (p pulling) Block(ctx context.Context, d time.Duration) { _ = p.pace.Block(ctx, d) }

type writing struct {
	pace   *ledger.Pace
	ledger *ledger.Ledger
}

func (p writing) Wait(ctx context.Context, c mocoapi.Class) error {
	if c == mocoapi.Read {
		return p.pace.Wait(ctx, ledger.Going)
	}
	until, err := p.pace.BlockedUntil(ctx)
	if err != nil || until.IsZero() {
		return err
	}
	now, err := p.ledger.Now(ctx)
	if err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Throttled, After: until.Sub(now), Err: errors.New("MOCO asked everybody to wait; nothing was sent")}
}

func (p writing) Block(ctx context.Context, d time.Duration) { _ = p.pace.Block(ctx, d) }
