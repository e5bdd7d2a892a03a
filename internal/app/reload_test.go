package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// edited is an installation whose files are written anew, version by version,
// while a worker serves it.
type edited struct {
	t    *testing.T
	dir  string
	moco *mocosim.Server
	rng  *rand.Rand

	mu       sync.Mutex
	version  int            // that is written last, whole
	versions map[string]int // by the hash of a rule file
	edits    int
	step     func() // called in the middle of runs; nil for nothing
	halves   int    // how many reads of rule files meet a writer
}

// ruleFiles are the names of an installation's rule files.
var ruleFiles = []string{"rules/a.yaml", "rules/b.yaml"}

func newEdited(t *testing.T, seed uint64) *edited {
	t.Helper()
	e := &edited{t: t, dir: t.TempDir(), rng: rand.New(rand.NewPCG(seed, 0)), versions: map[string]int{}}
	e.moco = mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
	if err := e.moco.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.moco.Close() })
	e.put("read.key", "read-key\n")
	e.configure("approve")
	e.writeNext(false)
	return e
}

// configure writes worker.yaml with a brake.
func (e *edited) configure(write string) {
	e.put("worker.yaml", "version: 1\ntimezone: Europe/Berlin\nsweep: 1h\nwrite: "+write+"\n"+
		"moco: {account: beispiel, rate_limit: 60000/1m, base_url: \""+e.moco.URL()+"\", read_key: \"${file:./read.key}\"}\n"+
		"jobs:\n  - {name: look, pull: [invoices], rules: [rules/a.yaml, rules/b.yaml]}\n")
}

func (e *edited) put(name, text string) {
	path := filepath.Join(e.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		e.t.Error(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		e.t.Error(err)
	}
}

// text is a rule file of a version. Its first half is right by itself and spares
// nobody.
func (e *edited) text(file string, version int) (first, second string) {
	name := strings.TrimSuffix(filepath.Base(file), ".yaml")
	first = fmt.Sprintf("version: 1\nrules:\n  - name: %s-%d\n    for_each: invoices\n    when: invoice.overdue\n    actions:\n      - tag: {tags: [v%d]}\n", name, version, version)
	second = fmt.Sprintf("  - name: %s-%d-more\n    for_each: invoices\n    when: invoice.open > eur(%d)\n    actions:\n      - tag: {tags: [more%d]}\n", name, version, version, version)
	return first, second
}

// writeNext writes the next version of all rule files: in pieces, with the
// files gone or wrong for a moment if rough.
func (e *edited) writeNext(rough bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.version++
	e.edits++
	for _, f := range ruleFiles {
		first, second := e.text(f, e.version)
		if rough {
			switch e.rng.IntN(4) {
			case 0:
				os.Remove(filepath.Join(e.dir, f))
			case 1:
				e.put(f, "rules: [")
			case 2:
				e.put(f, "")
			}
			e.put(f, first)
		}
		e.put(f, first+second)
		e.versions[sum(first+second)] = e.version
	}
}

// leaveHalf leaves the files as a writer that stands still: one of the next
// version, one cut off.
func (e *edited) leaveHalf() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.edits++
	first, second := e.text(ruleFiles[0], e.version+1)
	e.put(ruleFiles[0], first+second)
	e.versions[sum(first+second)] = e.version + 1
	first, _ = e.text(ruleFiles[1], e.version+1)
	e.put(ruleFiles[1], first[:1+e.rng.IntN(len(first)-1)])
}

// readFile reads a file for the worker. If a writer is there, it has written
// half when the file is read, and the rest a moment later.
func (e *edited) readFile(path string) ([]byte, error) {
	if filepath.Base(filepath.Dir(path)) != "rules" || e.halves == 0 {
		return os.ReadFile(path)
	}
	e.halves--
	e.leaveHalf()
	defer e.writeNext(true)
	return os.ReadFile(path)
}

func (e *edited) middle() {
	e.mu.Lock()
	step := e.step
	e.mu.Unlock()
	if step != nil {
		step()
	}
}

func (e *edited) during(step func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.step = step
}

