package mocoapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// differs says where a value that was read and written again is not what came;
// nil if nowhere. What MOCO leaves out, sends as null, as "", {} or [] is all
// the same: there is nothing. A number may change its form, not its value.
func differs(wire, again any, at string) []string {
	if nothing(wire) && nothing(again) {
		return nil
	}
	switch w := wire.(type) {
	case map[string]any:
		a, ok := again.(map[string]any)
		if !ok {
			return []string{at + " is an object"}
		}
		var found []string
		for name, v := range w {
			found = append(found, differs(v, a[name], at+"."+name)...)
		}
		for name, v := range a {
			if _, came := w[name]; !came && !nothing(v) && v != false && fmt.Sprint(v) != "0" {
				found = append(found, fmt.Sprintf("%s.%s did not come and is %v", at, name, v))
			}
		}
		return found
	case []any:
		a, ok := again.([]any)
		if !ok || len(a) != len(w) {
			return []string{at + " is a list of another length"}
		}
		var found []string
		for i := range w {
			found = append(found, differs(w[i], a[i], fmt.Sprintf("%s[%d]", at, i))...)
		}
		return found
	case json.Number:
		x, xok := new(big.Rat).SetString(w.String())
		y, yok := new(big.Rat).SetString(fmt.Sprint(again))
		if xok && yok && x.Cmp(y) == 0 {
			return nil
		}
	}
	if wire == again || sameMoment(wire, again) {
		return nil
	}
	return []string{fmt.Sprintf("%s was %v and is %v", at, wire, again)}
}

func nothing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case map[string]any:
		return !slices.ContainsFunc(valuesOf(v), func(x any) bool { return !nothing(x) })
	case []any:
		return len(v) == 0
	}
	return false
}

func valuesOf(m map[string]any) (all []any) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

func sameMoment(a, b any) bool {
	x, xok := a.(string)
	y, yok := b.(string)
	if !xok || !yok {
		return false
	}
	s, err := time.Parse(time.RFC3339, x)
	t, err2 := time.Parse(time.RFC3339, y)
	return err == nil && err2 == nil && s.Equal(t)
}

