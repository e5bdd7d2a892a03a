package mocoapi

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/mocowork/mocowork/billing"
)

// TestUnknownMembersSurvive: what a type does not know is kept, also in an
// object below, and written out again.
func TestUnknownMembersSurvive(t *testing.T) {
	t.Parallel()
	const wire = `{"id":4,"name":"VIP","new":{"a":[1,2.50]},"context":"Project","other":null}`
	row := decodeRow[Tag](nil, "tag", []byte(wire))
	if row.Err != nil || string(row.Value.Unknown) != `{"new":{"a":[1,2.50]},"other":null}` {
		t.Fatalf("%s, %v", row.Value.Unknown, row.Err)
	}
	b, err := json.Marshal(row.Value)
	if err != nil || string(b) != `{"id":4,"name":"VIP","context":"Project","new":{"a":[1,2.50]},"other":null}` {
		t.Errorf("%s, %v", b, err)
	}
}

type pet struct {
	ID    billing.ID `json:"id"`
	Kind  petKind    `json:"kind,omitzero"`
	Owner *UserRef   `json:"owner,omitzero"`
	Toys  []Ref      `json:"toys,omitzero"`
	Extra
}

type petKind string

func (k petKind) known() bool { return k == "cat" }

func TestDriftIsToldOnce(t *testing.T) {
	t.Parallel()
	var told []Drift
	d := newDrift(func(f Drift) { told = append(told, f) })
	for _, wire := range []string{
		`{"id":1,"kind":"cat","toys":[{"id":1},{"id":2,"colour":"red"}]}`,
		`{"id":2,"kind":"cow","owner":{"id":3,"mood":"good"},"toys":[{"id":4,"colour":"blue"}]}`,
		`{"id":3,"kind":"cow","tail":true}`, `{"id":4,"kind":""}`, `{"id":5,"kind":"dog"}`,
	} {
		if row := decodeRow[pet](d, "pet", []byte(wire)); row.Err != nil {
			t.Fatal(row.Err)
		}
	}
	want := []Drift{
		{"pet", 1, "toys[1].colour", ""}, {"pet", 2, "kind", "cow"}, {"pet", 2, "owner.mood", ""}, {"pet", 3, "tail", ""}, {"pet", 5, "kind", "dog"},
	}
	equal(t, "findings", told, want)
}

// TestReaderWritesNothing: no method that can be called on a Reader or on one of
// its services is anything but a GET.
func TestReaderWritesNothing(t *testing.T) {
	t.Parallel()
	gets := map[string]bool{}
	for op, method := range implemented(t) {
		gets[method] = strings.HasPrefix(op, "GET ")
	}
	r := reflect.TypeFor[Reader]()
	common := []string{"Close", "Format", "RawObject", "RawPages", "Download", "WritePDF"}
	services := 0
	for f := range r.Fields() {
		if f.Anonymous {
			continue
		}
		services++
		if !strings.HasSuffix(f.Type.Name(), "Reader") {
			t.Errorf("Reader.%s is a %s", f.Name, f.Type.Name())
		}
		for m := range f.Type.Methods() {
			if !gets[f.Type.Name()+"."+m.Name] && !slices.Contains(common, m.Name) {
				t.Errorf("Reader.%s.%s is no GET", f.Name, m.Name)
			}
		}
	}
	for m := range reflect.TypeFor[*Reader]().Methods() {
		if !slices.Contains(common, m.Name) {
			t.Errorf("Reader.%s is a method", m.Name)
		}
	}
	if services < 10 {
		t.Errorf("only %d services were looked at", services)
	}
}

// TestServicesHaveTheirConnection: each service of a Client and of a Reader is
// set up.
func TestServicesHaveTheirConnection(t *testing.T) {
	t.Parallel()
	o := options("http://127.0.0.1:1")
	c := newClient(t, o).Client
	r, err := NewReader(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []reflect.Value{reflect.ValueOf(*c), reflect.ValueOf(*r)} {
		for f, each := range v.Fields() {
			if each.IsZero() {
				t.Errorf("%s.%s is not set up", v.Type().Name(), f.Name)
			}
		}
	}
}
