package actions_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// post is a notifier that answers each channel's uploads one after the other
// with the given errors, and then takes them.
type post struct {
	notifiers.Notifier
	mu      sync.Mutex
	answers map[string][]error
	got     map[string]int // uploads by channel, also those that failed
	said    []string       // messages
}

func newPost(answers map[string][]error) *post {
	return &post{Notifier: notifiers.NewTerminal(nil), answers: answers, got: map[string]int{}}
}

func (p *post) Upload(_ context.Context, u notifiers.Upload) (notifiers.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.got[u.Message.Channel]
	p.got[u.Message.Channel]++
	if a := p.answers[u.Message.Channel]; n < len(a) && a[n] != nil {
		return notifiers.Receipt{}, a[n]
	}
	return notifiers.Receipt{Channel: u.Message.Channel, File: "f"}, nil
}

func (p *post) Send(_ context.Context, m notifiers.Message) (notifiers.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, m.Channel+": "+strings.Join(notifiers.Render(m), "\n"))
	return notifiers.Receipt{Channel: m.Channel, TS: fmt.Sprint(len(p.said))}, nil
}

const (
	accounts = "mailto:buchhaltung@example.org"
	workbook = "offene-posten_2026-11-23.xlsx"
)

// stands are the states of an entry's deliveries by place.
func stands(t *testing.T, w *jobstest.World, e ledger.Entry) map[string]string {
	t.Helper()
	all, err := w.Ledger.Deliveries(t.Context(), e.Run, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range all {
		out[d.Place] = fmt.Sprintf("%s after %d", d.State, d.Attempts)
	}
	return out
}

// Only the places that are open are tried again, and only where that helps; a
// mail that nobody has confirmed is sent twice at most.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	kind := func(k fault.Kind) error { return fault.New(k, errors.New("said so")) }
	for name, c := range map[string]struct {
		answers map[string][]error
		state   ledger.State
		want    map[string]string // of the channels
		got     map[string]int
	}{
		"all": {nil, ledger.Done, map[string]string{"#finance": "delivered after 1", accounts: "delivered after 1"}, map[string]int{"#finance": 1, accounts: 1}},
		"one refuses": {map[string][]error{"#finance": {kind(fault.Permanent)}}, ledger.Failed,
			map[string]string{"#finance": "failed after 1", accounts: "delivered after 1"}, map[string]int{"#finance": 1, accounts: 1}},
		"one is busy": {map[string][]error{"#finance": {kind(fault.Temporary), kind(fault.Throttled)}}, ledger.Done,
			map[string]string{"#finance": "delivered after 3", accounts: "delivered after 1"}, map[string]int{"#finance": 3, accounts: 1}},
		"busy and refused": {map[string][]error{"#finance": {kind(fault.Temporary)}, accounts: {kind(fault.Auth)}}, ledger.Failed,
			map[string]string{"#finance": "delivered after 2", accounts: "failed after 1"}, map[string]int{"#finance": 2, accounts: 1}},
		"unsure once": {map[string][]error{accounts: {kind(fault.Unsure)}}, ledger.Done,
			map[string]string{"#finance": "delivered after 1", accounts: "delivered after 2"}, map[string]int{"#finance": 1, accounts: 2}},
		"unsure twice": {map[string][]error{accounts: {kind(fault.Unsure), kind(fault.Unsure), kind(fault.Unsure)}}, ledger.Failed,
			map[string]string{"#finance": "delivered after 1", accounts: "failed after 2"}, map[string]int{"#finance": 1, accounts: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(c.answers)
			w := world(t, func(o *jobstest.Options) { o.Notifier = p })
			dir := t.TempDir()
			e := w.Drive(w.Worker, w.Line(exportLine("#finance", "dir:"+dir, accounts)))
			if e.State != c.state {
				t.Errorf("%s: %s", e.State, e.Reason)
			}
			c.want["dir:"+dir] = "delivered after 1"
			if diff := cmp.Diff(c.want, stands(t, w, e)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.got, p.got); diff != "" {
				t.Error(diff)
			}
			lines, err := os.ReadFile(filepath.Join(dir, exporters.ManifestName))
			if err != nil || strings.Count(string(lines), "\n") != 1 {
				t.Errorf("the manifest is\n%s%v", lines, err)
			}
			if _, err := w.Ledger.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			if err := w.Ledger.VerifyRows(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file that is too large for a mail: the recipients hear where it is, and it
// counts as not delivered.
func TestTooLargeToMail(t *testing.T) {
	t.Parallel()
	p := newPost(map[string][]error{accounts: {&notifiers.TooLargeError{Name: workbook, Size: 30 << 20, Most: 20 << 20}}})
	w := world(t, func(o *jobstest.Options) { o.Notifier = p })
	dir := t.TempDir()
	e := w.Drive(w.Worker, w.Line(exportLine(accounts, "dir:"+dir)))
	where := filepath.Join(dir, workbook)
	if want := "30.0 MB, more than the 20.0 MB that can be attached; " + accounts + " was told that it is in " + where; e.State != ledger.Failed || !strings.HasSuffix(e.Reason, want) {
		t.Errorf("%s %q, want …%s", e.State, e.Reason, want)
	}
	if len(p.said) != 1 || !strings.HasPrefix(p.said[0], accounts+": ") || !strings.Contains(p.said[0], "zu groß für eine E-Mail. Sie liegt hier: "+where) {
		t.Errorf("said %q", p.said)
	}
}

// What keep takes away is said by the action.
func TestExportRetires(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Worker.Env.Delivery.Keep = map[string]exporters.Age{"open-items": {Days: 30}}
	dir := t.TempDir()
	line := func(day, file string) plan.Line {
		l := exportLine("dir:" + dir)
		x := l.Params.(plan.Export)
		l.Key, x.File = "export|open-items|"+day, file
		l.Params = x
		return l
	}
	first := w.Drive(w.Worker, w.Line(line("1", "alt.xlsx")))
	manifest := filepath.Join(dir, exporters.ManifestName)
	body, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, []byte(strings.Replace(string(body), `"as_of":"2026`, `"as_of":"2025`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, w.Line(line("2", "neu.xlsx")))
	if first.State != ledger.Done || e.State != ledger.Done || !strings.HasSuffix(e.Reason, " · deleted in "+dir+", as keep says: alt.xlsx") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if _, err := os.Stat(filepath.Join(dir, "alt.xlsx")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("alt.xlsx: %v", err)
	}
}

// Messages have their delivery too.
func TestMessageDeliveries(t *testing.T) {
	t.Parallel()
	w, _ := slackWorld(t)
	e := w.Drive(w.Worker, w.Line(alert))
	if diff := cmp.Diff(map[string]string{"#leads": "delivered after 1"}, stands(t, w, e)); diff != "" {
		t.Error(diff)
	}
}
