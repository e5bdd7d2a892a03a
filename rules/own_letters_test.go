package rules

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

const ownLadder = `version: 1
ladders:
  own:
    min_gap: 10d
    steps:
      - {level: 1, name: Erinnerung, after: 7d, pay_within: 10d}
      - {level: 2, name: Mahnung, after: 21d, pay_within: 10d, fee: 5.00 EUR}
    texts: ./texts/
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions: [{remind: {ladder: own}}]
`

// germanLetters are two own letters.
const germanLetters = `levels:
  - title: "{{.Name}} {{.Number}}"
    text: |
      Moin, {{.Open}} fehlen noch{{if .HasPaid}}, {{.Paid}} sind da{{end}}.
      Zeichen {{.Reference}}
    subject: Moin
    mail: "Siehe Anhang. {{.Reference}}"
  - title: Noch einmal
    text: "Jetzt {{.Total}} mit {{.Fee}}, bis {{.PayBy}}. {{.Reference}}"
    subject: Mahnung
    mail: "Bitte. {{.Reference}}"
`

// folder reads files of a test.
func folder(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if s, ok := files[name]; ok {
			return []byte(s), nil
		}
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
}

func loadOwn(files map[string]string) (*Set, diag.List, string) {
	set, list, docs := Load([]File{{Name: "rules/dunning.yaml", Data: []byte(ownLadder)}}, Options{Files: folder(files)})
	var b bytes.Buffer
	if err := diag.Print(&b, list, docs); err != nil {
		return set, list, err.Error()
	}
	return set, list, b.String()
}

// A ladder's own letters go out; a language that has none keeps the shipped.
func TestOwnLetters(t *testing.T) {
	t.Parallel()
	set, list, text := loadOwn(map[string]string{"rules/texts/de.yaml": germanLetters})
	if set == nil || len(list) != 1 || !strings.Contains(text, "there is no en.yaml in ./texts/: letters in that language keep the shipped texts") {
		t.Fatalf("%s", text)
	}
	a := letterAccount(t, 1, true)
	p := letterOf(t, set, a)
	if want := "Moin, 8.400,00 EUR fehlen noch, 4.000,00 EUR sind da.\nZeichen R2610-022/M1"; p.Text != want || p.Title != "Erinnerung R2610-022" || p.Subject != "Moin" {
		t.Errorf("%+v", p)
	}
	a.in.RedirectMailTo = "trial@beispiel.example"
	if p := letterOf(t, set, a); p.Mail == "Siehe Anhang. R2610-022/M1" || !strings.HasSuffix(p.Mail, "Siehe Anhang. R2610-022/M1") {
		t.Errorf("the line of the trial is missing: %q", p.Mail)
	}
	a.in.Language = billing.English
	if p := letterOf(t, set, a); !strings.Contains(p.Text, "Dear") {
		t.Errorf("in English: %q", p.Text)
	}
	a = letterAccount(t, 2, false)
	if p := letterOf(t, set, a); !strings.HasPrefix(p.Text, "Jetzt 12.405,00 EUR mit 5,00 EUR, bis 03.12.2026.") {
		t.Errorf("%q", p.Text)
	}
	// A plan keeps the letters' text as it keeps the rules'.
	files := set.Files()
	if len(files) != 2 || files[1].Name != "rules/texts/de.yaml" || !files[1].Letters || files[0].Letters {
		t.Fatalf("%+v", files)
	}
	if data, ok := set.Source(files[1].Hash); !ok || string(data) != germanLetters {
		t.Errorf("%q", data)
	}
}

// Ladders of one file share a folder that is read once.
func TestOwnLettersAreReadOnce(t *testing.T) {
	t.Parallel()
	reads := map[string]int{}
	read := folder(map[string]string{"rules/texts/de.yaml": germanLetters, "rules/texts/en.yaml": germanLetters})
	two := strings.Replace(ownLadder, "ladders:\n", "ladders:\n  other: {min_gap: 10d, texts: texts/, steps: [{level: 1, name: E, after: 7d, pay_within: 10d}]}\n", 1)
	set, list, _ := Load([]File{{Name: "rules/a.yaml", Data: []byte(two)}, {Name: "rules/b.yaml", Data: []byte(strings.Replace(two, "name: dunning", "name: again", 1))}},
		Options{Files: func(name string) ([]byte, error) { reads[name]++; return read(name) }})
	if set == nil || reads["rules/texts/de.yaml"] != 1 || len(set.Files()) != 4 {
		t.Errorf("%v, read %v", list, reads)
	}
}

