package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/plan"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"ordinary", "Beispiel & Söhne KG", "Beispiel & Söhne KG"},
		{"escape sequence", "Hansa\x1b[2J GmbH", "Hansa[2J GmbH"},
		{"lines and tabs", "a\nb\tc\r", "a b c "},
		{"direction", "a\u202egpj.exe\u2066", "agpj.exe"},
		{"C1 controls", "a\u009bm", "am"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := plan.Plain(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReasonInWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ reason, want string }{
		{"not marked as sent", "nicht als versendet markiert"},
		{"less than 7 days late", "weniger als 7 Tage überfällig"},
		{"reminder 2288, 7 days ago", "Mahnung 2288, vor 7 Tagen"},
		{"ladder is finished: level 3 of 3 was sent on 31 Oct 2026", "Mahnstufen ausgeschöpft: Stufe 3 von 3 ging am 31.10.2026 hinaus"},
		{"due before 2026-01-01 (dun_from)", "fällig vor dem 01.01.2026 (dun_from)"},
		{"Sonderabsprache", "Sonderabsprache"},
		{"a draft", "Entwurf"},
		{"paid", "bezahlt"},
	} {
		if got := plan.ReasonIn("de", tt.reason); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.reason, got, tt.want)
		}
		if got := plan.ReasonIn("en", tt.reason); got != tt.reason {
			t.Errorf("%q became %q in English", tt.reason, got)
		}
	}
}

func TestPrintIsPlain(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := plan.Plan{Job: "overdue\x1b[31m-daily", Verdicts: []plan.Verdict{{Outcome: plan.OutcomeHold, Reason: "a\x07b", Identifier: "R1\x1b"}}}
	plan.Printer{Zone: time.UTC, Host: "h", Why: true}.Print(&b, p)
	if strings.ContainsAny(b.String(), "\x1b\x07") {
		t.Errorf("control characters reached the terminal: %q", b.String())
	}
}
