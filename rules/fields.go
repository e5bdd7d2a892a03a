package rules

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/plan"
)

// Field describes something that expressions may name.
type Field struct {
	Name    string `json:"name"` // invoice.open
	Type    string `json:"type"` // money
	Doc     string `json:"doc"`
	Example string `json:"example"` // an expression that compiles
	// Datasets are those of for_each in which the name is known, and in which
	// the example runs; none for routes.
	Datasets []string `json:"datasets,omitempty"`
}

// Fields lists every field of every world, in the order of the documentation.
// Fields of an object that stands in several places are listed under its own
// name, such as invoice.open for payment.invoice.open.
func Fields() []Field { return fieldsIn(datasets()) }

// TableFields lists the fields of the data sets that only exports have.
func TableFields() []Field { return fieldsIn(tableOnly()) }

func fieldsIn(sets []dataset) []Field {
	var out []Field
	seen := map[string]int{}
	add := func(f Field, dataset string) {
		if i, ok := seen[f.Name+f.Doc]; ok {
			if !slices.Contains(out[i].Datasets, dataset) {
				out[i].Datasets = append(out[i].Datasets, dataset)
			}
			return
		}
		seen[f.Name+f.Doc] = len(out)
		f.Datasets = []string{dataset}
		out = append(out, f)
	}
	for _, d := range sets {
		for _, root := range fieldsOf(reflect.TypeOf(d.world)) {
			name := root.Tag.Get("expr")
			if root.Type.Kind() != reflect.Struct || root.Tag.Get("doc") != "" {
				add(describe(name, root), d.name)
				continue
			}
			for _, f := range fieldsOf(root.Type) {
				add(describe(name+"."+f.Tag.Get("expr"), f), d.name)
				if f.Type == reflect.TypeFor[Reminders]() {
					for _, sub := range fieldsOf(f.Type) {
						add(describe(name+".reminders."+sub.Tag.Get("expr"), sub), d.name)
					}
				}
			}
		}
	}
	return out
}

// RouteFields lists what the conditions of Slack routes may name.
func RouteFields() []Field {
	var out []Field
	for _, f := range fieldsOf(reflect.TypeFor[RouteAlert]()) {
		out = append(out, describe("alert."+f.Tag.Get("expr"), f))
	}
	return out
}

// anyRow stands for the name of a row in examples of fields that several rows
// have.
const anyRow = "ROW"

func describe(name string, f reflect.StructField) Field {
	root, _, _ := strings.Cut(name, ".")
	t := typeOf(f.Type, f.Tag.Get("values"))
	text := t.String()
	if t.values != "" {
		text = "a text: " + t.values
	}
	return Field{Name: name, Type: text, Doc: f.Tag.Get("doc"), Example: strings.ReplaceAll(f.Tag.Get("example"), anyRow, root)}
}

// Function describes a function or a method of the language.
type Function struct {
	Name    string `json:"name"` // money, invoice.custom
	Usage   string `json:"usage"`
	Type    string `json:"type"`
	Doc     string `json:"doc"`
	Example string `json:"example"`
	Dataset string `json:"dataset"` // in which the example runs
}

// TableFunctions lists the functions that only the columns of exports have.
func TableFunctions() []Function {
	return describeAll(slices.DeleteFunc(functions(), func(f function) bool { return !f.table }))
}

// Functions lists all functions, those of lists of texts included, by name.
func Functions() []Function {
	all := slices.DeleteFunc(functions(), func(f function) bool { return f.table })
	for _, code := range usual() {
		all = append(all, currencyFunction(code))
	}
	out := describeAll(all)
	for _, p := range []struct{ name, doc, example string }{
		{"all", "whether the question holds for each text of a list; # is the text", `all(invoice.tags, # != "Inkasso")`},
		{"any", "whether it holds for one or more", `any(invoice.tags, # startsWith "VIP")`},
		{"count", "for how many it holds", `count(invoice.tags, # startsWith "VIP") > 1`},
		{"none", "whether it holds for none", `none(invoice.tags, # contains "Sperre")`},
		{"one", "whether it holds for exactly one", `one(invoice.tags, # startsWith "KST")`},
	} {
		result := "a yes/no value"
		if p.name == "count" {
			result = "a number"
		}
		out = append(out, Function{p.name, p.name + "(a list of texts, a question about #)", result, p.doc, p.example, "invoices"})
	}
	slices.SortStableFunc(out, func(a, b Function) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b Function) bool { return a.Name == b.Name })
}

func describeAll(all []function) []Function {
	var out []Function
	for _, f := range all {
		in, result := f.params()
		name := f.name
		if f.on != nil {
			name = objectName(f.on)[len("a "):] + "." + name
			if objectName(f.on) == "an invoice" {
				name = "invoice." + f.name
			}
		}
		usage := name + "("
		for i, t := range in {
			if i > 0 {
				usage += ", "
			}
			usage += t.String()
		}
		out = append(out, Function{name, usage + ")", result.String(), f.doc, f.example, f.dataset})
	}
	return out
}

// ActionDoc describes an action of rule files.
type ActionDoc struct {
	Name     string   `json:"name"`
	Writes   string   `json:"writes"` // where it leaves a trace
	Undo     string   `json:"undo"`
	Requests int      `json:"requests"` // to MOCO, for one
	Datasets []string `json:"datasets"`
	Keys     []Key    `json:"keys"`
}

// ActionDocs lists the actions, for `worker rules fields --actions`.
func ActionDocs() []ActionDoc {
	requests := map[string]plan.Params{
		"remind": plan.Remind{}, "draft_reminder": plan.Remind{Draft: true}, "notify": plan.Notify{}, "export": plan.Export{},
		"tag": plan.Tag{}, "comment": plan.Comment{}, "set_status": plan.SetStatus{},
	}
	var out []ActionDoc
	for _, k := range actionKinds() {
		doc := ActionDoc{Name: k.name, Datasets: k.on, Requests: requests[k.name].Requests(), Keys: k.keys.docs()}
		if doc.Datasets == nil {
			for _, d := range datasets() {
				doc.Datasets = append(doc.Datasets, d.name)
			}
		}
		for _, a := range plan.Actions() {
			if a.Name == k.name {
				doc.Writes, doc.Undo = a.Writes, a.Undo
			}
		}
		out = append(out, doc)
	}
	return out
}

// Schema is the JSON Schema (draft 7) of rule files, for editors. Its texts
// are those of the reader's own list of keys.
func Schema() ([]byte, error) { return schemaOf("mocowork rule file", fileKeys()) }
