package notifiers

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/plan"
)

func TestApprovalDecisions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		decision   Decision
		head, text string
	}{
		{Decision{State: DecisionApproved, By: "Anna", At: monday, Letters: []Letter{{State: LetterRunning, Open: eur(100)}}},
			"Freigegeben: 2 Mahnungen Stufe 3", "Anna hat freigegeben, 07:30 · sendet 1 von 1"},
		{Decision{State: DecisionRejected, By: "Ben", At: monday, Reason: "Kunde ruft Montag an"},
			"Abgelehnt: 2 Mahnungen Stufe 3", "abgelehnt von Ben, 07:30: Kunde ruft Montag an"},
		{Decision{State: DecisionApproved, By: "Ben", Agreed: []string{"Anna", "Ben"}, At: monday, Letters: []Letter{{State: LetterDone}, {State: LetterRunning}}},
			"Freigegeben: 2 Mahnungen Stufe 3", "Anna und Ben haben freigegeben, 07:30 · sendet 2 von 2"},
		{Decision{State: DecisionApproved, By: "Anna", At: monday, Ended: monday.Add(time.Minute), Letters: []Letter{
			{State: LetterSkipped, Reason: "paid meanwhile"}, {State: LetterDone}, {State: LetterFailed}}, Rest: []Rest{{DecisionRejected, 1, "Ben", "Kunde ruft an"}}},
			"Freigegeben: 2 Mahnungen Stufe 3", "Anna hat freigegeben, 07:30 · 1 gesendet, 1 inzwischen bezahlt, 1 fehlgeschlagen, 07:31 · 1 abgelehnt von Ben: Kunde ruft an · Beleg r_8f31"},
		{Decision{State: DecisionExpired}, "Verfallen: 2 Mahnungen Stufe 3", "es wurde nichts verschickt"},
	} {
		a := exampleApproval()
		a.Decision = c.decision
		m := a.Message(billing.German)
		got := Render(m)
		if got[0] != c.head || !strings.Contains(got[1], c.text) || !strings.HasPrefix(m.Text, c.head) {
			t.Errorf("%s: %q, text %q", c.decision.State, got[:2], m.Text)
		}
		if strings.Contains(lines(m), "worker approve") {
			t.Errorf("%s: a decided request still asks", c.decision.State)
		}
	}
}

// A request that needs two people says who has agreed; its key changes with
// what it says, but not with how far the sending has come.
func TestApprovalByTwo(t *testing.T) {
	t.Parallel()
	a := exampleApproval()
	seen := map[string]bool{"": true}
	if a.Decision.Key() != "" {
		t.Errorf("an open request has the key %q", a.Decision.Key())
	}
	for _, c := range []struct {
		decision Decision
		text     string
		same     bool
	}{
		{Decision{Needed: 2}, "0 von 2: es müssen verschiedene Personen zustimmen", true},
		{Decision{Needed: 2, Agreed: []string{"Anna"}}, "1 von 2: Anna", false},
		{Decision{Rest: []Rest{{DecisionApproved, 3, "Anna", ""}}}, "3 freigegeben von Anna", false},
		{Decision{State: DecisionApproved, Agreed: []string{"Anna"}, Letters: []Letter{{State: LetterRunning}, {State: LetterRunning}}}, "sendet 1 von 2", false},
		{Decision{State: DecisionApproved, Agreed: []string{"Anna"}, Letters: []Letter{{State: LetterDone}, {State: LetterRunning}}}, "sendet 2 von 2", true},
		{Decision{State: DecisionApproved, Agreed: []string{"Anna"}, Letters: []Letter{{State: LetterDone}, {State: LetterDone}}, Ended: monday}, "2 gesendet, 07:30 · Beleg", false},
	} {
		a.Decision = c.decision
		if got := lines(a.Message(billing.German)); !strings.Contains(got, c.text) {
			t.Errorf("%q is not said in\n%s", c.text, got)
		}
		if key := c.decision.Key(); seen[key] != c.same {
			t.Errorf("%s: the key %q was there before: %v", c.text, key, seen[key])
		} else {
			seen[key] = true
		}
	}
}

func TestApprovalWording(t *testing.T) {
	t.Parallel()
	mixed := exampleApproval()
	r := mixed.Lines[1].Params.(plan.Remind)
	r.Level, r.Draft = 2, true
	mixed.Lines[1].Params = r
	if got := Render(mixed.Message(billing.German))[0]; got != "Freigabe: 2 Mahnungen verschicken?" {
		t.Errorf("several levels: %q", got)
	}
	if got := lines(mixed.Message(billing.German)); !strings.Contains(got, "1 E-Mail an Kunden. MOCO legt dazu 2 Mahnungen an") || !strings.Contains(got, "nur angelegt, keine E-Mail") {
		t.Errorf("a draft:\n%s", got)
	}
	trial := exampleApproval()
	r = trial.Lines[0].Params.(plan.Remind)
	r.To, r.RedirectedFrom = "test@agentur.example", "buchhaltung@nordlicht.example"
	trial.Lines[0].Params = r
	if got := lines(trial.Message(billing.German)); !strings.Contains(got, "Probebetrieb: an test@agentur.example statt an buchhaltung@nordlicht.example") {
		t.Errorf("a trial:\n%s", got)
	}
	others := exampleApproval()
	others.Lines = others.Lines[2:]
	m := others.Message(billing.German)
	if m.Text != "Freigabe nötig: 1 andere Aktion. Plan p_2c9e, gültig bis Mi 25.11., 07:00." || Render(m)[0] != "Freigabe: 1 andere Aktion ausführen?" {
		t.Errorf("%q, %q", m.Text, Render(m)[0])
	}
}

