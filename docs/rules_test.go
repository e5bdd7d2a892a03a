package docs_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/rules"
)

// language is the page on the rules' language, made of the lists that the
// reader and the checker use.
func language() string {
	b := &strings.Builder{}
	b.WriteString("# The rules' language\n\n" + note + `How to write one: [write a rule](how-to/write-a-rule.md). In the terminal: ` + "`worker rules fields`, `worker rules fields invoice.open` for one with its example, `worker rules fields --actions`" + `.
An editor that knows the YAML language server completes the keys by [these schemas](schema/rules.schema.json); ` + "`worker init`" + ` writes them beside the files. [Tests](how-to/test-rules.md) stand beside the rules, in files such as dunning_test.yaml, and run by ` + "`worker rules test`" + ` ([schema](schema/tests.schema.json)). Keys that begin with x- are yours.

Contents: [keys](#keys) · [data sets](#data-sets) · [operators](#operators) · [fields](#fields) · [functions](#functions) · [actions](#actions) · [texts](#texts) · [letters of your own](#letters-of-your-own) · [routes](#conditions-of-slack-routes)
`)
	keysOf(b)
	datasetsOf(b)
	b.WriteString("\n## Operators\n\nAn expression is one yes/no question. Nothing in it is nil, and there is no clock: `today` is the date of the run. What can't be answered, such as amounts in two currencies, is neither true nor false: it holds the invoice and says why.\n\n")
	functionTable(b, rules.Operators())
	fieldsOf(b)
	functionsOf(b)
	actionsOf(b)
	textsOf(b)
	lettersOf(b)
	b.WriteString("\n## Conditions of Slack routes\n\nThe same operators and functions, without those that need the calendar, in `slack.routes[].when` of worker.yaml.\n\n")
	header(b, "name", "type", "meaning", "example")
	for _, f := range rules.RouteFields() {
		row(b, code(f.Name), f.Type, f.Doc, code(f.Example))
	}
	return b.String()
}

func header(b *strings.Builder, cells ...string) {
	row(b, cells...)
	row(b, slices.Repeat([]string{"---"}, len(cells))...)
}

func keysOf(b *strings.Builder) {
	b.WriteString("\n## Keys\n\n`NAME` is a name that you choose, `[]` each item of a list. Days are written 10d, money 5.00 EUR.\n\n")
	header(b, "key", "needed", "meaning")
	keyRows(b, rules.Sections())
}

func keyRows(b *strings.Builder, sections []rules.Section) {
	for _, s := range sections {
		for _, k := range s.Keys {
			needed := ""
			if k.Required {
				needed = "yes"
			}
			row(b, code(strings.TrimPrefix(s.Path+"."+k.Name, ".")), needed, k.Doc)
		}
	}
}

func datasetsOf(b *strings.Builder) {
	b.WriteString("\n## Data sets\n\nWhat `for_each` takes, with the word for one of it. Those marked with pull must stand in `jobs[].pull` of the job, else the check refuses the rule; `jobs[].period` says which time reports cover, without it the whole year. Deciding about letters needs the others, so they are always read.\n\n")
	header(b, "for_each", "one of it", "what it is", "pull")
	for _, d := range rules.Datasets() {
		pull := ""
		if d.Pull {
			pull = "pull"
		}
		row(b, code(d.Name), code(d.Word), d.Doc, pull)
	}
}

// fieldsOf groups the fields by their object, and says where each object is
// known.
func fieldsOf(b *strings.Builder) {
	b.WriteString("\n## Fields\n")
	last := ""
	for _, f := range rules.Fields() {
		object, _, _ := strings.Cut(f.Name, ".")
		if where := object + " in " + strings.Join(f.Datasets, ", "); where != last {
			last = where
			title := fmt.Sprintf("`%s`, for_each: %s", object, strings.Join(f.Datasets, ", "))
			if len(f.Datasets) == len(rules.Datasets()) {
				title = fmt.Sprintf("`%s`, everywhere", object)
			}
			b.WriteString("\n### " + title + "\n\n")
			header(b, "name", "type", "meaning", "example")
		}
		row(b, code(f.Name), f.Type, f.Doc, code(f.Example))
	}
}

func functionsOf(b *strings.Builder) {
	b.WriteString("\n## Functions\n\n")
	functionTable(b, rules.Functions())
	var codes []string
	for _, c := range billing.Currencies() {
		if c != "ALL" {
			codes = append(codes, strings.ToLower(c))
		}
	}
	b.WriteString("\nThe functions of currencies, as `eur(500)`: " + strings.Join(codes, ", ") + ".\n")
}

func functionTable(b *strings.Builder, list []rules.Function) {
	header(b, "call", "result", "meaning", "example")
	for _, f := range list {
		row(b, code(f.Usage), f.Type, f.Doc, code(f.Example))
	}
}

func actionsOf(b *strings.Builder) {
	b.WriteString("\n## Actions\n\nActions beside `remind` or `draft_reminder` go with its letter: no letter, no tag. An action that writes needs `write:` in worker.yaml and a write key; nothing is written without a plan.\n\n")
	header(b, "name", "leaves", "to undo it", "requests to MOCO", "for_each")
	for _, a := range rules.ActionDocs() {
		sets := strings.Join(a.Datasets, ", ")
		if len(a.Datasets) == len(rules.Datasets()) {
			sets = "all"
		}
		row(b, code(a.Name), a.Writes, a.Undo, fmt.Sprint(a.Requests), sets)
	}
	b.WriteString("\n")
	header(b, "key", "needed", "meaning")
	for _, a := range rules.ActionDocs() {
		keyRows(b, []rules.Section{{Path: a.Name, Keys: a.Keys}})
	}
}

// textsOf lists what texts of notify and comment may write, by data set.
func textsOf(b *strings.Builder) {
	b.WriteString("\n## Texts\n\n`text` of notify and comment writes facts as {{.Invoice.Number}}, and knows {{if}} … {{else}} … {{end}} with and, or, not, eq, ne, lt, le, gt, ge. Amounts and dates are written in the language of the account. {{.Rule}} and {{.Today}} are known everywhere.\n\n")
	header(b, "for_each", "words")
	for _, d := range rules.Datasets() {
		var words []string
		for _, w := range rules.TemplateWords() {
			if slices.Contains(w.Datasets, d.Name) && strings.Count(w.Name, ".") == 2 {
				words = append(words, code(w.Name))
			}
		}
		row(b, code(d.Name), strings.Join(words, ", "))
	}
	b.WriteString("\n`.Reminder` is the letter that the rule sends, or the reminder of for_each: reminders.\n")
}

func lettersOf(b *strings.Builder) {
	b.WriteString("\n## Letters of your own\n\n`texts: ./texts/` at a ladder takes the letters from de.yaml and en.yaml in that folder, beside the rule file; `worker rules letters rules/texts` writes the shipped ones there, to begin with. Words with [] stand inside {{range .Others}} … {{end}}. A language without a file keeps the shipped letters. There is one level for each step of the ladder at least. A plan keeps the texts that it was made with: what goes out is what was planned. The keys ([schema](schema/letters.schema.json)):\n\n")
	header(b, "key", "needed", "meaning")
	keyRows(b, rules.LetterSections())
	b.WriteString("\nWhat each of them may write, as {{.Open}}:\n\n")
	header(b, "word", "meaning")
	for _, w := range rules.LetterWords() {
		row(b, code(w.Name), w.Doc)
	}
}
