package notifiers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func lines(m Message) string { return strings.Join(Render(m), "\n") }

func TestBucketEdges(t *testing.T) {
	t.Parallel()
	for daysOverdue, want := range map[int]int{1: 0, 30: 0, 31: 1, 60: 1, 61: 2, 90: 2, 91: 3, 4000: 3} {
		if got := bucketOf(daysOverdue); got != want {
			t.Errorf("%d days: bucket %d, want %d", daysOverdue, got, want)
		}
	}
}

// TestBucketsAddUp: the buckets of each currency add up to the head line.
func TestBucketsAddUp(t *testing.T) {
	t.Parallel()
	all, total := many(500, true)
	parts := ages(billing.German, all, total)
	if len(parts) != 2 {
		t.Fatalf("%d blocks of buckets for 2 currencies", len(parts))
	}
	first, ok := parts[0].(Facts)
	if !ok || len(first) != 4 || first[0].Name != "CHF 1–30 Tage" {
		t.Errorf("%+v", parts[0])
	}
	for i, sum := range total.Sum {
		var perBucket [4]Tally
		for _, v := range all {
			if v.Open.Currency == sum.Currency {
				perBucket[bucketOf(v.DaysOverdue)] = perBucket[bucketOf(v.DaysOverdue)].Plus(v.Open)
			}
		}
		added := billing.Money{Currency: sum.Currency}
		for b, tally := range perBucket {
			var err error
			if added, err = added.Add(tally.Sum.In(sum.Currency)); err != nil {
				t.Fatal(err)
			}
			want := tally.Amount(billing.German) + " · " + number(billing.German, tally.Count)
			if got := parts[i].(Facts)[b].Value.Plain(); got != want {
				t.Errorf("%s bucket %d: %q, want %q", sum.Currency, b, got, want)
			}
		}
		if added != sum {
			t.Errorf("the buckets add up to %s, the head line says %s", added, sum)
		}
	}
}

func TestRankedTakesCurrenciesInTurn(t *testing.T) {
	t.Parallel()
	in := []plan.Verdict{
		overdue(1, "A", "", eur(100), 1), overdue(2, "B", "", eur(900), 1), overdue(3, "C", "", chf(50), 1),
		overdue(4, "D", "", eur(900), 9), overdue(5, "E", "", chf(5000), 1), {InvoiceID: 6, Identifier: "F"},
	}
	var got []string
	for _, v := range ranked(in) {
		got = append(got, v.Identifier)
	}
	if s := strings.Join(got, ""); s != "FEDCBA" {
		t.Errorf("order %s, want FEDCBA", s)
	}
	if in[0].Identifier != "A" {
		t.Error("the caller's list was changed")
	}
}

func TestDigestWithoutAnythingIsOneLine(t *testing.T) {
	t.Parallel()
	notDue := overdue(1, "R2611-020", "Studio Süd GmbH", eur(2494750), 0)
	notDue.Overdue, notDue.Outcome = false, plan.OutcomeNotDue
	m := Digest{Origin: origin(), Channel: "#finance", At: monday, Verdicts: []plan.Verdict{notDue}}.Message(billing.German)
	if want := "Offene Posten 23.11.: nichts überfällig; offen: 1 Rechnung, 24.947,50 EUR."; m.Text != want || Render(m)[0] != want {
		t.Errorf("%q, %q", m.Text, Render(m)[0])
	}
	if len(Render(m)) != 2 || len(m.FollowUps) != 0 {
		t.Errorf("%q", Render(m))
	}
}

func TestDigestSaysWhatWasSentAlsoIfNothing(t *testing.T) {
	t.Parallel()
	d := exampleDigest()
	d.Letters = nil
	if got := lines(d.Message(billing.German)); !strings.Contains(got, "es wurde nichts verschickt") {
		t.Errorf("%s", got)
	}
	d.Letters = nil
	for _, s := range letterStates {
		d.Letters = append(d.Letters, Letter{InvoiceID: 80547, Level: 1, Open: eur(100), State: s.state})
	}
	got := lines(d.Message(billing.German))
	for _, s := range letterStates {
		if !strings.Contains(got, "1 "+s.many+" (1,00 EUR)") {
			t.Errorf("%s is not said in\n%s", s.state, got)
		}
	}
}

