package notifiers

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// hostile are names that try to be more than names (F86).
var hostile = []string{
	"Beispiel & Söhne KG",
	"<!channel> GmbH", "<!here|here>", "<!everyone>", "<@U04ANNA>", "<#C0FINANCE>", "<!subteam^S0BUCHHALTUNG>", "@channel", "@here",
	"<https://evil.example|Rechnung ansehen>", "https://evil.example/pay", "javascript:alert(1)", "x|y", "a>b", "]]>",
	"&lt;!channel&gt;", "&amp;", "&#60;!channel&#62;", "＜!channel＞",
	"*fett* _kursiv_ ~weg~ `code` ```block```", "> Zitat\n> mehr", "*", "`",
	"Zeile 1\nZeile 2\r\nZeile 3\rZeile 4\u2028Zeile 5\u2029Zeile 6", "Tab\tTab",
	"\x1b[31mrot\x1b[0m", "\x1b]8;;https://evil.example\x07klick\x1b]8;;\x07", "NUL\x00NUL", "\x07\x08\x7f\u0085",
	"\u202eGRE RELLEK", "null\u200bbreite", "\ufeffBOM", "\u2066iso\u2069",
	"kaputt\xff\xfeutf8", "=1+1", ":rotating_light:", "{{.Token}}", "${env:TOKEN}", "%s%d%n", strings.Repeat("A", 100_000), "",
}

// evil puts a hostile text into every place that data reaches.
func evil(s string) []Message {
	verdict := overdue(1, s, s, eur(100), 3)
	verdict.Reason = s
	held := plan.Verdict{InvoiceID: 2, Identifier: s, Customer: s, Reason: s, Outcome: plan.OutcomeHold}
	o := Origin{Job: s, Run: "r_8f31", MOCO: "https://beispiel.mocoapp.com", Page: s, Rules: []plan.RuleFile{{Name: s, Hash: s}}}
	digest := Digest{
		Origin: o, Channel: "C0FINANCE", At: monday, Verdicts: []plan.Verdict{verdict, held}, Workbook: s, AuditHead: s,
		Letters: []Letter{{InvoiceID: 1, Level: 1, State: LetterFailed, Reason: s}}, Lines: []plan.Notify{{Title: s, Text: s}},
	}
	for i := range 20 {
		digest.Verdicts = append(digest.Verdicts, overdue(billing.ID(10+i), s, s, eur(1), 1))
	}
	alert := Alert{
		Origin: o, Rule: s, Subject: plan.Subject{Label: s, Name: s, Kind: s},
		Notify: plan.Notify{Channel: "C0FINANCE", Title: "T" + s, Text: s, InvoiceID: 1, Open: eur(100), Facts: []plan.Fact{{Name: "F" + s, Value: s}}},
	}
	approval := ApprovalRequest{Origin: o, Channel: "C0FINANCE", Plan: "p_2c9e", Group: s, Expires: monday,
		Lines: []plan.Line{remind(1, 1, s, s, 100, 3, s), {Action: s, Params: plan.Tag{}}}}
	rejected := approval
	rejected.Decision = Decision{State: DecisionRejected, By: s, Reason: s}
	export := exampleExport("")
	export.Channel, export.Title, export.Sheets, export.Control, export.Period = "C0FINANCE", s, []string{s}, s, s
	export.Sums = []Sum{{s, billing.Totals{eur(1)}}}
	failure := JobFailure{Origin: o, Channel: "C0FINANCE", Cause: s, Advice: s, Step: s, Consequence: s}
	d := digest.Message(billing.German)
	out := []Message{d, alert.Message(billing.German), approval.Message(billing.English), rejected.Message(billing.German),
		export.Message(billing.German), failure.Message(billing.German)}
	for _, f := range append(d.FollowUps, approval.Message(billing.German).FollowUps...) {
		f.Channel = "C0FINANCE"
		out = append(out, f)
	}
	return out
}

// allowed is the only thing in angle brackets that we write ourselves here.
var allowed = regexp.MustCompile(`<https://beispiel\.mocoapp\.com/invoices/\d+\|[^<>|]*>|<https://evil\.example/pay\|(r_8f31|Whole plan|Ganzer Plan|Lauf ansehen)>`)

var entity = regexp.MustCompile(`&(amp|lt|gt);`)

