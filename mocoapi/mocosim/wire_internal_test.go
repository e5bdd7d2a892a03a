package mocosim

import (
	"slices"
	"testing"
)

func TestCents(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"130": "130.0", "130.0": "130.0", "140.4": "140.4", "600.25": "600.25", "-595.00": "-595.0", "0": "0.0", "0.005": "0.01",
		"-0.005": "-0.01", "0.0049": "0.0", "-0.07": "-0.07", "92233720368547758.07": "92233720368547758.07", "+1": "1.0",
	} {
		got, ok := parseCents(in)
		if !ok || got.String() != want {
			t.Errorf("%s: %s %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "x", "1e9", "1/3", "0x10", "1_000", "1,5", "NaN", "Inf", "92233720368547758.08", "123456789012345678901234567890123"} {
		if got, ok := parseCents(in); ok {
			t.Errorf("%q is taken as %s", in, got)
		}
	}
}

// What comes in goes out: order of keys, digits of numbers, escapes of texts.
func TestObjectKeepsTheWire(t *testing.T) {
	t.Parallel()
	const in = `{ "b" : 130.0, "a": [ 1.50, {"z":null} ], "ü\n": "<b>\u00fc & \"", "b2": 1e3, "e": {}, "l": [] }`
	const want = `{"b":130.0,"a":[1.50,{"z":null}],"ü\n":"<b>\u00fc & \"","b2":1e3,"e":{},"l":[]}`
	o, err := parseObject([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(o.encode()); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	o.put("b", "x<y")
	if got := string(o.pick("b", "nothing").encode()); got != `{"b":"x<y"}` {
		t.Errorf("changed: %s", got)
	}
	if got := string(o.without("a", "b", "b2", "ü\n").encode()); got != `{"e":{},"l":[]}` {
		t.Errorf("without: %s", got)
	}
	for _, bad := range []string{``, `[]`, `7`, `{"a":}`, `{"a":1`, `{1:2}`, `null`} {
		if _, err := parseObject([]byte(bad)); err == nil {
			t.Errorf("%q was taken as an object", bad)
		}
	}
}

func TestWireTexts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": `""`, "plain ~": `"plain ~"`, `a"b\c`: `"a\"b\\c"`, "a\nb\x7f": "\"a\\nb\x7f\"", "ü<&>": `"ü<&>"`, "\xff": `"\ufffd"`,
	} {
		if got := string(wire(in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestObjectReads(t *testing.T) {
	t.Parallel()
	o, err := parseObject([]byte(`{"n":7,"s":"8","f":1.5,"t":true,"x":null,"bad":"\ud800","l":["a"],"o":{"id":3}}`))
	if err != nil {
		t.Fatal(err)
	}
	if o.number("n") != 7 || o.number("s") != 8 || o.number("f") != 0 || o.number("none") != 0 || o.text("x") != "" || o.text("f") != "1.5" {
		t.Errorf("numbers and texts: %s", o.encode())
	}
	if !o.flag("t") || o.flag("n") || !o.isNull("x") || !o.isNull("none") || o.isNull("n") {
		t.Errorf("flags and nulls: %s", o.encode())
	}
	if !slices.Equal(o.list("l"), []string{"a"}) || o.list("n") != nil || o.sub("o").number("id") != 3 || o.sub("n").number("id") != 0 {
		t.Errorf("lists and objects: %s", o.encode())
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	if got, want := spread(7, map[int]int{0: 10, 3: 13, 6: 40}), []int{10, 11, 12, 13, 22, 31, 40}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCollate(t *testing.T) {
	t.Parallel()
	names := []string{"Zürichsee", "=SUMME AG", "alpha", "Ärger", "Beta", "Atelier <b>", "Ümit"}
	slices.SortFunc(names, func(a, b string) int {
		return byText("name")(newObject("name", a), newObject("name", b))
	})
	want := []string{"alpha", "Ärger", "Atelier <b>", "Beta", "=SUMME AG", "Ümit", "Zürichsee"}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestMatchPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, path string
		nums          []int64
		words         []string
		ok            bool
	}{
		{"/invoices/{id}", "/invoices/12", []int64{12}, nil, true},
		{"/invoices/{id}", "/invoices/12.pdf", nil, nil, false},
		{"/invoices/{id}.pdf", "/invoices/12.pdf", []int64{12}, nil, true},
		{"/invoices/{id}.pdf", "/invoices/12", nil, nil, false},
		{"/invoices/{id}.pdf", "/invoices/.pdf", nil, nil, false},
		{"/taggings/{word}/{id}", "/taggings/Invoice/3", []int64{3}, []string{"Invoice"}, true},
		{"/taggings/{word}/{id}", "/taggings//3", nil, nil, false},
		{"/a/{id}/b/{id}", "/a/1/b/2", []int64{1, 2}, nil, true},
		{"/invoices/{id}", "/invoices/payments", nil, nil, false},
	} {
		nums, words, ok := matchPath(tt.pattern, tt.path)
		if ok != tt.ok || !slices.Equal(nums, tt.nums) || !slices.Equal(words, tt.words) {
			t.Errorf("%s on %s: %v %v %v", tt.path, tt.pattern, nums, words, ok)
		}
	}
}
