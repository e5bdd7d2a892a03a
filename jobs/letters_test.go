package jobs_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
)

const ownGerman = `levels:
  - {title: "{{.Name}}", text: "Moin, {{.Open}} fehlen. {{.Reference}}", subject: Moin, mail: "Anbei. {{.Reference}}"}
  - {title: "{{.Name}}", text: "Noch einmal: {{.Total}}. {{.Reference}}", subject: Moin, mail: "Anbei. {{.Reference}}"}
  - {title: "{{.Name}}", text: "Zuletzt: {{.Total}}. {{.Reference}}", subject: Moin, mail: "Anbei. {{.Reference}}"}
`

// A ladder's own letters are kept with the plan: the letter that goes out is
// the one that was planned, whatever stands in the folder by then.
func TestOwnLettersGoOutAsPlanned(t *testing.T) {
	t.Parallel()
	text := strings.Replace(jobstest.Shipped(t, "dunning.yaml"), "texts: default", "texts: ./texts/", 1)
	files := map[string]string{"rules/texts/de.yaml": ownGerman, "rules/texts/en.yaml": ownGerman}
	w := jobstest.New(t, jobstest.Options{Only: []string{second}, Rules: []string{text}, Letters: files})
	p := w.Plan()
	ids := w.Release(p, "remind")
	// Apply compiles what the ledger has: it can't read a folder at all.
	texts, err := w.Ledger.RuleTexts(t.Context(), p.Rules)
	must(t, err)
	if len(texts) != 3 || !texts[1].Letters || texts[1].Name != "rules/texts/de.yaml" || texts[1].Body != ownGerman {
		t.Fatalf("%+v", texts)
	}
	made, mail := w.DriveLetter(w.Worker, ids[0])
	if made.State != ledger.Done || mail.State != ledger.Done {
		t.Fatalf("%s, %s", made.State, mail.State)
	}
	reminders := w.Reminders(second)
	last := reminders[len(reminders)-1]
	if !strings.Contains(last.Text, "Noch einmal: ") {
		t.Errorf("%q", last.Text)
	}
}