// Of many invoices the message lists a few. Those whose letter failed, or is
// unclear, are among them however small they are; what else became of a letter
// is in the thread.
func TestDigestNamesEveryLetterThatWentWrong(t *testing.T) {
	t.Parallel()
	d := Digest{Origin: origin(), Channel: "#finance", At: monday}
	for i := range 40 {
		id := billing.ID(i + 1)
		d.Verdicts = append(d.Verdicts, overdue(id, fmt.Sprintf("R-%02d", i+1), "Hansa", eur(int64(100000-i)), 20))
		x := Letter{InvoiceID: id, Level: 1, Open: eur(100), State: LetterDone}
		switch i {
		case 33:
			x.State, x.Reason = LetterFailed, "MOCO sagt: kein Empfänger"
		case 35:
			x.State, x.Reason = LetterReview, "keine Antwort"
		case 37:
			x.State, x.Reason = LetterSkipped, "bezahlt"
		}
		d.Letters = append(d.Letters, x)
	}
	m := d.Message(billing.German)
	got := lines(m)
	for _, want := range []string{"R-34 Hansa", "Stufe 1 fehlgeschlagen: MOCO sagt: kein Empfänger", "R-36 Hansa", "Stufe 1 unklar, bitte prüfen: keine Antwort", "R-01 Hansa", "… und 30 weitere"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	var thread string
	for _, f := range m.FollowUps {
		thread += lines(f)
	}
	if !strings.Contains(thread, "R-38 · Hansa · 999,63 EUR · 20 Tage · Stufe 1 nicht verschickt: bezahlt") || strings.Contains(thread, "R-34") {
		t.Errorf("thread\n%s", thread)
	}
}

func TestDigestChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		changes Changes
		want    string
	}{
		{"not known", Changes{New: Tally{Count: 3}}, ""},
		{"unchanged", Changes{Since: billing.DateOf(monday).AddDays(-1)}, "seit gestern: unverändert"},
		{"over the weekend", Changes{Since: billing.DateOf(monday).AddDays(-3), Higher: 2}, "seit Fr 20.11.: 2 auf höherer Stufe"},
	} {
		if got := c.changes.words(billing.German, monday).Plain(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		d := exampleDigest()
		d.Changes = c.changes
		if got := lines(d.Message(billing.German)); strings.Contains(got, "seit ") != (c.want != "") {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
}

func TestDigestUnknownAmountIsSaid(t *testing.T) {
	t.Parallel()
	odd := overdue(9, "R2611-099", "Alpenblick AG", billing.Money{}, 4)
	odd.Gross = billing.Money{}
	d := Digest{Origin: origin(), At: monday, Verdicts: []plan.Verdict{overdue(1, "R1", "", eur(100), 1), odd}}
	if got := d.Message(billing.German).Text; !strings.Contains(got, "2 Rechnungen überfällig, 1,00 EUR + 1 ohne Betrag") {
		t.Errorf("%q", got)
	}
}

func TestDigestOldReadIsDated(t *testing.T) {
	t.Parallel()
	d := exampleDigest()
	d.ReadAt = monday.Add(-72 * time.Hour)
	if got := lines(d.Message(billing.German)); !strings.Contains(got, "Stand MOCO Fr 20.11., 07:30") {
		t.Errorf("%s", got)
	}
}

func TestMessageIsTheSameTwice(t *testing.T) {
	t.Parallel()
	for range 20 {
		if a, b := lines(exampleDigest().Message(billing.German)), lines(exampleDigest().Message(billing.German)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
		if a, b := lines(exampleApproval().Message(billing.German)), lines(exampleApproval().Message(billing.German)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
	}
}

func TestUnchanged(t *testing.T) {
	t.Parallel()
	quiet := Digest{Origin: origin(), Channel: "#finance", At: monday, Verdicts: []plan.Verdict{overdue(1, "R1", "Alpenblick AG", eur(100), 3)},
		Changes: Changes{Since: billing.DateOf(monday).AddDays(-1)}}
	for _, c := range []struct {
		name   string
		change func(*Digest)
		want   bool
	}{
		{"nothing", func(*Digest) {}, true},
		{"the earlier day is not known", func(d *Digest) { d.Changes = Changes{} }, false},
		{"a new one", func(d *Digest) { d.Changes.New.Count = 1 }, false},
		{"a paid one", func(d *Digest) { d.Changes.Paid.Count = 1 }, false},
		{"a higher level", func(d *Digest) { d.Changes.Higher = 1 }, false},
		{"a letter", func(d *Digest) { d.Letters = []Letter{{State: LetterDone}} }, false},
		{"a rule's line", func(d *Digest) { d.Lines = []plan.Notify{{Title: "x"}} }, false},
		{"something unclear", func(d *Digest) { d.Verdicts = append(d.Verdicts, plan.Verdict{Outcome: plan.OutcomeHold}) }, false},
	} {
		d := quiet
		c.change(&d)
		if got := d.Unchanged(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if got := Render(quiet.Brief(billing.German)); len(got) != 2 || got[0] != "Offene Posten 23.11.: 1 Rechnung überfällig, 1,00 EUR. Seit gestern: unverändert." {
		t.Errorf("%q", got)
	}
}

// TestZonesAreOne: times that come in another zone are shown in the digest's.
func TestZonesAreOne(t *testing.T) {
	t.Parallel()
	d := exampleDigest()
	d.ReadAt = d.ReadAt.UTC()
	if a, b := lines(d.Message(billing.German)), lines(exampleDigest().Message(billing.German)); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	f := exampleFailure()
	f.NextAt, f.LastGood = f.NextAt.UTC(), f.LastGood.UTC()
	if a, b := lines(f.Message(billing.German)), lines(exampleFailure().Message(billing.German)); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}
