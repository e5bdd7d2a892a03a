package notifiers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// blockTypes is a message's shape, such as "header section divider".
func blockTypes(t *testing.T, parts ...Part) string {
	t.Helper()
	var out []string
	for _, b := range (render{language: billing.German}).blocks(parts) {
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Type   string
			Fields []any
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		if n := len(v.Fields); n > 0 {
			v.Type += fmt.Sprint(n)
		}
		out = append(out, v.Type)
	}
	return strings.Join(out, " ")
}

func TestBlocksByPart(t *testing.T) {
	t.Parallel()
	facts := make(Facts, 23)
	for i := range facts {
		facts[i] = Fact{Name: fmt.Sprint(i), Value: Rich{say("v")}}
	}
	words := Rich{say("x")}
	for _, c := range []struct {
		name  string
		parts []Part
		want  string
	}{
		{"nothing", nil, ""},
		{"one of each", []Part{Heading{"h"}, Paragraph{words}, Divider{}, Note{words}, facts[:2]}, "header section divider context section2"},
		{"empty texts make no block", []Part{Paragraph{}, Note{}, Paragraph{Rich{say("")}}, Paragraph{Rich{say(" \n")}}, Heading{}, Facts{}}, ""},
		{"facts go ten by ten", []Part{facts}, "section10 section10 section3"},
	} {
		if got := blockTypes(t, c.parts...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFitKeepsTheSmallPrint: what is dropped is dropped from the end, is
// counted, and the small print stays.
func TestFitKeepsTheSmallPrint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		n, size int
		dropped int
	}{
		{"fits", 49, 10, 0}, {"one too many", 50, 10, 2}, {"far too many", 200, 10, 152}, {"too long", 10, 2000, 6}, {"as long as may be", 4, 2000, 0},
	} {
		parts := []Part{}
		for range c.n {
			parts = append(parts, Paragraph{Rich{say(strings.Repeat("a", c.size))}})
		}
		parts = append(parts, Note{Rich{say("r_8f31")}})
		blocks := (render{language: billing.German}).blocks(parts)
		raw, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprintf("gekürzt: %d weitere Abschnitte", c.dropped)
		if strings.Contains(string(raw), said) != (c.dropped > 0) {
			t.Errorf("%s: %q is not said in …%s", c.name, said, raw[max(0, len(raw)-300):])
		}
		want := c.n + 1 - c.dropped
		if c.dropped > 0 {
			want++
		}
		if len(blocks) != want || len(blocks) > maxBlocks || !strings.Contains(string(raw), "r_8f31") {
			t.Errorf("%s: %d blocks, want %d", c.name, len(blocks), want)
		}
	}
}

// TestHeadingFits: a head line with several currencies is whole, and even one of
// characters that count twice is taken.
func TestHeadingFits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	sums := "Überfällig: 1.234.567,89 CHF + 1.234.567,89 EUR + 1.234.567,89 GBP + 1.234.567,89 USD in 1.234 Rechnungen"
	for _, head := range []string{sums, strings.Repeat("😀", 200), strings.Repeat("ü", 200)} {
		m := text("C0FINANCE", "x")
		m.Parts = []Part{Heading{head}}
		if _, err := w.slack.Send(context.Background(), m); err != nil {
			t.Errorf("%.20s: %v", head, err)
		}
	}
	if got := texts(t, w.sim.Messages()[0])[1]; got != sums {
		t.Errorf("%q", got)
	}
}

func TestRenderPlain(t *testing.T) {
	t.Parallel()
	m := Message{Channel: "#x", Text: "Satz.", Parts: []Part{
		Heading{"Kopf"}, Divider{}, Paragraph{Rich{bold("a"), say(" b\nc")}}, Facts{{"N", Rich{say("v")}}, {"M", Rich{say("w")}}}, Note{Rich{code("r_1")}},
	}}
	if got := strings.Join(Render(m), "/"); got != "Kopf/a b/c/N: v | M: w/r_1" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(Render(Message{Text: "nur\nText"}), "/"); got != "nur/Text" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(Lines(Message{Channel: "#a\x1b[0mb", Text: "x"}), "/"); got != "  #a[0mb    ┃ x" {
		t.Errorf("%q", got)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	if got := join(" · ", nil, Rich{say("a")}, Rich{}, Rich{say("")}, Rich{bold("b")}).Plain(); got != "a · b" {
		t.Errorf("%q", got)
	}
	if got := join(" · "); got != nil {
		t.Errorf("%v", got)
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	o := Origin{Run: "r_1", MOCO: "https://beispiel.mocoapp.com/"}
	for _, c := range []struct {
		id    billing.ID
		label string
		want  Span
	}{
		{5, "R1", Span{"R1", Bold, "https://beispiel.mocoapp.com/invoices/5", ""}},
		{5, "", Span{"#5", Bold, "https://beispiel.mocoapp.com/invoices/5", ""}},
		{0, "R1", Span{"R1", Bold, "", ""}},
	} {
		if got := o.invoice(c.id, c.label); got != c.want {
			t.Errorf("%+v, want %+v", got, c.want)
		}
	}
	if got := (Origin{}).invoice(5, "R1"); got.Link != "" {
		t.Errorf("a link without an address: %+v", got)
	}
	if got := (Origin{}).line(billing.German).Plain(); got != "" {
		t.Errorf("%q", got)
	}
	long := Origin{Job: "j", Run: "r", Rules: make([]plan.RuleFile, 100)}
	for i := range long.Rules {
		long.Rules[i] = plan.RuleFile{Name: "rules.yaml", Hash: "abcdefghij"}
	}
	if got := long.line(billing.English).Plain(); !strings.HasSuffix(got, "…") || !strings.HasPrefix(got, "j · run r · rules rules.yaml@abcdef, ") {
		t.Errorf("%q", got)
	}
	if d := o.data(); d["run"] != "r_1" || len(d) != 1 {
		t.Errorf("%v", d)
	}
}

func TestLetterWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		letter Letter
		want   string
		urgent bool
	}{
		{Letter{Level: 3, State: LetterWaiting}, "Stufe 3 wartet auf Freigabe", true},
		{Letter{Level: 1, State: LetterStopped}, "Stufe 1 von einer Grenze angehalten", true},
		{Letter{Level: 1, State: LetterDone}, "Stufe 1 heute verschickt", false},
		{Letter{Level: 2, State: LetterSkipped, Reason: "inzwischen\nbezahlt"}, "Stufe 2 nicht verschickt: inzwischen bezahlt", false},
		{Letter{Level: 2, State: LetterSkipped, Reason: "paid meanwhile"}, "Stufe 2 nicht verschickt: inzwischen bezahlt", false},
		{Letter{Level: 2, State: LetterReview}, "Stufe 2 unklar, bitte prüfen", true},
		{Letter{Level: 2, State: LetterFailed}, "Stufe 2 fehlgeschlagen", true},
		{Letter{Level: 2, State: "brand new"}, "Stufe 2", false},
	} {
		if got := c.letter.words(billing.German); got != c.want || c.letter.urgent() != c.urgent {
			t.Errorf("%q urgent %v, want %q", got, c.letter.urgent(), c.want)
		}
	}
}