// TestDataStaysData: nothing from a customer, a rule or a file name becomes a
// link, a mention or a control character, on Slack or on a terminal.
func TestDataStaysData(t *testing.T) {
	t.Parallel()
	for i, s := range append(hostile, hostile...) {
		w := newWorld(t, func(_ *slacksim.Options, o *SlackOptions) {
			if i >= len(hostile) {
				o.AppToken = "xapp-sim" // with buttons
			}
		})
		for _, m := range evil(s) {
			if _, err := w.slack.Send(context.Background(), m); err != nil {
				t.Fatalf("%.60q: %v", s, err)
			}
			for _, line := range Lines(m) {
				if strings.IndexFunc(line, func(r rune) bool { return unicode.IsControl(r) || hides(r) }) >= 0 {
					t.Errorf("%.60q reaches the terminal: %.200q", s, line)
				}
			}
		}
		for _, m := range w.sim.Messages() {
			for _, text := range texts(t, m) {
				checkEscaped(t, s, text)
			}
			if got := m.Args["link_names"] + m.Args["parse"] + m.Args["unfurl_links"] + m.Args["unfurl_media"]; got != "falsenonefalsefalse" {
				t.Errorf("arguments %v", m.Args)
			}
			if mrkdwn, verbatim := strings.Count(string(m.Blocks), `"mrkdwn"`), strings.Count(string(m.Blocks), `"verbatim":true`); mrkdwn != verbatim {
				t.Errorf("%d texts, %d of them verbatim", mrkdwn, verbatim)
			}
		}
	}
}

func checkEscaped(t *testing.T, s, text string) {
	t.Helper()
	rest := allowed.ReplaceAllString(text, "")
	if strings.ContainsAny(rest, "<>") {
		t.Errorf("%.60q leaves a bracket in %.300q", s, rest)
	}
	if strings.Contains(entity.ReplaceAllString(rest, ""), "&") {
		t.Errorf("%.60q leaves an & in %.300q", s, rest)
	}
	for _, r := range rest {
		if r != '\n' && unicode.IsControl(r) || hides(r) {
			t.Errorf("%.60q leaves %U in %.300q", s, r, rest)
			return
		}
	}
}

func TestCleanAndName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, clean, name string }{
		{"Beispiel & Söhne", "Beispiel & Söhne", "Beispiel & Söhne"},
		{"a\r\nb\tc\u2028d", "a\nb c d", "a b c d"},
		{"  a  \n b ", "  a  \n b ", "a b"},
		{"\x1b[31mrot", "[31mrot", "[31mrot"},
		{"x\xffy", "x\uFFFDy", "x\uFFFDy"},
		{"\u202eabc\ufeff", "abc", "abc"},
		{"👩‍💻 Zoë", "👩‍💻 Zoë", "👩‍💻 Zoë"},
		{strings.Repeat("ü", 81), strings.Repeat("ü", 81), strings.Repeat("ü", 79) + "…"},
	} {
		if got := clean(c.in); got != c.clean {
			t.Errorf("clean(%q) = %q, want %q", c.in, got, c.clean)
		}
		if got := name(c.in); got != c.name {
			t.Errorf("name(%q) = %q, want %q", c.in, got, c.name)
		}
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	r := render{language: billing.German, mention: map[string]string{"@b": "S0B"}}
	for _, c := range []struct {
		span Span
		want string
	}{
		{say("a & b"), "a &amp; b"},
		{bold("a<b"), "*a&lt;b*"},
		{bold("a*b"), "a*b"},
		{bold(" "), " "},
		{bold(""), ""},
		{code("a`b"), "`a´b`"},
		{Span{Text: "R1", Link: "https://x.example/1?a=1&b=2"}, "<https://x.example/1?a=1&amp;b=2|R1>"},
		{Span{Text: "R1\nR2", Link: "https://x.example"}, "<https://x.example|R1 R2>"},
		{Span{Text: "R1", Link: "javascript:alert(1)"}, "R1"},
		{Span{Text: "R1", Link: "https://x.example/>|<!channel>"}, "R1"},
		{Span{Text: "R1", Link: "/runs/1"}, "R1"},
		{Span{Text: "@b", Mention: "@b"}, "<!subteam^S0B>"},
		{Span{Text: "@c", Mention: "@c"}, "@c"},
		{Span{Text: "x", Mention: "C0FINANCE"}, "x"},
		{Span{Text: "x", Mention: "W0ANNA"}, "<@W0ANNA>"},
	} {
		if got := r.span(c.span); got != c.want {
			t.Errorf("%+v: %q, want %q", c.span, got, c.want)
		}
	}
}