// serve starts a worker on the installation.
func (e *edited) serve() (*App, *Server) {
	e.t.Helper()
	env := configs.OS(time.Now())
	env.ReadFile = e.readFile
	a, err := Open(e.t.Context(), Options{
		ConfigPath: filepath.Join(e.dir, "worker.yaml"), Env: env, Version: "1.2.3", Logger: slog.New(slog.DiscardHandler),
		Point: func(string) { e.middle() },
	})
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() { _ = a.Close() })
	s, err := a.Serve(context.Background())
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(s.Stop)
	return a, s
}

// planned makes a plan as a request does, and gives the versions of its rules.
func (e *edited) planned(a *App, s *Server, run string) []int {
	e.t.Helper()
	if err := (work{s}).Request(e.t.Context(), queue.Request{Run: run, Job: "look", PlanOnly: true, By: "anna"}); err != nil {
		e.t.Fatal(err)
	}
	r, err := a.Ledger.Run(e.t.Context(), run)
	if err != nil {
		e.t.Fatal(err)
	}
	p, err := a.Ledger.Plan(e.t.Context(), r.Plan)
	if err != nil {
		e.t.Fatalf("run %s: %v, %s", run, err, r.Error)
	}
	texts, err := a.Ledger.RuleTexts(e.t.Context(), p.Rules)
	if err != nil || len(texts) != len(ruleFiles) {
		e.t.Errorf("plan %s keeps %d rule texts, %v", p.ID, len(texts), err)
	}
	var out []int
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, f := range p.Rules {
		if got := sum(texts[i].Body); got != f.Hash {
			e.t.Errorf("plan %s: the text of %s has the hash %s, the plan says %s", p.ID, f.Name, got, f.Hash)
		}
		out = append(out, e.versions[f.Hash])
	}
	return out
}

// TestF76_FilesEditedDuringRuns rewrites the rule files a thousand times in the
// middle of runs and of reloads: whole, in pieces, wrong, gone. Each plan's
// files are of the one version that was loaded when its run began.
func TestF76_FilesEditedDuringRuns(t *testing.T) {
	t.Parallel()
	const seed, edits = 76, 1000
	t.Logf("seed %d", seed)
	e := newEdited(t, seed)
	a, s := e.serve()
	mixed, loaded := 0, e.version
	check := func(what string, got []int) {
		if len(got) != len(ruleFiles) || got[0] != loaded || got[1] != loaded {
			mixed++
			t.Errorf("%s: versions %v, want %d", what, got, loaded)
		}
	}
	for round := 0; e.edits < edits; round++ {
		e.during(func() {
			for range 10 {
				e.writeNext(true)
			}
			e.leaveHalf()
		})
		check("a run", e.planned(a, s, fmt.Sprintf("r_%d", 1000+round)))
		e.during(nil)
		if round%4 > 0 {
			continue
		}
		// A reload in the middle of writing waits for what is whole.
		e.halves = 1 + round%5
		if l := s.Reload(t.Context()); l.Failed() {
			t.Errorf("not reloaded: %s", l.Problem)
		}
		loaded = e.version
		// What is wrong is not loaded, and what was loaded stays.
		e.put(ruleFiles[1], "version: 1\nrules:\n  - {name: cut off, for_")
		if l := s.Reload(t.Context()); !l.Failed() || !l.Wrong {
			t.Error("half a file was loaded")
		}
	}
	report.Print(t, report.Row{ID: "F76", Min: edits, Runs: e.edits, Fired: e.edits, Dup: mixed, Note: "edits in the middle of runs and reloads; every plan is of one version"})
}

// The brake gets firmer with an edit, and looser with a reload only.
func TestReloadLoosensTheBrake(t *testing.T) {
	t.Parallel()
	e := newEdited(t, 1)
	_, s := e.serve()
	want := func(when string, write configs.Write) {
		t.Helper()
		if got := s.app().brake.of("look"); got != write {
			t.Errorf("%s: write: %s, want %s", when, got, write)
		}
	}
	e.configure("off")
	want("an edit", "off")
	if l := s.Reload(t.Context()); l.Failed() {
		t.Fatal(l.Problem)
	}
	e.configure("approve")
	want("another edit", "off")
	if l := s.Reload(t.Context()); l.Failed() {
		t.Fatal(l.Problem)
	}
	want("a reload", "approve")
}

