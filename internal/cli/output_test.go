package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/plan"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	events := []jobs.Event{
		{Step: "pull", Mark: jobs.Going, Text: "invoices", Done: 100, Total: 420},
		{Step: "export", Mark: jobs.Going, Text: "a.xlsx", Done: 100, Total: 420, Bytes: 3_400_000, Left: 12 * time.Second},
		{Step: "pull", Mark: jobs.OK, Text: "420 invoices", Took: 1200 * time.Millisecond},
		{Step: "send", Mark: jobs.Bad, Text: "R-1 failed"},
	}
	for _, tt := range []struct {
		name string
		p    *progress
		want string
	}{
		{"in a log", &progress{}, "  pull     ✓ 420 invoices" + strings.Repeat(" ", 58) + " 1.2 s\n  send     ✗ R-1 failed\n"},
		{"on a terminal", &progress{moving: true},
			"  pull     ▸ invoices  100 of 420\r\x1b[K  export   ▸ a.xlsx  100 of 420 rows, 3.4 MB, 12s left\r\x1b[K  pull     ✓ 420 invoices" + strings.Repeat(" ", 58) + " 1.2 s\n  send     ✗ R-1 failed\n"},
		{"quiet", &progress{quiet: true}, ""},
	} {
		var b bytes.Buffer
		tt.p.out = &b
		for _, e := range events {
			tt.p.event(e)
		}
		tt.p.end()
		if got := b.String(); got != tt.want {
			t.Errorf("%s:\n%q, want\n%q", tt.name, got, tt.want)
		}
	}
}

// A wait for the rate limit is always said on a terminal, and in a log only
// if it is long.
func TestProgressWaits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p    *progress
		d    time.Duration
		want bool
	}{
		{&progress{moving: true}, time.Second, true},
		{&progress{}, time.Second, false},
		{&progress{}, 38 * time.Second, true},
		{&progress{quiet: true}, 38 * time.Second, false},
	} {
		var b bytes.Buffer
		tt.p.out = &b
		tt.p.wait(tt.d)
		if got := strings.Contains(b.String(), "waiting for MOCO's rate limit"); got != tt.want {
			t.Errorf("moving %v, quiet %v, %s: %q", tt.p.moving, tt.p.quiet, tt.d, b.String())
		}
	}
}

func TestEmit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    any
		want string
	}{
		{map[string]string{"text": "a\nb"}, `{"v":1,"type":"x","text":"a\nb"}` + "\n"},
		{struct{}{}, `{"v":1,"type":"x"}` + "\n"},
	} {
		var b bytes.Buffer
		if err := emit(&b, "x", tt.v); err != nil || b.String() != tt.want {
			t.Errorf("%q, %v, want %q", b.String(), err, tt.want)
		}
	}
	if err := emit(&bytes.Buffer{}, "x", func() {}); err == nil {
		t.Error("a function was printed")
	}
}

func TestColour(t *testing.T) {
	t.Parallel()
	env := func(vars map[string]string) configs.Env {
		return configs.Env{LookupEnv: func(name string) (string, bool) { v, ok := vars[name]; return v, ok }}
	}
	for _, tt := range []struct {
		name     string
		terminal bool
		flags    flags
		vars     map[string]string
		want     bool
	}{
		{"terminal", true, flags{}, nil, true},
		{"pipe", false, flags{}, nil, false},
		{"flag", true, flags{NoColor: true}, nil, false},
		{"NO_COLOR", true, flags{}, map[string]string{"NO_COLOR": "1"}, false},
		{"NO_COLOR empty", true, flags{}, map[string]string{"NO_COLOR": ""}, true},
	} {
		if got := tt.flags.colour(&World{Terminal: tt.terminal, Env: env(tt.vars)}); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if got := mark(jobs.OK, true); got != "\x1b[32m✓\x1b[0m" {
		t.Errorf("%q", got)
	}
	if got := mark(jobs.Bad, false); got != "✗" {
		t.Errorf("%q", got)
	}
}

// A yes is typed too easily: the number of letters is asked for.
func TestConfirm(t *testing.T) {
	t.Parallel()
	letters := plan.Plan{Lines: []plan.Line{
		{N: 1, Action: "remind", Params: plan.Remind{}}, {N: 2, Action: "remind", Params: plan.Remind{}},
		{N: 3, Action: "remind", Params: plan.Remind{}, Approve: "finance"}, {N: 4, Action: "digest", Params: plan.Digest{}},
	}}
	for _, tt := range []struct {
		name, answer string
		plan         plan.Plan
		yes, pipe    bool
		code         int
		text         string
	}{
		{"right", "2\n", letters, false, false, 0, "2 letters go to customers now, by e-mail from MOCO. 1 more wait for approval."},
		{"spaces", " 2 \n", letters, false, false, 0, "Type the number"},
		{"wrong", "3\n", letters, false, false, 1, `nothing was sent: "3" is not 2`},
		{"yes", "y\n", letters, false, false, 1, `nothing was sent: "y" is not 2`},
		{"nothing", "", letters, false, false, 1, "nothing was sent: no answer"},
		{"--yes", "", letters, true, true, 0, ""},
		{"a pipe", "2\n", letters, false, true, 2, "2 letters would go to customers. Where nobody can be asked, say --yes"},
		{"nothing for customers", "", plan.Plan{Lines: letters.Lines[3:]}, false, true, 0, ""},
	} {
		var b bytes.Buffer
		w := &World{Stdin: strings.NewReader(tt.answer), Stderr: &b, Terminal: !tt.pipe}
		err := (&applyCmd{Yes: tt.yes}).confirm(w, tt.plan)
		code, said := 0, b.String()
		if err != nil {
			code, said = codeOf(err), said+err.Error()
		}
		if code != tt.code || !strings.Contains(said, tt.text) {
			t.Errorf("%s: code %d, want %d; %q", tt.name, code, tt.code, said)
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bad, warnings int
		want          string
	}{
		{0, 0, "Everything works."}, {0, 1, "1 thing could hurt."}, {0, 2, "2 things could hurt."}, {1, 0, "1 thing must be fixed."},
		{2, 0, "2 things must be fixed."}, {1, 2, "1 thing must be fixed, 2 could hurt."},
	} {
		if got := verdict(tt.bad, tt.warnings); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