func TestOwnLettersProblems(t *testing.T) {
	t.Parallel()
	change := func(old, new string) string { return strings.Replace(germanLetters, old, new, 1) }
	for _, tt := range []struct{ name, file, want string }{
		{"an unknown field", change("{{.Total}}", "{{.Totl}}"), `rules/texts/de.yaml:9:20: error: text: a text here knows no .Totl [texts]`},
		{"a field of rules' texts", change("{{.Open}}", "{{.Invoice.Open}}"), `text: a text here knows no .Invoice [texts]`},
		{"no reference", change("Zeichen {{.Reference}}", "Zeichen fehlt"), `text: it does not name our reference, by which the letter is known again [texts]`},
		{"a reference at times", change("Bitte. {{.Reference}}", "Bitte. {{if .HasPaid}}{{.Reference}}{{end}}"), `rules/texts/de.yaml:11:12: error: mail: it does not name our reference`},
		{"no mail", change(`    mail: "Siehe Anhang. {{.Reference}}"`+"\n", ""), `key "mail" is missing in a level [missing-key]`},
		{"an empty subject", change("subject: Moin", `subject: ""`), `subject: it is empty [texts]`},
		{"a title on two lines", change("title: Noch einmal", `title: "Noch\neinmal"`), `title: it must stand on one line [texts]`},
		{"a loop", change("Bitte. ", "{{range .Name}}x{{end}}"), `mail: range is not allowed in a text [texts]`},
		{"a list as a text", change("Bitte. ", "{{.Others}}"), `mail: .Others is a list [texts]`},
		{"an unknown field of a list", change("Bitte. ", "{{range .Others}}{{.Numbr}}{{end}}"), `mail: a text here knows no .Numbr [texts]`},
		{"a variable", change("Bitte. ", "{{range $i := .Others}}x{{end}}"), `mail: range is not allowed in a text [texts]`},
		{"a template of its own", change("Bitte. ", `{{define \"x\"}}y{{end}}`), `mail: define is not allowed in a text [texts]`},
		{"an open brace", change("Bitte. ", "{{if}}"), `mail: missing value for if [texts]`},
		{"a comparison that fails", change("Bitte. ", "{{if .HasPaid}}{{if gt .Name 3}}x{{end}}{{end}}"), `mail: error calling gt: incompatible types for comparison`},
		{"too few levels", germanLetters[:strings.Index(germanLetters, "  - title: Noch")], `rules/dunning.yaml:8:12: error: ./texts/de.yaml has 1 level, ladder "own" has 2 steps [texts]`},
		{"no levels", "levels: []\n", `there are no levels [texts]`},
		{"another file", "rules: []\n", `unknown key "rules"`},
		{"no YAML", "levels: [\n", `rules/texts/de.yaml:`},
		{"too long", change("Bitte. ", strings.Repeat("x", maxLetter)), `mail: it is longer than 20000 bytes [texts]`},
	} {
		if set, _, got := loadOwn(map[string]string{"rules/texts/de.yaml": tt.file, "rules/texts/en.yaml": germanLetters}); set != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got\n%s\nwant %s", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct{ texts, want string }{
		{"./none/", "texts: there is neither de.yaml nor en.yaml in rules/none [file]"}, {"defalt", `texts: "defalt" is neither default nor a folder [texts]`},
		{"/broken/", "texts: /broken/: no permission [file]"},
	} {
		read := func(name string) ([]byte, error) {
			if strings.HasPrefix(name, "/broken/") {
				return nil, fmt.Errorf("no permission")
			}
			return nil, fs.ErrNotExist
		}
		_, list, _ := Load([]File{{Name: "rules/dunning.yaml", Data: []byte(strings.Replace(ownLadder, "./texts/", tt.texts, 1))}}, Options{Files: read})
		if len(list) != 1 || !strings.Contains(list[0].Error(), tt.want) {
			t.Errorf("%s: %v", tt.texts, list)
		}
	}
	if _, list, _ := Load([]File{text(ownLadder)}, Options{}); len(list) != 1 || !strings.Contains(list[0].Error(), "it can't be read here") {
		t.Errorf("without a way to read: %v", list)
	}
}

// One letter for all of a customer's invoices has to name them.
func TestOwnLettersForAllInvoices(t *testing.T) {
	t.Parallel()
	all := strings.Replace(ownLadder, "min_gap: 10d", "min_gap: 10d\n    letters: per_customer", 1)
	try := func(letters string) (*Set, diag.List) {
		set, list, _ := Load([]File{{Name: "rules/dunning.yaml", Data: []byte(all)}}, Options{Files: folder(map[string]string{"rules/texts/de.yaml": letters, "rules/texts/en.yaml": letters})})
		return set, list
	}
	if _, list := try(germanLetters); len(list) != 2 || !strings.Contains(list[0].Error(), "the text of level 1 in ./texts/de.yaml does not name the other invoices") {
		t.Errorf("%v", list)
	}
	naming := strings.NewReplacer("Zeichen {{.Ref", "{{range .Others}}Auch {{.Number}} vom {{.Date}}. {{end}}Zeichen {{.Ref", "bis {{.PayBy}}", "{{if .Others}}samt{{range .Others}} {{.Number}}{{end}} {{.Sum}}, {{end}}bis {{.PayBy}}").Replace(germanLetters)
	set, list := try(naming)
	if set == nil {
		t.Fatalf("%v", list)
	}
	a := letterAccount(t, 1, false)
	a.note(80700, "R2610-023", "10 EUR").DueDate = daysAgo(9)
	if p := letterOf(t, set, a); !strings.Contains(p.Text, "Auch R2610-023 vom ") {
		t.Errorf("%q", p.Text)
	}
}
