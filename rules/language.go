package rules

import (
	"encoding/json"
	"reflect"
	"slices"
)

// What the language is, for documentation and editors. Everything here is made
// of the lists that the reader and the checker use themselves.

// Dataset describes something that for_each takes.
type Dataset struct {
	Name string `json:"name"` // payment_schedules
	Word string `json:"word"` // what a rule calls one of it: payment_schedule
	Doc  string `json:"doc"`
	// Pull says that the job must name it under pull: in worker.yaml; the
	// others are always read.
	Pull bool `json:"pull"`
}

// Datasets lists what for_each takes.
func Datasets() []Dataset {
	var out []Dataset
	for _, d := range datasets() {
		out = append(out, Dataset{d.name, d.root, d.doc, d.pulled})
	}
	return out
}

// Operators lists the operators, as functions that stand between their values.
func Operators() []Function {
	const yes = "a yes/no value"
	var out []Function
	for _, o := range []struct{ usage, result, doc, example string }{
		{"and", yes, "both hold; what stands behind it is asked only if the first holds", `invoice.overdue and invoice.level == 0`},
		{"or", yes, "one of them holds; what stands behind it is asked only if the first does not", `invoice.overdue or invoice.in_collection`},
		{"not", yes, "it does not hold; put brackets around more than one word", `not (invoice.overdue and invoice.in_collection)`},
		{"== !=", yes, "the same, or not: texts with texts, numbers with numbers, money with money of its currency", `invoice.status == "sent" and invoice.level != 0`},
		{"< <= > >=", yes, "the order of numbers, dates, days, and money of one currency; texts have none", `invoice.open >= eur(500) and today - invoice.date > days(90)`},
		{"in […]", yes, "one of the texts or whole numbers that are written out", `invoice.status in ["sent", "overdue"]`},
		{"in a list of texts", yes, "one of the list, letter by letter; has_tag takes capital and small letters as the same", `"Mahnsperre" not in invoice.tags`},
		{"in lists.NAME", yes, "an invoice or a customer that the list of the file names, by customer number or by tag", `invoice.customer in lists.hands_off`},
		{"contains startsWith endsWith", yes, "a text in a text, letter by letter", `invoice.title contains "Retainer"`},
		{"matches", yes, "a regular expression of RE2, in quotes", `invoice.number matches "^R26[0-9]{2}-"`},
		{"+ -", "of its values", "money and money of one currency, a date and days, two dates (that gives days), whole numbers, exact numbers; + joins texts", `invoice.due + days(14) < today`},
		{"*", "of its values", "money, or a number, times a whole number", `invoice.paid * 2 < invoice.gross`},
	} {
		out = append(out, Function{Name: o.usage, Usage: o.usage, Type: o.result, Doc: o.doc, Example: o.example, Dataset: "invoices"})
	}
	return out
}

// Key describes a key of rule files and of files with letters.
type Key struct {
	Name     string `json:"name"`
	Required bool   `json:"required"`
	Doc      string `json:"doc"`
}

// Section is a map of a file with the keys that it may have.
type Section struct {
	Path string `json:"path"` // ladders.NAME.steps[]; "" for the file itself
	Keys []Key  `json:"keys"`
}

// Sections lists the keys of rule files, in the order of the documentation.
// Those of actions are in ActionDocs.
func Sections() []Section {
	return []Section{
		{"", fileKeys().docs()}, {"lists.NAME", listKeys().docs()}, {"ladders.NAME", ladderKeys().docs()}, {"ladders.NAME.steps[]", rungKeys().docs()},
		{"rules[]", ruleKeys().docs()}, {"rules[].unless[]", reasonKeys().docs()},
	}
}

// LetterSections lists the keys of files with own letters.
func LetterSections() []Section {
	return []Section{{"", letterFileKeys().docs()}, {"levels[]", letterKeys().docs()}}
}

func (ks keys) docs() []Key {
	var out []Key
	for _, k := range ks {
		out = append(out, Key{k.name, k.required, k.doc})
	}
	return out
}

// TemplateWord is something that a text may write, such as {{.Invoice.Number}}.
type TemplateWord struct {
	Name     string   `json:"name"` // .Invoice.Number
	Doc      string   `json:"doc,omitempty"`
	Datasets []string `json:"datasets,omitempty"` // in which it is known
}

// TemplateWords lists what the texts of notify and comment may write.
func TemplateWords() []TemplateWord {
	var out []TemplateWord
	for _, part := range reflect.VisibleFields(reflect.TypeFor[Words]()) {
		var in []string
		for _, d := range datasets() {
			if slices.Contains(wordsFor(&rule{data: d, remind: &remindAction{}}), part.Name) {
				in = append(in, d.name)
			}
		}
		if part.Type.Kind() != reflect.Struct {
			out = append(out, TemplateWord{"." + part.Name, part.Tag.Get("doc"), in})
			continue
		}
		for _, f := range reflect.VisibleFields(part.Type) {
			out = append(out, TemplateWord{"." + part.Name + "." + f.Name, f.Tag.Get("doc"), in})
		}
	}
	return out
}

// LetterWords lists what letters may write. Those with [] are known inside
// {{range}} over the list before them.
func LetterWords() []TemplateWord { return letterWords("", reflect.TypeFor[letterData]()) }

func letterWords(prefix string, t reflect.Type) []TemplateWord {
	var out []TemplateWord
	for _, name := range exported(t) {
		f, _ := t.FieldByName(name)
		out = append(out, TemplateWord{Name: prefix + "." + name, Doc: f.Tag.Get("doc")})
		if f.Type.Kind() == reflect.Slice {
			out = append(out, letterWords(prefix+"."+name+"[]", f.Type.Elem())...)
		}
	}
	return out
}

// LettersSchema is the JSON Schema (draft 7) of files with own letters.
func LettersSchema() ([]byte, error) { return schemaOf("mocowork letters", letterFileKeys()) }

func schemaOf(title string, ks keys) ([]byte, error) {
	s := ks.schema()
	s["$schema"] = "http://json-schema.org/draft-07/schema#"
	s["title"] = title
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}