// People are told of a mistake once, and once more when it comes back after all
// was well: after a reload, and after a worker that started with right files.
func TestMistakeThatComesBackIsTold(t *testing.T) {
	t.Parallel()
	e := newEdited(t, 1)
	a, s := e.serve()
	e.put(ruleFiles[1], "rules: [")
	incident := s.Reload(t.Context()).incident()
	isNew := func(when string, want bool) {
		t.Helper()
		if first, err := a.Ledger.AlertOnce(t.Context(), reloadAlert, incident); err != nil || first != want {
			t.Errorf("%s: to be told: %v, %v", when, first, err)
		}
	}
	isNew("told", false)
	e.writeNext(false)
	if l := s.Reload(t.Context()); l.Failed() {
		t.Fatal(l.Problem)
	}
	isNew("after a good reload", true)
	isNew("told again", false)
	s.Stop()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, _ = e.serve()
	isNew("after a good start", true)
}

// Every file that was read as YAML counts among what was loaded, so that an
// edit of any of them shows as one that is still to be loaded.
func TestLoadedNamesEveryFile(t *testing.T) {
	t.Parallel()
	e := newEdited(t, 1)
	const rates = "version: 1\ncountry: DE\nrates:\n  - {from: 2030-01-01, percent: %s, source: x, date: 2030-01-02}\n"
	e.put("rates.yaml", fmt.Sprintf(rates, "1.5"))
	config, err := os.ReadFile(filepath.Join(e.dir, "worker.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	e.put("worker.yaml", string(config)+"legal: {country: DE, base_rates: rates.yaml}\n")
	check := func() *Checked {
		t.Helper()
		c, err := Check(filepath.Join(e.dir, "worker.yaml"), configs.OS(time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := check()
	var names []string
	for _, f := range before.Files() {
		names = append(names, filepath.Base(f.Name))
	}
	if got := strings.Join(names, " "); got != "rates.yaml a.yaml b.yaml worker.yaml" {
		t.Errorf("files %s", got)
	}
	e.put("rates.yaml", fmt.Sprintf(rates, "1.6"))
	if check().Hash() == before.Hash() {
		t.Error("other base rates make no difference")
	}
}

// Commands are taken from who can read the data folder, and from nobody when
// the worker has stopped.
func TestControl(t *testing.T) {
	t.Parallel()
	e := newEdited(t, 1)
	a, s := e.serve()
	dir := filepath.Join(e.dir, "data")
	doors, err := serving(dir)
	if err != nil || len(doors) != 1 {
		t.Fatalf("%d doors, %v", len(doors), err)
	}
	if i, err := os.Stat(a.proc.door(a.proc.owner)); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the password's file: %v, %v", i.Mode(), err)
	}
	if _, err := (door{URL: doors[0].URL, Password: "guessed"}).ask(t.Context(), "POST", "/reload"); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("with another password: %v", err)
	}
	e.writeNext(false)
	loaded, err := ReloadServing(t.Context(), dir)
	if err != nil || len(loaded) != 1 || loaded[0].Failed() || loaded[0].Worker != a.Ledger.Owner() {
		t.Errorf("reloaded %+v, %v", loaded, err)
	}
	asked, err := ServingBy(t.Context(), dir)
	if err != nil || len(asked) != 1 || asked[0].Hash != loaded[0].Hash || asked[0].Hash != s.Loaded().Hash {
		t.Errorf("serving by %+v, %v, want %s", asked, err, loaded[0].Hash)
	}
	s.Stop()
	if _, err := ServingBy(t.Context(), dir); !errors.Is(err, ErrNotServed) {
		t.Errorf("after the end: %v", err)
	}
	if l := s.Reload(t.Context()); !l.Failed() {
		t.Error("a stopped worker reloads")
	}
}