func TestApprovalOfManyLettersIsWhole(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 11, 120, 121, 500} {
		a := exampleApproval()
		a.Lines = nil
		for i := range n {
			a.Lines = append(a.Lines, remind(i, billing.ID(1+i), "R2601-1", "Alpenblick AG", 100, 9, ""))
		}
		m := a.Message(billing.German)
		if !strings.Contains(m.Text, Tally{}.Plus(eur(int64(100*n))).Amount(billing.German)) {
			t.Errorf("%d letters: %q", n, m.Text)
		}
		listed, left := strings.Count(lines(m), "Stufe 3 von 3"), 0
		for i, f := range m.FollowUps {
			listed += strings.Count(lines(f), "Stufe 3 von 3")
			if i == len(m.FollowUps)-1 && n > 120 {
				left = n - listed
				if !strings.Contains(lines(f), "… und "+number(billing.German, left)+" weitere, ") {
					t.Errorf("%d letters: %d are left out unsaid", n, left)
				}
			}
		}
		if listed+left != n || n > shown && !strings.Contains(lines(m), "Stufe 3 (Letzte Mahnung): "+number(billing.German, n)+" Mahnungen") {
			t.Errorf("%d letters: %d listed, %d counted", n, listed, left)
		}
	}
}

func TestFailureAdvice(t *testing.T) {
	t.Parallel()
	for kind, want := range map[fault.Kind]string{
		fault.Auth:      "Der Schlüssel wird abgelehnt",
		fault.Throttled: "Nichts, wenn der nächste Versuch gelingt",
		fault.Temporary: "Nichts, wenn der nächste Versuch gelingt",
		fault.Unsure:    "nichts von Hand wiederholen",
		fault.Permanent: "worker runs show r_8f31",
	} {
		f := exampleFailure()
		f.Kind = kind
		if got := lines(f.Message(billing.German)); !strings.Contains(got, want) {
			t.Errorf("%s: %q is not said in\n%s", kind, want, got)
		}
		f.Advice = "Strom einschalten."
		if got := lines(f.Message(billing.German)); strings.Contains(got, want) || !strings.Contains(got, "Was tun: Strom einschalten.") {
			t.Errorf("%s: own advice:\n%s", kind, got)
		}
	}
}

func TestFailureSaysWhatWasSent(t *testing.T) {
	t.Parallel()
	f := exampleFailure()
	if got := f.Message(billing.German).Text; got != "Job overdue-daily fehlgeschlagen: MOCO lehnt den Schlüssel ab (401) beim Lesen der Rechnungen. Es wurde nichts verschickt. Nächster Versuch 07:15." {
		t.Errorf("%q", got)
	}
	f.Letters = []Letter{{State: LetterDone}, {State: LetterDone}, {State: LetterReview}}
	f.NextAt = time.Time{}
	m := f.Message(billing.German)
	if want := "Mahnungen: 2 verschickt, 1 unklar, bitte prüfen."; !strings.HasSuffix(m.Text, want) {
		t.Errorf("%q", m.Text)
	}
	if got := lines(m); !strings.Contains(got, "2 von 6, kein weiterer") || strings.Contains(got, "nichts verschickt") {
		t.Errorf("%s", got)
	}
}

func TestExportHeadline(t *testing.T) {
	t.Parallel()
	e := exampleExport("")
	e.Period, e.Rows = "Oktober 2026", 1
	if got := e.Message(billing.German).Text; got != "Offene Posten, Oktober 2026: 1 Zeile, offen 74.310,00 EUR, überfällig 49.362,50 EUR." {
		t.Errorf("%q", got)
	}
	bare := ExportDelivered{Title: "Umsatz"}.Message(billing.English)
	if bare.Text != "Umsatz: 0 rows." {
		t.Errorf("%q", bare.Text)
	}
}

func TestAlertWithoutInvoice(t *testing.T) {
	t.Parallel()
	a := Alert{Origin: Origin{Run: "r_1"}, Notify: plan.Notify{Severity: plan.Info, Title: "Import fertig", Channel: "#x"}}
	m := a.Message(billing.German)
	if m.Text != "Import fertig." || lines(m) != "ℹ️ Import fertig\nLauf r_1" {
		t.Errorf("%q\n%s", m.Text, lines(m))
	}
}

// brokenWriter fails after n writes.
type brokenWriter struct{ n int }

var errDisk = errors.New("no space left on device")

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.n--; w.n < 0 {
		return 0, errDisk
	}
	return len(b), nil
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	var b bytes.Buffer
	n := NewTerminal(&b)
	r, err := n.Send(ctx, text("#x", "eins\nzwei"))
	if err != nil {
		t.Fatal(err)
	}
	answer := Message{Text: "drei", Channel: "#finance-leads", ThreadTS: r.TS}
	if _, err := n.Send(ctx, answer); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Update(ctx, r, text("#x", "vier")); err != nil {
		t.Fatal(err)
	}
	want := "  #x        ┃ eins\n            ┃ zwei\n  #finance-leads ┃ ↳ drei\n  #x        ┃ ✎ vier\n"
	if b.String() != want {
		t.Errorf("%q, want\n%q", b.String(), want)
	}
	if _, err := NewTerminal(&brokenWriter{}).Send(ctx, text("#x", "y")); !errors.Is(err, errDisk) || fault.KindOf(err) != fault.Unsure {
		t.Errorf("a full disk: %v", err)
	}
	if _, err := NewTerminal(nil).Send(ctx, text("#x", "y")); err != nil {
		t.Errorf("without a writer: %v", err)
	}
}
