package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/plan"
)

// worlds gives a filled world for each data set.
func worlds(t *testing.T) map[string]any {
	a := newAccount(t)
	a.pay("400 EUR", 1)
	a.remind(1, 12, "sent").DueDate = daysAgo(2)
	a.in.Snapshot.Projects = projects()
	a.invoice().ProjectID = 5
	rows(t, a)
	r, err := examples(t).newRun(a.in)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"invoices": r.claims[0].subject().world, "customers": r.debtors()[0].world, "payments": r.payments()[0].world,
		"reminders": r.reminders()[0].world, "projects": r.projects()[0].world, "payment_schedules": r.schedules()[0].world,
		"report.cashflow": r.cashflow()[0].world, "report.finance": r.finance()[0].world, "report.utilization": r.utilization()[0].world,
		"report.absences": r.absences()[0].world, "report.planned_vs_tracked": r.planned()[0].world,
	}
}

// Every documented example compiles and can be answered.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	all := worlds(t)
	run := func(t *testing.T, name, example, in string) {
		i := slices.IndexFunc(datasets(), func(d dataset) bool { return d.name == in })
		if i < 0 {
			t.Errorf("%s: no data set %q", name, in)
			return
		}
		c, found := compile(example, sampleScope(i))
		if len(found) > 0 {
			t.Errorf("%s in %s: %s: %v", name, in, example, found)
			return
		}
		setMeter(all[in], &meter{})
		if _, err := c.run(all[in]); err != nil && !strings.Contains(err.Error(), "currencies differ") {
			t.Errorf("%s in %s: %s: %v", name, in, example, err)
		}
	}
	for _, f := range Fields() {
		if f.Doc == "" || f.Type == "" || len(f.Datasets) == 0 || !strings.Contains(f.Example, strings.Split(f.Name, ".")[0]) {
			t.Errorf("%+v is not documented", f)
		}
		for _, d := range f.Datasets {
			run(t, f.Name, f.Example, d)
		}
	}
	for _, f := range append(Functions(), Operators()...) {
		run(t, f.Name, f.Example, f.Dataset)
		if f.Doc == "" || f.Type == "" || f.Usage == "" {
			t.Errorf("%+v is not documented", f)
		}
	}
	for _, f := range RouteFields() {
		r, err := CompileRoute(f.Example)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		r.Match(NewRouteAlert("rule", "x", plan.Notify{}))
	}
}

// What rules can reach is a list that only changes on purpose.
func TestFieldsAreFrozen(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	for _, f := range Fields() {
		fmt.Fprintf(&b, "%s: %s (%s)\n", f.Name, f.Type, strings.Join(f.Datasets, ", "))
	}
	for _, f := range Functions() {
		fmt.Fprintf(&b, "%s: %s\n", f.Usage, f.Type)
	}
	for _, f := range RouteFields() {
		fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Type)
	}
	golden(t, "testdata/fields.txt", b.String())
}

func TestActionDocs(t *testing.T) {
	t.Parallel()
	for _, a := range ActionDocs() {
		if a.Writes == "" || a.Undo == "" || len(a.Datasets) == 0 || len(a.Keys) == 0 {
			t.Errorf("%+v is not documented", a)
		}
	}
}

// The schema knows the reader's keys, each with its text.
func TestSchema(t *testing.T) {
	t.Parallel()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	if s["$schema"] != "http://json-schema.org/draft-07/schema#" {
		t.Errorf("$schema is %v", s["$schema"])
	}
	rule := s["properties"].(map[string]any)["rules"].(map[string]any)["items"].(map[string]any)
	if rule["additionalProperties"] != false {
		t.Error("unknown keys of a rule pass")
	}
	properties := rule["properties"].(map[string]any)
	for _, k := range ruleKeys() {
		p, ok := properties[k.name].(map[string]any)
		if !ok || p["description"] != k.doc {
			t.Errorf("key %s is missing, or has no text", k.name)
		}
	}
	actions := properties["actions"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)
	for _, k := range actionKinds() {
		if _, ok := actions[k.name]; !ok {
			t.Errorf("action %s is missing", k.name)
		}
	}
	again, err := Schema()
	if err != nil || !bytes.Equal(data, again) {
		t.Error("the schema is not the same twice")
	}
}

// Everything that a page or an editor shows has words.
func TestLanguageIsDocumented(t *testing.T) {
	t.Parallel()
	for _, d := range Datasets() {
		if d.Doc == "" || !slices.ContainsFunc(Fields(), func(f Field) bool {
			return strings.HasPrefix(f.Name, d.Word+".") && slices.Contains(f.Datasets, d.Name)
		}) {
			t.Errorf("%+v is not documented, or has no fields", d)
		}
	}
	for _, s := range append(Sections(), LetterSections()...) {
		for _, k := range s.Keys {
			if k.Doc == "" {
				t.Errorf("%s.%s is not documented", s.Path, k.Name)
			}
		}
	}
	for _, w := range LetterWords() {
		if w.Doc == "" {
			t.Errorf("%s is not documented", w.Name)
		}
	}
	// Each word of a template works where it is said to.
	for _, w := range TemplateWords() {
		if len(w.Datasets) == 0 {
			t.Errorf("%s is known nowhere", w.Name)
		}
		for _, d := range w.Datasets {
			remind := ""
			if d == "invoices" {
				remind = "{remind: {ladder: own}}, "
			}
			file := "version: 1\nladders: {own: {min_gap: 1d, steps: [{level: 1, name: E, after: 1d, pay_within: 1d}]}}\nrules:\n" +
				"  - {name: x, for_each: " + d + ", when: today == today, actions: [" + remind + "{notify: {severity: info, text: \"{{" + w.Name + "}}\"}}]}\n"
			if set, list, _ := Load([]File{text(file)}, Options{}); set == nil {
				t.Errorf("%s in %s: %v", w.Name, d, list)
			}
		}
	}
}
