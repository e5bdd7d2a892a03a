package notifiers

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// TestAMorning plays what people see on one morning: the digest with its
// thread and workbook, a request that is approved, an alert that is paid, a
// failure that passes. Everything is one message each, edited, never posted
// anew.
func TestAMorning(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) { o.Pace = true })
	ctx := context.Background()
	l := billing.German
	send := func(m Message) Receipt {
		t.Helper()
		r, err := w.slack.Send(ctx, m)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	edit := func(r Receipt, m Message) {
		t.Helper()
		if _, err := w.slack.Update(ctx, r, m); err != nil {
			t.Fatal(err)
		}
	}

	failure := exampleFailure()
	incident := send(failure.Message(l))
	failure.Attempt = 3
	edit(incident, failure.Message(l))
	failure.Recovered = monday
	edit(incident, failure.Message(l))

	digest := exampleDigest().Message(l)
	posted := send(digest)
	for _, m := range digest.InThread(posted) {
		send(m)
	}
	export := exampleExport(workbook(t, []byte("workbook")))
	export.ThreadTS = posted.TS
	if _, err := w.slack.Upload(ctx, export.Upload(l)); err != nil {
		t.Fatal(err)
	}

	request := exampleApproval()
	asked := send(request.Message(l))
	request.Decision = Decision{State: DecisionApproved, By: "Anna", At: monday, Letters: []Letter{{State: LetterRunning, Open: eur(1892100)}}}
	edit(asked, request.Message(l))
	request.Decision.Letters[0].State = LetterDone
	edit(asked, request.Message(l))

	alert := exampleAlert()
	shouted := send(alert.Message(l))
	alert.PaidOn = billing.Date{Year: 2026, Month: 11, Day: 25}
	edit(shouted, alert.Message(l))

	for _, c := range []struct {
		channel  string
		messages int
		edits    int
		text     string
	}{
		{"#ops-alerts", 1, 2, "overdue-daily läuft wieder seit 07:30, Ausfall 30 Minuten."},
		{"#finance", 3, 0, "Offene Posten 23.11.: 14 Rechnungen überfällig, 49.362,50 EUR."},
		{"#finance-freigaben", 1, 2, "Freigegeben: 2 Mahnungen Stufe 3. Anna hat freigegeben, 07:30 · 1 gesendet."},
		{"#finance-leads", 1, 1, "Bezahlt am 25.11. – Große Rechnung kippt: Hansa Logistik GmbH, R2610-022, 12.400,00 EUR, 30 Tage überfällig."},
	} {
		all := w.sim.In(c.channel)
		if len(all) != c.messages || all[0].Edits != c.edits || !strings.HasPrefix(all[0].Text, c.text) {
			t.Errorf("%s: %d messages, %d edits, %q", c.channel, len(all), all[0].Edits, all[0].Text)
		}
	}
	finance := w.sim.In("#finance")
	for _, m := range finance[1:] {
		if m.ThreadTS != posted.TS {
			t.Errorf("%q is not in the digest's thread", m.Text)
		}
	}
	if thread := strings.Join(texts(t, finance[1]), "\n"); strings.Count(thread, "R26") != 4 || !strings.Contains(thread, "Überfällig, Nr. 11–14, 2.886,50 EUR") {
		t.Errorf("the thread holds\n%s", thread)
	}
	if f := w.sim.Files()[0]; string(f.Bytes) != "workbook" || f.ThreadTS != posted.TS {
		t.Errorf("%+v", f)
	}
}

// TestAnyMessageIsAccepted throws messages of any shape at the simulator, with
// a fixed seed: what is rendered always keeps Slack's limits.
func TestAnyMessageIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	random := rand.New(rand.NewPCG(8, 31))
	for n := range 150 {
		m := Message{Kind: KindAlert, Channel: "C0FINANCE", Language: billing.German, Text: "T" + randomText(random, 6000)}
		for range random.IntN(70) {
			m.Parts = append(m.Parts, randomPart(random))
		}
		if _, err := w.slack.Send(context.Background(), m); err != nil {
			t.Fatalf("message %d with %d parts: %v", n, len(m.Parts), err)
		}
	}
	for _, m := range w.sim.Messages() {
		for _, text := range texts(t, m) {
			checkEscaped(t, "random", text)
		}
	}
}

func randomText(random *rand.Rand, most int) string {
	alphabet := []string{"a", "ü", "😀", "&", "<", ">", "*", "`", " ", "\n", "\x00", "€"}
	var b strings.Builder
	// Mostly short, sometimes long.
	n := random.IntN(40)
	if random.IntN(10) == 0 {
		n = random.IntN(most)
	}
	for range n {
		b.WriteString(alphabet[random.IntN(len(alphabet))])
	}
	return b.String()
}

func randomRich(random *rand.Rand) Rich {
	var r Rich
	for range random.IntN(5) {
		s := Span{Text: randomText(random, 4000), Style: Style(random.IntN(3))}
		if random.IntN(3) == 0 {
			s.Link = fmt.Sprintf("https://beispiel.mocoapp.com/invoices/%d", random.IntN(1000))
		}
		r = append(r, s)
	}
	return r
}

func randomPart(random *rand.Rand) Part {
	switch random.IntN(5) {
	case 0:
		return Paragraph{randomRich(random)}
	case 1:
		return Note{randomRich(random)}
	case 2:
		return Divider{}
	case 3:
		facts := make(Facts, random.IntN(25))
		for i := range facts {
			facts[i] = Fact{"N" + randomText(random, 100), randomRich(random)}
		}
		return facts
	}
	return Heading{"Überfällig: 49.362,50 EUR in 14 Rechnungen"}
}
