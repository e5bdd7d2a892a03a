package exporters

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// TestF97_FlippedByte changes bytes all over a finished file, cuts it off and
// makes it longer: reading it back must fail, or the hash differ.
func TestF97_FlippedByte(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F97", Min: 600 / race.Part(10)}
	byContent := 0
	for _, name := range []string{"a.xlsx", "a.csv", "a.rfc4180.csv"} {
		f := made(t, smallSet(t), name)
		good, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := readBack(bytes.NewReader(good), int64(len(good)), f); err != nil {
			t.Fatalf("%s: the good file fails: %v", name, err)
		}
		var bad [][]byte
		for i := 0; i < len(good); i += max(1, len(good)*race.Part(10)/200) {
			flipped := bytes.Clone(good)
			flipped[i] ^= 0x10
			bad = append(bad, flipped)
		}
		bad = append(bad, good[:len(good)-1], good[:len(good)-100], good[:len(good)/2], nil, append(bytes.Clone(good), good[len(good)-100:]...))
		for i, b := range bad {
			row.Runs++
			if err := readBack(bytes.NewReader(b), int64(len(b)), f); err != nil {
				row.Fired++
			} else {
				t.Errorf("%s: change %d was not noticed", name, i)
			}
			if f.verify(bytes.NewReader(b), int64(len(b))) != nil {
				byContent++
			}
		}
	}
	row.Note = fmt.Sprintf("all caught, %d of them without the hash", byContent)
	report.Print(t, row)
}

// TestVerifyByContent changes the content, not the bytes: rows and sums alone
// must tell, without the hash.
func TestVerifyByContent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Book)
		want   string
	}{
		{"a row more", func(b *Book) { b.Check.Rows++ }, "the file holds 9 rows instead of 10"},
		{"a cent more", func(b *Book) { b.Check.Totals[1].Minor++ }, "the file's amounts add up to 1,030.25 CHF + 41,958.38 EUR instead of 1,030.25 CHF + 41,958.39 EUR"},
		{"a currency less", func(b *Book) { b.Check.Totals = b.Check.Totals[:1] }, "instead of 1,030.25 CHF"},
	}
	for _, tt := range tests {
		for _, name := range []string{"a.xlsx", "a.csv", "a.rfc4180.csv"} {
			b := bookOf(t, smallSet(t))
			tt.change(&b)
			format, err := formatOf(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			_, err = build(t.Context(), b, format, filepath.Join(dir, name))
			if err == nil || !strings.Contains(err.Error(), "export "+name+": reading it back: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, %s: %v, want %q", tt.name, name, err, tt.want)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("%s: left behind: %v", tt.name, left)
			}
		}
	}
}

func TestReadXLSXRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	b := bookOf(t, smallSet(t))
	zipped := func(parts map[string]string) []byte {
		var buf bytes.Buffer
		zw := zip.NewWriter(&buf)
		for _, name := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
			if body, ok := parts[name]; ok {
				w, _ := zw.Create(name)
				_, _ = w.Write([]byte(body))
			}
		}
		_ = zw.Close()
		return buf.Bytes()
	}
	const r = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	book := func(name string) string {
		return `<workbook ` + r + `><sheets><sheet name="` + name + `" r:id="rId1"/></sheets></workbook>`
	}
	rels := `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"no archive", []byte("hello"), "zip"},
		{"no workbook", zipped(nil), "xl/workbook.xml"},
		{"broken workbook", zipped(map[string]string{"xl/workbook.xml": "<a"}), "xl/workbook.xml"},
		{"no relations", zipped(map[string]string{"xl/workbook.xml": book("x")}), "workbook.xml.rels"},
		{"other sheet", zipped(map[string]string{"xl/workbook.xml": book("x"), "xl/_rels/workbook.xml.rels": rels}), `there is no sheet "Offene Posten"`},
		{"no header", zipped(map[string]string{"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": "<worksheet/>"}), "there is no header row"},
		{"broken sheet", zipped(map[string]string{"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": "<worksheet><row>"}), "sheet1.xml: a row is cut off"},
		{
			"no number", zipped(map[string]string{
				"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels,
				"xl/worksheets/sheet1.xml": `<worksheet><row><c r="A1"><is><t>Rechnung</t></is></c></row><row><c r="A2"><v>1</v></c><c r="L2"><v>zwei</v></c></row></worksheet>`,
			}), `row 1: "zwei" is not a decimal`,
		},
	}
	for _, tt := range tests {
		_, err := readXLSX(bytes.NewReader(tt.file), int64(len(tt.file)), b)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestCellIn(t *testing.T) {
	t.Parallel()
	row := `<row r="7"><c r="A7" t="inlineStr"><is><t xml:space="preserve">a &lt;c r="B7"&gt; &amp;amp; </t></is></c><c r="L7" s="3"><f>SUM(A1)</f><v>-5.25</v></c><c r="M7" s="3"/><c r="AA7"><v>1</v></c></row>`
	for column, want := range map[int]string{0: `a <c r="B7"> &amp; `, 1: "", 11: "-5.25", 12: "", 25: "", 26: "1"} {
		if got := cellIn([]byte(row), tagOf(column)); got != want {
			t.Errorf("column %d: %q, want %q", column, got, want)
		}
	}
	if got := cellIn([]byte(`<row r="7"><c r="AA7"><v>1</v></c></row>`), tagOf(0)); got != "" {
		t.Errorf("column AA was taken for A: %q", got)
	}
}

// TestJoinedCRC compares the checksum of two halves with that of the whole.
func TestJoinedCRC(t *testing.T) {
	t.Parallel()
	whole := []byte(strings.Repeat("0123456789", 7000))
	for _, n := range []int{0, 1, 2, 255, 65_536, len(whole)} {
		first, second := crc32.ChecksumIEEE(whole[:n]), crc32.ChecksumIEEE(whole[n:])
		if got := joinCRC(first, second, int64(len(whole)-n)); got != crc32.ChecksumIEEE(whole) {
			t.Errorf("cut after %d bytes: %08x", n, got)
		}
	}
}
