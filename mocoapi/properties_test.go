package mocoapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func TestProperties(t *testing.T) {
	t.Parallel()
	const wire = `{"Bool":"1","Date":"2026-12-31","Multi":["a","b"],"None":[],"Null":null,"Number":17999.00,"Text":"A&B","Unset":""}`
	var c CustomProperties
	if err := json.Unmarshal([]byte(wire), &c); err != nil {
		t.Fatal(err)
	}
	if yes, ok := c["Bool"].Bool(); !yes || !ok {
		t.Error("1 is no yes")
	}
	if _, ok := c["Text"].Bool(); ok {
		t.Error("a text is a yes or no")
	}
	if d, err := c["Date"].Date(); err != nil || d != dec31 {
		t.Errorf("date %v, %v", d, err)
	}
	if d, err := c["Unset"].Date(); err != nil || !d.IsZero() {
		t.Errorf("no date %v, %v", d, err)
	}
	if _, err := c["Text"].Date(); err == nil {
		t.Error("a text is a date")
	}
	equal(t, "words", c["Multi"].List(), []string{"a", "b"})
	for name, want := range map[string]string{"Multi": "a, b", "Number": "17999.00", "Null": "null", "Text": "A&B", "None": ""} {
		if got := c[name].String(); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	b, err := json.Marshal(c)
	if want := strings.ReplaceAll(wire, "&", `\u0026`); err != nil || string(b) != want {
		t.Errorf("written again\n%s\n%s, %v", b, want, err)
	}
}

func TestPropertiesAreWritten(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(CustomProperties{
		"a": TextProperty("x"), "b": ListProperty(), "c": ListProperty("y", "z"), "d": BoolProperty(true), "e": BoolProperty(false), "f": DateProperty(jan1), "g": {},
	})
	if want := `{"a":"x","b":[],"c":["y","z"],"d":"1","e":"0","f":"2026-01-01","g":""}`; err != nil || string(b) != want {
		t.Errorf("%s\n%s, %v", b, want, err)
	}
}

func TestPropertiesAreTooLarge(t *testing.T) {
	t.Parallel()
	if p := (CustomProperties{"a": TextProperty(strings.Repeat("x", maxProperties-1))}).problem(); p != "" {
		t.Error(p)
	}
	if p := (CustomProperties{"a": TextProperty(strings.Repeat("x", maxProperties))}).problem(); !strings.Contains(p, "12001 bytes; MOCO takes 12000") {
		t.Error(p)
	}
}

func TestOpt(t *testing.T) {
	t.Parallel()
	type request struct {
		A Opt[string]          `json:"a,omitzero"`
		B Opt[int]             `json:"b,omitzero"`
		C Opt[billing.Date]    `json:"c,omitzero"`
		D Opt[billing.Decimal] `json:"d,omitzero"`
		E Opt[bool]            `json:"e,omitzero"`
	}
	b, err := json.Marshal(request{B: Set(0), C: Clear[billing.Date](), D: Set(billing.NewDecimal(125, 1)), E: Set(false)})
	if want := `{"b":0,"c":null,"d":12.5,"e":false}`; err != nil || string(b) != want {
		t.Errorf("%s\n%s, %v", b, want, err)
	}
	if v, ok := Set("x").Get(); v != "x" || !ok {
		t.Error("a value that was set is not given")
	}
	if _, ok := Clear[string]().Get(); ok {
		t.Error("a cleared field has a value")
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	g := everyone
	g.MultiSelects = map[string][]string{"Skills": {"Go", "SQL"}}
	g.PerPage = 7
	got := encodeQuery(TagQuery{Global: g})
	want := map[string][]string{
		"ids": {"3,4"}, "updated_after": {"2026-11-23T12:00:00Z"}, "custom_properties[Line of business]": {"A&B"},
		"custom_properties[Skills][]": {"Go", "SQL"}, "sort_by": {"date desc"}, "per_page": {"7"},
	}
	for name, values := range want {
		equal(t, name, got[name], values)
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	if q := encodeQuery(TagQuery{}); len(q) != 0 {
		t.Errorf("a zero query is %v", q)
	}
	if q := encodeQuery(nil); len(q) != 0 {
		t.Errorf("no query is %v", q)
	}
}
