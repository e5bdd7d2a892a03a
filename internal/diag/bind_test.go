package diag

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      []string
	}{
		{"fine", "name: a\nwhen: b\nx-note: c\n", nil},
		{"unknown key", "name: a\nwhne: b\nx_note: c\n", []string{
			`f.yaml:2:1: error: unknown key "whne" in rule "r" [unknown-key]: did you mean "when"? known: name, when`,
			`f.yaml:3:1: error: unknown key "x_note" in rule "r" [unknown-key]: known: name, when`}},
		{"missing key", "when: b\n", []string{`f.yaml:1:1: error: key "name" is missing in rule "r" [missing-key]`}},
		{"not a map", "- a\n", []string{`f.yaml:1:1: error: rule "r": want a map (key: value), got a list [type]`}},
		{"a text", "\"hallo ü\"\n", []string{`f.yaml:1:2: error: rule "r": want a map (key: value), got "hallo ü" [type]`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, l := Parse("f.yaml", []byte(tt.src))
			Bind(&l, doc.Root, `rule "r"`, "name!", "when")
			if diff := cmp.Diff(tt.want, texts(l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// All getters over one file with a mistake in each line: every one is found in
// one pass, at its place.
func TestGettersFindAll(t *testing.T) {
	t.Parallel()
	const src = `text: [a]
none:
bool: "true"
bool2: yes
int: "5"
int2: fünf
int3: 500
enum: satndard
list: one
list2: [a, {b: c}, [d]]
dur: 30
dur2: fast
dur3: -5s
days: 24h
days2: 7
pct: 20
pct2: 95%
map: text
date: 2026-02-30
`
	doc, l := Parse("f.yaml", []byte(src))
	f := Bind(&l, doc.Root, "", "text", "none", "bool", "bool2", "int", "int2", "int3", "enum", "list", "list2", "dur", "dur2", "dur3", "days", "days2", "pct", "pct2", "map", "date")
	f.String("text")
	f.String("none")
	if f.Bool("bool") || f.Bool("bool2") {
		t.Error("a wrong value must not count as true")
	}
	f.Int("int", 0, 9)
	f.Int("int2", 0, 9)
	f.Int("int3", 0, 99)
	f.Enum("enum", "standard", "unlimited")
	f.Strings("list")
	if got := f.Strings("list2"); len(got) != 1 || got[0] != "a" {
		t.Errorf("list2 = %v", got)
	}
	f.Duration("dur")
	f.Duration("dur2")
	f.Duration("dur3")
	f.Days("days")
	f.Days("days2")
	f.Percent("pct", 0, 100)
	f.Percent("pct2", 0, 90)
	f.Map("map", "map", "a")
	if _, ok := Value(f, "date", "date", func(string) (int, error) { return 1, errors.New("no such day") }); ok {
		t.Error("a wrong value is ok")
	}
	want := []string{
		`f.yaml:1:7: error: text: want a text, got a list [type]`,
		`f.yaml:2:1: error: none has no value [type]: write a text or remove the key`,
		`f.yaml:3:8: error: bool: want true or false, got "true" [type]: write true without quotes`,
		`f.yaml:4:8: error: bool2: want true or false, got "yes" [type]`,
		`f.yaml:5:7: error: int: want a whole number, got a text [type]: write 5 without quotes`,
		`f.yaml:6:7: error: int2: want a whole number, got "fünf" [type]`,
		`f.yaml:7:7: error: int3: want 0 to 99, got 500 [range]`,
		`f.yaml:8:7: error: enum: want standard or unlimited, got "satndard" [enum]: did you mean "standard"?`,
		`f.yaml:9:7: error: list: want a list, got "one" [type]`,
		`f.yaml:10:12: error: list2: want a list of texts, got a map in it [type]`,
		`f.yaml:10:20: error: list2: want a list of texts, got a list in it [type]`,
		`f.yaml:11:6: error: dur: "30" has no unit (use 30s or 30m) [duration]`,
		`f.yaml:12:7: error: dur2: want a duration such as 90s, 15m, 26h or 7d, got "fast" [duration]`,
		`f.yaml:13:7: error: dur3: want a duration above zero, got "-5s" [duration]`,
		`f.yaml:14:7: error: days: want days such as 10d, got "24h" [duration]`,
		`f.yaml:15:8: error: days2: "7" has no unit (use 7d) [duration]`,
		`f.yaml:16:6: error: pct: want a share such as 20%, got "20" [percent]`,
		`f.yaml:17:7: error: pct2: want 0% to 90%, got 95% [range]`,
		`f.yaml:18:6: error: map: want a map (key: value), got "text" [type]`,
		`f.yaml:19:7: error: date: no such day [date]`,
	}
	if diff := cmp.Diff(want, texts(l)); diff != "" {
		t.Error(diff)
	}
}

func TestGetters(t *testing.T) {
	t.Parallel()
	const src = "text: 007\nbool: true\nint: 5\nenum: b\nlist: [a, 1, ü]\nempty:\ndur: 1h30m\nday: 7d\ndays: 10d\npct: 20%\nsub: {a: x}\nsubs:\n  eins: 1\n  zwei: 2\n"
	doc, l := Parse("f.yaml", []byte(src))
	f := Bind(&l, doc.Root, "", "text!", "bool", "int", "enum", "list", "empty", "dur", "day", "days", "pct", "sub", "subs", "absent")
	got := []any{f.String("text"), f.Bool("bool"), f.Int("int", 0, 9), f.Enum("enum", "a", "b"), f.Strings("list"), len(f.Items("empty")), len(f.Entries("empty")),
		f.Duration("dur"), f.Duration("day"), f.Days("days"), f.Percent("pct", 0, 100), f.Map("sub", "sub", "a").String("a"),
		f.Entries("subs")[1].Key.Value, f.Has("empty"), f.Has("absent")}
	want := []any{"007", true, 5, "b", []string{"a", "1", "ü"}, 0, 0,
		90 * time.Minute, 168 * time.Hour, 10, 20, "x", "zwei", true, false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	absent := []any{f.String("absent"), f.Bool("absent"), f.Int("absent", 1, 2), f.Enum("absent", "a"), f.Strings("absent") == nil, f.Duration("absent"), f.Days("absent"),
		f.Percent("absent", 1, 2), f.Map("absent", "absent", "must!").String("must"), f.Items("absent") == nil, f.Entries("absent") == nil}
	if diff := cmp.Diff([]any{"", false, 0, "", true, time.Duration(0), 0, 0, "", true, true}, absent); diff != "" {
		t.Error(diff)
	}
	if len(l) > 0 {
		t.Errorf("problems: %v", texts(l))
	}
}

func TestFieldsPlaces(t *testing.T) {
	t.Parallel()
	const src = "a:\n  ü: \"wert\"\n"
	doc, l := Parse("f.yaml", []byte(src))
	f := Bind(&l, doc.Root, "", "a").Map("a", "a", "ü", "b")
	for _, tt := range []struct {
		pos  Pos
		want string
	}{{f.Key("ü"), "ü"}, {f.Pos("ü"), "wert"}, {f.Key("b"), "ü"}, {f.Pos("b"), "ü"}} {
		if got := highlight(t, src, tt.pos); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.pos, got, tt.want)
		}
	}
	f.Add("ü", Problem{Code: "c", Text: "t", Help: "h"})
	f.Errorf("ü", "c", "n=%d", 1)
	if diff := cmp.Diff([]string{"f.yaml:2:7: error: t [c]: h", "f.yaml:2:7: error: n=1 [c]"}, texts(*f.List())); diff != "" {
		t.Error(diff)
	}
	nested := f.Map("b", "b", "x")
	if nested.Pos("x") != f.Key("ü") {
		t.Errorf("an absent map stands at the map around it, got %v", nested.Pos("x"))
	}
}

func TestHashIsAComment(t *testing.T) {
	t.Parallel()
	doc, l := Parse("f.yaml", []byte("a: #finance\nb: [x]  # ok\nc: # a note\nd:\n  - #ops\n"))
	f := Bind(&l, doc.Root, "", "a", "b", "c", "d")
	f.String("a")
	f.Strings("b")
	f.String("c")
	f.Strings("d")
	want := []string{
		`f.yaml:1:1: error: a has no value [type]: # begins a comment; a text that begins with it needs quotes: "#finance"`,
		`f.yaml:3:1: error: c has no value [type]: write a text or remove the key`,
		`f.yaml:5:5: error: d has an empty item [type]: # begins a comment; a text that begins with it needs quotes: "#ops"`,
	}
	if diff := cmp.Diff(want, texts(l)); diff != "" {
		t.Error(diff)
	}
}

func TestValueKeepsAProblem(t *testing.T) {
	t.Parallel()
	doc, l := Parse("f.yaml", []byte("a: b\n"))
	f := Bind(&l, doc.Root, "", "a")
	fail := func(p Problem) func(string) (int, error) { return func(string) (int, error) { return 1, p } }
	Value(f, "a", "x", fail(Problem{Text: "own text", Help: "own help"}))
	Value(f, "a", "x", fail(Problem{Code: "own", Text: "t", Pos: Pos{"g", 2, 3, 4}}))
	want := []string{"f.yaml:1:4: error: own text [x]: own help", "g:2:3: error: t [own]"}
	if diff := cmp.Diff(want, texts(l)); diff != "" {
		t.Error(diff)
	}
}

func TestParseDuration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want time.Duration
		err  string
	}{
		{"90s", 90 * time.Second, ""},
		{"0s", 0, `want a duration above zero, got "0s"`},
		{"0", 0, `"0" has no unit (use 0s or 0m)`},
		{"1e99", 0, `"1e99" has no unit (use 1e99s or 1e99m)`},
		{"99999d", 0, `want at most ten years, got "99999d"`},
		{"-1d", 0, `want a duration above zero, got "-1d"`},
		{"1.5d", 0, `want a duration such as 90s, 15m, 26h or 7d, got "1.5d"`},
		{"", 0, `want a duration such as 90s, 15m, 26h or 7d, got ""`},
		{"1w", 0, `want a duration such as 90s, 15m, 26h or 7d, got "1w"`},
	}
	for _, tt := range tests {
		got, err := ParseDuration(tt.in)
		if got != tt.want || errText(err) != tt.err {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v, %q", tt.in, got, err, tt.want, tt.err)
		}
	}
}

func TestParseDaysAndPercent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"10d": "", "0d": "", "-1d": `want days such as 10d, got "-1d"`, "+1d": `want days such as 10d, got "+1d"`,
		"4000d": `want at most ten years, got "4000d"`, "d": `want days such as 10d, got "d"`, "5": `"5" has no unit (use 5d)`} {
		if _, err := ParseDays(in); errText(err) != want {
			t.Errorf("ParseDays(%q): %v, want %q", in, err, want)
		}
	}
	for in, want := range map[string]string{"20%": "", "20 %": "", "20": `want a share such as 20%, got "20"`, "%": `want a share such as 20%, got "%"`} {
		if _, err := ParsePercent(in); errText(err) != want {
			t.Errorf("ParsePercent(%q): %v, want %q", in, err, want)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
