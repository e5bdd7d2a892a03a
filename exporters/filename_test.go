package exporters

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	v := Vars{AsOf: day(t, "2026-11-23"), Period: "2026-10", Job: "overdue-daily"}
	tests := []struct {
		pattern string
		v       Vars
		want    string
		err     string
	}{
		{"offene-posten_{{.AsOf}}.xlsx", v, "offene-posten_2026-11-23.xlsx", ""},
		{"umsatz_{{.Period}}.csv", v, "umsatz_2026-10.csv", ""},
		{"{{.Job}}_{{ .AsOf }}.xlsx", v, "overdue-daily_2026-11-23.xlsx", ""},
		{"fälligkeit.xlsx", v, "fälligkeit.xlsx", ""},
		{"umsatz_{{.Period}}.xlsx", Vars{AsOf: v.AsOf}, "", `file name "umsatz_{{.Period}}.xlsx": map has no entry for key "Period" (there is .AsOf, .Period of jobs with a period, .Job)`},
		{"{{.Date}}.xlsx", v, "", `no entry for key "Date"`},
		{"{{.AsOf.xlsx", v, "", `file name "{{.AsOf.xlsx"`},
		{"{{.AsOf | nothing}}.xlsx", v, "", `function "nothing" not defined`},
		{"", v, "", "is empty or begins with a dot"},
		{".verborgen.xlsx", v, "", "is empty or begins with a dot"},
		{"../a.xlsx", v, "", "is empty or begins with a dot"},
		{"a/b.xlsx", v, "", `"a/b.xlsx" holds a path separator`},
		{`a\b.xlsx`, v, "", "holds a path separator"},
		{"{{.Job}}.xlsx", Vars{Job: "../../etc/x"}, "", "begins with a dot"},
		{"x{{.Job}}.xlsx", Vars{Job: "/../etc/x"}, "", "holds a path separator"},
		{"C:x.xlsx", v, "", `holds one of < > : " | ? *`},
		{"a?.xlsx", v, "", `holds one of`},
		{"a\x00.xlsx", v, "", "can't be printed"},
		{"a\n.xlsx", v, "", "can't be printed"},
		{"a\xff.xlsx", v, "", "can't be printed"},
		{"a.xlsx.", v, "", "ends with a dot"},
		{"a.xlsx ", v, "", "ends with a space"},
		{" a.xlsx", v, "", "begins or ends with a space"},
		{"CON", v, "", "is a device on Windows"},
		{"con.xlsx", v, "", "is a device on Windows"},
		{"nul.tar.gz", v, "", "is a device on Windows"},
		{"LPT1.csv", v, "", "is a device on Windows"},
		{"com9.csv", v, "", "is a device on Windows"},
		{"console.csv", v, "console.csv", ""},
		{"com10.csv", v, "com10.csv", ""},
		{strings.Repeat("x", 195) + ".xlsx", v, strings.Repeat("x", 195) + ".xlsx", ""},
		{strings.Repeat("x", 196) + ".xlsx", v, "", "has 201 bytes, more than 200"},
		{strings.Repeat("ä", 100) + ".xlsx", v, "", "has 205 bytes, more than 200"},
	}
	for _, tt := range tests {
		got, err := FileName(tt.pattern, tt.v)
		switch {
		case tt.err == "" && (err != nil || got != tt.want):
			t.Errorf("%q: %q, %v; want %q", tt.pattern, got, err, tt.want)
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
			t.Errorf("%q: %q, %v; want the error %q", tt.pattern, got, err, tt.err)
		}
	}
	if _, err := FileName("CON", v); !errors.Is(err, ErrFileName) {
		t.Errorf("%v is not ErrFileName", err)
	}
}

func TestBuildErrors(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]error{
		"a.pdf": ErrFormat, "a": ErrFormat, "../a.xlsx": ErrFileName, "": ErrFileName,
	} {
		dir := t.TempDir()
		if _, err := Build(t.Context(), smallSet(t), export(file), dir); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", file, err, want)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%q: left behind %v", file, left)
		}
	}
	_, err := Build(t.Context(), smallSet(t), export("a.pdf"), t.TempDir())
	if want := `unknown file format of "a.pdf" (a name ends with .xlsx, .rfc4180.csv, .csv, .jsonl, .zip)`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	e := export("a.xlsx")
	e.Template = "none"
	if _, err := Build(t.Context(), smallSet(t), e, t.TempDir()); !errors.Is(err, ErrTemplate) {
		t.Errorf("%v, want ErrTemplate", err)
	}
	if _, err := Build(t.Context(), smallSet(t), export("a.xlsx"), t.TempDir()+"/missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want a missing folder", err)
	}
}

func TestFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	f := made(t, smallSet(t), "Offene-Posten.XLSX")
	info, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "Offene-Posten.XLSX" || f.Rows != 9 || f.Size != info.Size() || len(f.SHA256) != 64 || f.Run != "r_8f31" ||
		f.Title != "Offene Posten, Stichtag 23.11.2026" || !strings.HasPrefix(f.Summary, "9 Rechnungen, ") {
		t.Errorf("%+v", f)
	}
	if got := strings.Join(f.Sheets, " · "); got != "Übersicht · Fälligkeit · Offene Posten · Info" {
		t.Errorf("sheets %s", got)
	}
	if f.Control != "Kontrolle: Übersicht − Offene Posten = 0,00" {
		t.Errorf("control %q", f.Control)
	}
	if csv := made(t, smallSet(t), "a.csv"); len(csv.Sheets) != 0 {
		t.Errorf("a CSV has the sheets %v", csv.Sheets)
	}
}
