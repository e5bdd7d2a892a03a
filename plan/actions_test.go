package plan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/plan"
)

// Every action has an example here, in the order of the list, and the list is
// sorted by name.
func TestActions(t *testing.T) {
	t.Parallel()
	var names []string
	for _, a := range plan.Actions() {
		names = append(names, a.Name)
		if a.Writes == "" || a.Undo == "" {
			t.Errorf("%s: what it writes is %q, undo is %q", a.Name, a.Writes, a.Undo)
		}
	}
	var examples []string
	for _, p := range params() {
		examples = append(examples, p.Action())
	}
	equal(t, "examples", examples, names)
	if !slices.IsSorted(names) {
		t.Errorf("the list is not sorted: %v", names)
	}
	plan.Actions()[0].Name = "x"
	equal(t, "the list after somebody changed his copy", plan.Actions()[0].Name, "ask")
}

// What is stored comes back as it was, each under its own action.
func TestLineRoundTrip(t *testing.T) {
	t.Parallel()
	for i, p := range params() {
		want := line(i+1, p)
		want.Approve, want.InHand = "cfo", "in hand since r_1"
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got plan.Line
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%s: %v", p.Action(), err)
		}
		equal(t, p.Action(), got, want)
		if !got.Params.Same(p) || !p.Same(got.Params) {
			t.Errorf("%s: not the same after a round trip", p.Action())
		}
	}
}