// roundTrip reads and writes an object, and reports members that its type does
// not know, and values that have changed.
func roundTrip(t *testing.T, what string, wire []byte, value any) {
	t.Helper()
	again, err := jsonv2.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var before, after any
	for _, x := range []struct {
		text []byte
		to   *any
	}{{wire, &before}, {again, &after}} {
		d := json.NewDecoder(strings.NewReader(string(x.text)))
		d.UseNumber()
		if err := d.Decode(x.to); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range differs(before, after, what) {
		t.Error(f)
	}
}

// recorded are the types of the objects that a real server sent, by the name of
// their kind in the file.
var recorded = map[string]func(*drift, []byte) (any, error){
	"units": decoded[Unit], "users": decoded[User], "companies": decoded[Company], "project_contracts": decoded[ProjectContract], "projects": decoded[Project],
	"project_tasks": decoded[ProjectTask], "activities": decoded[Activity], "comments": decoded[Comment], "contacts": decoded[Contact],
	"deal_categories": decoded[DealCategory], "deals": decoded[Deal], "invoices": decoded[Invoice], "invoice_payments": decoded[InvoicePayment], "offers": decoded[Offer],
	"planning_entries": decoded[PlanningEntry], "project_expenses": decoded[ProjectExpense], "payment_schedules": decoded[PaymentSchedule],
	"recurring_expenses": decoded[RecurringExpense], "purchases": decoded[Purchase], "schedules": decoded[Schedule], "employments": decoded[Employment],
	"holidays": decoded[Holiday], "presences": decoded[Presence],
	"report_absences": func(d *drift, b []byte) (any, error) {
		row := decodeReportRow[AbsenceRow](d, "absences row", b)
		return row.Value, row.Err
	},
}

func decoded[T any](d *drift, b []byte) (any, error) {
	row := decodeRow[T](d, "object", b)
	return row.Value, row.Err
}

// TestEveryRecordedObject decodes every object that a real server sent: no member is
// unknown, and nothing changes when it is written again.
func TestEveryRecordedObject(t *testing.T) {
	t.Parallel()
	var account map[string][]json.RawMessage
	if err := json.Unmarshal(shared(t, "moco/real-account.json"), &account); err != nil {
		t.Fatal(err)
	}
	n := 0
	for kind, objects := range account {
		read := recorded[kind]
		if read == nil {
			t.Errorf("no type for %s", kind)
			continue
		}
		d := newDrift(func(f Drift) {
			t.Errorf("%s: %s is not known: %q", kind, f.Field, f.Value)
		})
		for _, wire := range objects {
			v, err := read(d, wire)
			if err != nil {
				t.Errorf("%s: %v", kind, err)
				continue
			}
			n++
			roundTrip(t, kind, wire, v)
		}
	}
	if n < 150 {
		t.Errorf("only %d objects were read", n)
	}
	t.Logf("%d recorded objects of %d kinds", n, len(account))
}

// TestEveryEntityOfTheSimulator reads every list of an account, and every object
// by its id, with every service: all is understood, nothing is unknown, nothing
// changes when it is written again.
func TestEveryEntityOfTheSimulator(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	sim := mocosim.New(mocosim.Options{Now: func() time.Time { return day }, Rate: mocosim.Rate{Off: true}})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	if err := sim.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	o := options(sim.URL())
	o.Key = func() (string, error) { return "read-key", nil }
	o.OnDrift = func(f Drift) { t.Errorf("%s %d: %s is not known: %q", f.Noun, f.ID, f.Field, f.Value) }
	c, err := NewReader(o)
	if err != nil {
		t.Fatal(err)
	}
	furnish(t, sim.URL())
	lists, objects := 0, 0
	parents := parentsOf(t, c)
	for f, service := range reflect.ValueOf(*c).Fields() {
		if f.Anonymous {
			continue
		}
		for _, name := range []string{"List", "ListAll"} {
			list := service.MethodByName(name)
			if !list.IsValid() || f.Name == "Taggings" {
				continue
			}
			lists++
			rows := 0
			for _, parent := range parents[f.Name][name] {
				rows += readList(t, f.Name, service, list, parent)
			}
			if rows == 0 {
				t.Errorf("%s.%s: the account has none", f.Name, name)
			}
			objects += rows
		}
	}
	t.Logf("%d lists, %d objects", lists, objects)
}

// furnish makes what the story has none of.
func furnish(t *testing.T, base string) {
	t.Helper()
	o := options(base)
	o.Key = func() (string, error) { return "write-key", nil }
	c := newClient(t, o).Client
	file := File{Filename: "a.pdf", Content: []byte("%PDF-1.4 x")}
	_, hook := c.WebHooks.Create(t.Context(), NewWebHook{Target: TargetInvoice, Event: EventUpdate, Hook: "https://example.com/moco"})
	_, bill := c.InvoiceAttachments.Create(t.Context(), 80612, file)
	var offer error
	for row, err := range c.Offers.List(t.Context(), OfferQuery{}) {
		if offer = err; err == nil {
			_, offer = c.OfferAttachments.Create(t.Context(), row.ID, file)
		}
		break
	}
	if err := errors.Join(hook, bill, offer); err != nil {
		t.Fatal(err)
	}
}

// parentsOf are the ids of what an object of a nested list belongs to; one empty
// list for those that are not nested.
func parentsOf(t *testing.T, c *Reader) map[string]map[string][][]reflect.Value {
	t.Helper()
	ids := func(seq any) (out [][]reflect.Value) {
		for row := range reflect.ValueOf(seq).Seq2() {
			out = append(out, []reflect.Value{row.FieldByName("ID")})
		}
		return out
	}
	projects, invoices, offers := ids(c.Projects.List(t.Context(), ProjectQuery{})), ids(c.Invoices.List(t.Context(), InvoiceQuery{})), ids(c.Offers.List(t.Context(), OfferQuery{}))
	nested := map[string][][]reflect.Value{
		"ProjectContracts": projects, "ProjectTasks": projects, "ProjectExpenses": projects, "PaymentSchedules": projects, "RecurringExpenses": projects,
		"InvoiceAttachments": invoices, "OfferAttachments": offers,
	}
	out := map[string]map[string][][]reflect.Value{}
	for f := range reflect.TypeFor[Reader]().Fields() {
		out[f.Name] = map[string][][]reflect.Value{"List": {nil}, "ListAll": {nil}}
		if p := nested[f.Name]; p != nil {
			out[f.Name]["List"] = p
		}
	}
	return out
}

// readList reads one list, and each of its objects by its id if the service
// can.
func readList(t *testing.T, name string, service, list reflect.Value, parent []reflect.Value) (n int) {
	t.Helper()
	in := append([]reflect.Value{reflect.ValueOf(t.Context())}, parent...)
	for i := len(in); i < list.Type().NumIn(); i++ {
		in = append(in, reflect.Zero(list.Type().In(i))) // the query
	}
	get := service.MethodByName("Get")
	for row, err := range list.Call(in)[0].Seq2() {
		if !err.IsNil() {
			t.Fatalf("%s: %v", name, err)
		}
		if e := row.FieldByName("Err"); !e.IsNil() {
			t.Errorf("%s: %v", name, e)
			continue
		}
		n++
		roundTrip(t, name, row.FieldByName("Raw").Bytes(), row.FieldByName("Value").Interface())
		if get.IsValid() && n <= 5 && row.FieldByName("ID").Int() > 0 && get.Type().NumIn() == len(parent)+2 {
			out := get.Call(append(append([]reflect.Value{reflect.ValueOf(t.Context())}, parent...), reflect.ValueOf(billing.ID(row.FieldByName("ID").Int()))))
			if !out[1].IsNil() {
				t.Errorf("%s: %v", name, out[1])
			}
		}
	}
	return n
}
