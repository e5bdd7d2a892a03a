package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/configs"
)

// paper is a configuration file that a test writes on.
type paper struct {
	text string
	err  error
	said []string
}

const withoutWrite = `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, base_url: "http://127.0.0.1:8080", read_key: "${env:MOCO_READ_KEY}"}
limits: {reminders_per_run: 25}
`

const twoJobs = `jobs:
  - {name: dun, pull: [invoices]}
  - {name: quiet, pull: [invoices], write: approve}
`

func brakeOn(t *testing.T, text string) (*brake, *paper) {
	t.Helper()
	p := &paper{text: withoutWrite + text}
	env := configs.Env{
		LookupEnv: func(string) (string, bool) { return "", false },
		ReadFile:  func(string) ([]byte, error) { return []byte(p.text), p.err },
	}
	c, l, _, err := configs.Load("worker.yaml", env)
	if err != nil || l.HasErrors() {
		t.Fatal(err, l)
	}
	b := newBrake(Options{Env: env}.withDefaults(), &Checked{Config: c, texts: map[string][]byte{c.Path: []byte(p.text)}})
	b.said = func(text string, args ...any) { p.said = append(p.said, fmt.Sprint(append([]any{text}, args...)...)) }
	return b, p
}

// The brake follows the file while the worker runs, firmer at once, looser only
// up to what the worker began with.
func TestBrakeFollowsTheFile(t *testing.T) {
	t.Parallel()
	b, p := brakeOn(t, "write: auto\n"+twoJobs)
	for i, step := range []struct {
		text             string
		err              error
		whole, dun, rest configs.Write
		said             string
	}{
		{withoutWrite + "write: auto\n" + twoJobs, nil, "auto", "auto", "approve", ""},
		{withoutWrite + "write: off\n" + twoJobs, nil, "off", "off", "off", "write: off now, it was auto"},
		{withoutWrite + "write: auto\n" + twoJobs, nil, "auto", "auto", "approve", "write: auto now, it was off"},
		{withoutWrite + "write: auto\njobs:\n  - {name: dun, pull: [invoices], write: off}\n", nil, "auto", "off", "approve", "write: off now, it was auto"},
		{withoutWrite + "write: approve\n" + twoJobs, nil, "approve", "approve", "approve", "write: approve now"},
		// A file that is wrong lets nothing go.
		{withoutWrite + "write: auto\nlimit: {}\n" + twoJobs, nil, "approve", "approve", "approve", "errors now"},
		{"", nil, "approve", "approve", "approve", "errors now"},
		{withoutWrite + "write: aut", nil, "approve", "approve", "approve", "errors now"},
		// A job may not raise the brake: an error, and the whole brake counts.
		{withoutWrite + "write: off\n" + strings.Replace(twoJobs, "write: approve", "write: auto", 1), nil, "off", "off", "off", "errors now"},
		{"", errors.New("stale file handle"), "off", "off", "off", "can't be read any more"},
		{withoutWrite + "write: auto\n" + twoJobs, nil, "auto", "auto", "approve", "write: auto now, it was off"},
	} {
		p.text, p.err, p.said = step.text, step.err, nil
		if got := [3]configs.Write{b.of(""), b.of("dun"), b.of("quiet")}; got != [3]configs.Write{step.whole, step.dun, step.rest} {
			t.Errorf("step %d: %v", i, got)
		}
		said := strings.Join(p.said, "\n")
		if (step.said == "") != (said == "") || !strings.Contains(said, step.said) {
			t.Errorf("step %d: said %q, want %q", i, said, step.said)
		}
		p.said = nil
		if b.of(""); len(p.said) > 0 {
			t.Errorf("step %d: said again: %q", i, p.said)
		}
	}
}

// What a worker began with is its limit: off stays off until it is started
// again.
func TestBrakeIsNotLoosened(t *testing.T) {
	t.Parallel()
	b, p := brakeOn(t, "write: off\n"+strings.Replace(twoJobs, ", write: approve", "", 1))
	p.text = withoutWrite + "write: auto\n" + strings.Replace(twoJobs, "write: approve", "write: auto", 1)
	if got := [3]configs.Write{b.of(""), b.of("dun"), b.of("quiet")}; got != [3]configs.Write{"off", "off", "off"} {
		t.Errorf("%v", got)
	}
	if !strings.Contains(strings.Join(p.said, "\n"), "began_with") {
		t.Errorf("said %q", p.said)
	}
}