// What another version of the product wrote is not carried out by guessing.
func TestDecodeParamsRefuses(t *testing.T) {
	t.Parallel()
	for _, a := range plan.Actions() {
		_, err := plan.DecodeParams(a.Name, []byte(`{"urgent": true}`))
		wantErr(t, err, fmt.Sprintf(`action %s: json: unknown field "urgent"`, a.Name))
	}
	for name, tt := range map[string]struct{ action, json, want string }{
		"action":       {"telephone", `{}`, `unknown action "telephone"`},
		"no action":    {"", `{}`, `unknown action ""`},
		"nothing":      {"tag", ``, "action tag: EOF"},
		"nested field": {"email", `{"letter": {"urgent": true}}`, `action email: json: unknown field "urgent"`},
		"amount":       {"remind", `{"open": {"amount": "1,5", "currency": "EUR"}}`, `action remind: "1,5" is not a decimal`},
	} {
		_, err := plan.DecodeParams(tt.action, []byte(tt.json))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	for in, want := range map[string]string{
		`{"n": 3, "action": "telephone", "params": {}}`:        `line 3: unknown action "telephone"`,
		`{"n": 3, "action": "tag", "params": {"colour": "x"}}`: `line 3: action tag: json: unknown field "colour"`,
		`{"n": 3, "action": "tag"}`:                            "line 3: action tag: EOF",
	} {
		var l plan.Line
		wantErr(t, json.Unmarshal([]byte(in), &l), want)
	}
	var l plan.Line
	if err := json.Unmarshal([]byte(`{"n": "x"}`), &l); err == nil {
		t.Error("a line without a number was read")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, p := range params() {
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", p.Action(), err)
		}
	}
	remind := func(change func(*plan.Remind)) plan.Params { r := letter(); change(&r); return r }
	const title, mail, ref = "remind: title and text must not be empty", "remind: the mail's subject and text must not be empty", "remind: reference and open amount are needed"
	for _, tt := range []struct {
		params plan.Params
		want   string
	}{
		{remind(func(r *plan.Remind) { r.InvoiceID = 0 }), "remind: no invoice"},
		{remind(func(r *plan.Remind) { r.Level = 0 }), "remind: the level must be 1 or more"},
		{remind(func(r *plan.Remind) { r.Title = "" }), title},
		{remind(func(r *plan.Remind) { r.Text = "" }), title},
		{remind(func(r *plan.Remind) { r.Subject = "" }), mail},
		{remind(func(r *plan.Remind) { r.Mail = "" }), mail},
		{remind(func(r *plan.Remind) { r.Reference = "" }), ref},
		{remind(func(r *plan.Remind) { r.Open.Currency = "" }), ref},
		{remind(func(r *plan.Remind) { r.Open.Minor = 0 }), ref},
		{remind(func(r *plan.Remind) { r.Open.Minor = -1 }), ref},
		{plan.Email{Letter: letter()}, "email: no reminder"},
		{plan.Email{ReminderID: 1}, "remind: no invoice"},
		{plan.Tag{Tags: []string{"a"}}, "tag: an invoice and tags are needed"},
		{plan.Tag{InvoiceID: 1}, "tag: an invoice and tags are needed"},
		{plan.Tag{InvoiceID: 1, Tags: []string{"a", ""}}, "tag: an invoice and tags are needed"},
		{plan.Comment{Text: "x"}, "comment: an invoice and a text are needed"},
		{plan.Comment{InvoiceID: 1}, "comment: an invoice and a text are needed"},
		{plan.SetStatus{InvoiceID: 1, Target: "paid"}, "set_status: an invoice and one of created, sent, overdue, ignored are needed"},
		{plan.SetStatus{Target: "sent"}, "set_status: an invoice and one of created, sent, overdue, ignored are needed"},
		{plan.Export{Name: "a", Template: "b", File: "c"}, "export: name, template, file and at least one place are needed"},
		{plan.Export{Template: "b", File: "c", To: []string{"d"}}, "export: name, template, file and at least one place are needed"},
		{plan.Notify{Severity: plan.Info}, "notify: no title"},
		{plan.Notify{Title: "x", Severity: "loud"}, "notify: severity is one of info, warning, critical"},
		{plan.Digest{}, "digest: no channel"},
		{plan.Ask{Lines: []int{1}}, "ask: a channel and lines are needed"},
		{plan.Ask{Channel: "#a"}, "ask: a channel and lines are needed"},
	} {
		wantErr(t, tt.params.Validate(), tt.want)
	}
}

// moves are the fields that time alone changes, or that follow from others; a
// change in any other field makes it another effect. A new field has to be put
// on one of the two sides.
var moves = map[string][]string{
	"remind": {"Identifier", "Levels", "LevelName", "DaysOverdue", "Reference", "Title", "Text", "Subject", "Mail", "RedirectedFrom", "Note"},
	"email":  {"Letter"}, "comment": {"Text"}, "notify": {"Digest", "Channel", "Title", "Text", "Open", "DaysOverdue", "Facts"},
}

func TestSame(t *testing.T) {
	t.Parallel()
	all := params()
	for i, p := range all {
		for k, other := range all {
			if p.Same(other) != (i == k) {
				t.Errorf("%s and %s: same is %v", p.Action(), other.Action(), i != k)
			}
		}
		free := moves[strings.TrimPrefix(p.Action(), "draft_")]
		if p.Action() == "draft_reminder" {
			free = moves["remind"]
		}
		v := reflect.ValueOf(p)
		for f := range v.NumField() {
			name := v.Type().Field(f).Name
			changed := reflect.New(v.Type()).Elem()
			changed.Set(v)
			changed.Field(f).Set(another(t, v.Field(f)))
			if want := slices.Contains(free, name); p.Same(changed.Interface().(plan.Params)) != want {
				t.Errorf("%s with another %s: same is %v", p.Action(), name, !want)
			}
		}
	}
}

// another is a different value of the same type.
func another(t *testing.T, v reflect.Value) reflect.Value {
	t.Helper()
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	if at, ok := v.Interface().(time.Time); ok {
		return reflect.ValueOf(at.Add(time.Hour))
	}
	switch v.Kind() {
	case reflect.String:
		out.SetString(v.String() + "x")
	case reflect.Int, reflect.Int64:
		out.SetInt(v.Int() + 1)
	case reflect.Bool:
		out.SetBool(!v.Bool())
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		m.SetMapIndex(reflect.ValueOf("another"), reflect.ValueOf("value"))
		out.Set(m)
	case reflect.Slice:
		out.Set(reflect.Append(v.Slice3(0, v.Len(), v.Len()), reflect.Zero(v.Type().Elem())))
	case reflect.Struct:
		out.Field(0).Set(another(t, v.Field(0)))
	default:
		t.Fatalf("no other value of a %s", v.Kind())
	}
	return out
}

func TestRequests(t *testing.T) {
	t.Parallel()
	want := map[string]int{"remind": 10, "draft_reminder": 5, "tag": 6, "comment": 7, "set_status": 6}
	sum := 0
	for _, p := range params() {
		if p.Requests() != want[p.Action()] {
			t.Errorf("%s: %d requests", p.Action(), p.Requests())
		}
		sum += p.Requests()
	}
	equal(t, "of the whole plan", whole().Requests(), sum)
}
