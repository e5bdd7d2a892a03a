package notifiers

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/report"
)

// TestF92_MessageTooLong: whatever is put into a message, Slack takes it, and
// what does not fit is said.
func TestF92_MessageTooLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Überfällig 🚨 <&> ", 5000)
	var parts []Part
	for i := range 80 {
		parts = append(parts, Paragraph{Rich{say(fmt.Sprintf("Absatz %d %s", i, strings.Repeat("x", 300)))}})
	}
	var facts Facts
	for i := range 23 {
		facts = append(facts, Fact{fmt.Sprintf("Name %d", i), Rich{say(strings.Repeat("y", 2500))}})
	}
	verdicts, total := many(400, true)
	digest := Digest{Origin: Origin{Job: "dun", Run: "r_1"}, Channel: "#finance", At: monday, Verdicts: verdicts}.Message(billing.German)
	var storm []Alert
	for i := range 400 {
		storm = append(storm, Alert{Rule: "big", Subject: plan.Subject{Kind: "invoice", Label: fmt.Sprintf("R%d", i), Name: long[:90]},
			Notify: plan.Notify{Severity: plan.Critical, Channel: "#finance", Title: "zu spät", InvoiceID: billing.ID(i + 1), Open: eur(100)}})
	}
	cases := []struct {
		name string
		m    Message
		want string // somewhere in the messages
	}{
		{"a text of 90,000 characters", text("#finance", long), "weitere Zeichen"},
		{"80 paragraphs", Message{Channel: "#finance", Language: billing.German, Text: "x", Parts: parts}, "weitere Abschnitte"},
		{"one paragraph of 90,000", Message{Channel: "#finance", Language: billing.German, Text: "x", Parts: []Part{Paragraph{Rich{say(long)}}}}, "weitere Zeichen"},
		{"23 facts of 2,500", Message{Channel: "#finance", Language: billing.German, Text: "x", Parts: []Part{facts}}, "weitere Abschnitte"},
		{"a heading of 90,000", Message{Channel: "#finance", Text: "x", Parts: []Part{Heading{long}}}, "…"},
		{"control characters", Message{Channel: "#finance", Text: "a\x00b\x07\x1b[31m", Parts: []Part{Paragraph{Rich{say("c\x01d\u202e")}}}}, "ab"},
		{"a digest of 400 invoices", digest, "… und 390 weitere"},
		{"400 alerts", Together(storm, 10, billing.German), "… und 390 weitere, 390,00 EUR"},
	}
	row := report.Row{ID: "F92", Min: len(cases), Note: "accepted by a Slack that enforces its limits"}
	for _, c := range cases {
		w := newWorld(t, nil)
		row.Runs++
		row.Fired++
		r, err := w.slack.Send(context.Background(), c.m)
		if err != nil {
			row.Missing++
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, more := range c.m.InThread(r) {
			if _, err := w.slack.Send(context.Background(), more); err != nil {
				row.Missing++
				t.Errorf("%s, in the thread: %v", c.name, err)
			}
		}
		var all []string
		for _, m := range w.sim.Messages() {
			all = append(all, texts(t, m)...)
		}
		if !strings.Contains(strings.Join(all, "\n"), c.want) {
			row.Missing++
			t.Errorf("%s: nothing says %q", c.name, c.want)
		}
	}
	if total.Count != 400 {
		t.Errorf("%d invoices", total.Count)
	}
	report.Print(t, row)
}
