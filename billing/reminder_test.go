package billing_test

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func TestPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<div>Guten Tag,<br>bitte&nbsp;zahlen Sie &lt;sofort&gt; &amp; ganz.</div><p>Gr&uuml;&szlig;e</p>": "Guten Tag, bitte zahlen Sie <sofort> & ganz. Grüße",
		"  a \n\t b\r\n ":                    "a b",
		"":                                   "",
		"<p></p>":                            "",
		"R2610<b>-0</b>22<br/>x":             "R2610-022 x",
		"<SPAN class='x'>a</SPAN><li>b</li>": "a b",
		"a<bdo>b":                            "a b",
	} {
		equal(t, in, billing.PlainText(in), want)
	}
}

func TestReferencedLevel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, identifier, title, text string
		want                          int
	}{
		{"plain", "R2610-022", "", "Referenz: R2610-022/M2", 2},
		{"as Reference writes it", "R2610-022", "", billing.Reference("R2610-022", 3), 3},
		{"entity", "R2610-022", "", "<div>R2610-022&#x2F;M2</div>", 2},
		{"decimal entity", "R2610-022", "", "R2610-022&#47;M2.", 2},
		{"in the title", "R2610-022", "Mahnung R2610-022/M2", "ohne", 2},
		{"inside a word's styling", "R2610-022", "", "<strong>R2610-022</strong>/M2", 2},
		{"styling in the middle", "R2610-022", "", "R2610-<em>022</em>/<b>M2</b>", 2},
		{"text follows a line break", "R2610-022", "", "R2610-022/M1<br>2 Tage", 1},
		{"paragraph before", "R2610-022", "", "<p>Hallo</p><p>R2610-022/M1</p>", 1},
		{"quotes around", "R2610-022", "", "„R2610-022/M2“", 2},
		{"brackets around", "R2610-022", "", "(R2610-022/M2)", 2},
		{"a dash before", "R2610-022", "", "Referenz–R2610-022/M2", 2},
		{"level 12 is not 1", "R2610-022", "", "R2610-022/M12", 12},
		{"the highest of several", "R2610-022", "R2610-022/M1", "R2610-022/M3 nach R2610-022/M2", 3},
		{"another number ends alike", "R2610-022", "", "AR2610-022/M1", 0},
		{"after a letter that is not ASCII", "R2610-022", "", "ÜR2610-022/M1", 0},
		{"part of a longer number", "022", "", "R2610-022/M1", 0},
		{"after a slash", "R2610-022", "", "2026/R2610-022/M1", 0},
		{"another invoice", "R2610-022", "", "R2610-023/M1", 0},
		{"a longer number", "R2610-02", "", "R2610-022/M1", 0},
		{"no level", "R2610-022", "", "R2610-022/M", 0},
		{"no number", "R2610-022", "", "R2610-022/Mahnung", 0},
		{"lower case", "R2610-022", "", "r2610-022/m1", 0},
		{"a number beyond all bounds", "R2610-022", "", "R2610-022/M99999999999999999999 R2610-022/M1", 1},
		{"a draft has no number", "", "", "/M3", 0},
		{"entities in the number", "R&D-7", "", "R&amp;D-7/M1", 1},
		{"nothing", "R2610-022", "", "", 0},
	}
	for _, tt := range tests {
		r := billing.Reminder{Title: tt.title, Text: tt.text}
		if got := r.ReferencedLevel(tt.identifier); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestReferenced(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		level int
		mark  string
	}{
		{"<div>Unser Zeichen: R1/M2-7f3a</div>", 2, "7f3a"},
		{billing.Sign(billing.Reference("R1", 3), "0a1b") + ".", 3, "0a1b"},
		{billing.Sign(billing.Reference("R1", 3), ""), 3, ""},
		{"R1/M1-7f3a nach R1/M2-0000", 2, "0000"},
		{"R1/M1–7f3a", 1, ""},
		{"R1/M1-Mahnung", 1, ""},
		{"R2/M1-7f3a", 0, ""},
	} {
		if level, mark := (billing.Reminder{Text: tt.text}).Referenced("R1"); level != tt.level || mark != tt.mark {
			t.Errorf("%q: level %d by %q, want %d by %q", tt.text, level, mark, tt.level, tt.mark)
		}
	}
}

func TestLevel(t *testing.T) {
	t.Parallel()
	sent := func(text string) billing.Reminder { return billing.Reminder{Status: billing.ReminderSent, Text: text} }
	created := func(text string) billing.Reminder {
		return billing.Reminder{Status: billing.ReminderCreated, Text: text}
	}
	for _, tt := range []struct {
		name      string
		reminders []billing.Reminder
		want      int
	}{
		{"none", nil, 0},
		{"made by hand", []billing.Reminder{sent("bitte zahlen"), sent("bitte jetzt")}, 2},
		{"ours", []billing.Reminder{sent("R1/M1"), sent("R1/M2")}, 2},
		{"the first was deleted", []billing.Reminder{sent("R1/M2")}, 2},
		{"by hand after ours", []billing.Reminder{sent("R1/M1"), sent("bitte")}, 2},
		{"not mailed", []billing.Reminder{sent("R1/M1"), created("R1/M2")}, 1},
		{"without a status", []billing.Reminder{{Text: "R1/M2"}}, 0},
	} {
		if got := billing.Level("R1", tt.reminders); got != tt.want {
			t.Errorf("%s: level %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Whatever surrounds our reference in HTML, it is found, and never a higher
// one.
func FuzzReferencedLevel(f *testing.F) {
	f.Add("<p>Hallo ", "</p>")
	f.Add("A", "2")
	f.Add("<b", ">")
	f.Fuzz(func(t *testing.T, before, after string) {
		r := billing.Reminder{Text: "<div>" + before + "</div><div>R2610-022&#x2F;M2</div><div>" + after + "</div>"}
		plain := billing.PlainText(r.Text)
		if level := r.ReferencedLevel("R2610-022"); level < 0 || plain == "R2610-022/M2" && level != 2 {
			t.Errorf("%q: level %d", r.Text, level)
		}
	})
}
