package exporters

import (
	"testing"
)

// board is a grid with a table over two sheets.
type board struct{}

func (board) ranges(sheet, column string) []string {
	return []string{sheet + "1!" + column, sheet + "2!" + column}
}
func (board) cell(name string) string  { return "<" + name + ">" }
func (board) own(column string) string { return "$" + column + "7" }

// single is a grid with a table on one sheet.
type single struct{ board }

func (single) ranges(sheet, column string) []string { return []string{sheet + "!" + column} }

func TestFormulas(t *testing.T) {
	t.Parallel()
	eur := []Where{{Column: "cur", Value: "EUR"}}
	late := append(eur, Where{Column: "days", Op: ">=", Value: "1"})
	mine := []Where{{Column: "customer", Own: "customer"}}
	tests := []struct {
		name        string
		f           Formula
		one, spread string
	}{
		{"sum", Sum{"items", "open", nil}, "SUM(items!open)", "SUM(items1!open)+SUM(items2!open)"},
		{"sum of a currency", Sum{"items", "open", eur}, `SUMIFS(items!open,items!cur,"EUR")`, `SUMIFS(items1!open,items1!cur,"EUR")+SUMIFS(items2!open,items2!cur,"EUR")`},
		{"two conditions", Sum{"items", "open", late}, `SUMIFS(items!open,items!cur,"EUR",items!days,">=1")`, `SUMIFS(items1!open,items1!cur,"EUR",items1!days,">=1")+SUMIFS(items2!open,items2!cur,"EUR",items2!days,">=1")`},
		{"own row", Sum{"items", "open", mine}, "SUMIFS(items!open,items!customer,$customer7)", "SUMIFS(items1!open,items1!customer,$customer7)+SUMIFS(items2!open,items2!customer,$customer7)"},
		{"rows", Rows{"items", "days", nil}, "COUNT(items!days)", "COUNT(items1!days)+COUNT(items2!days)"},
		{"rows of a currency", Rows{"items", "days", eur}, `COUNTIFS(items!cur,"EUR")`, `COUNTIFS(items1!cur,"EUR")+COUNTIFS(items2!cur,"EUR")`},
		{"shown", Shown{"items", "open"}, "SUBTOTAL(109,items!open)", "SUBTOTAL(109,items1!open,items2!open)"},
		{"cell", Ref("total.EUR"), "<total.EUR>", "<total.EUR>"},
		{"span", Span{"a", "b"}, "SUM(<a>:<b>)", "SUM(<a>:<b>)"},
		{"across", Across{"bucket0", "bucket4"}, "SUM($bucket07:$bucket47)", "SUM($bucket07:$bucket47)"},
		{"difference", Less{A: Ref("a"), B: []Formula{Sum{"items", "open", nil}, Ref("c")}, Places: 2}, "ROUND(<a>-(SUM(items!open))-(<c>),2)", "ROUND(<a>-(SUM(items1!open)+SUM(items2!open))-(<c>),2)"},
		{"ratio of sums", Ratio{Sum{"items", "open", nil}, Rows{"items", "days", nil}}, "IF(COUNT(items!days)=0,0,ROUND(SUM(items!open)/COUNT(items!days),4))",
			"IF((COUNT(items1!days)+COUNT(items2!days))=0,0,ROUND((SUM(items1!open)+SUM(items2!open))/(COUNT(items1!days)+COUNT(items2!days)),4))"},
		{"weighted", Weighted{"items", "days", "open", eur}, `IF(SUMIFS(items!open,items!cur,"EUR",items!days,"<>")=0,0,ROUND((SUMPRODUCT(items!days*items!open*(items!cur="EUR")))/(SUMIFS(items!open,items!cur,"EUR",items!days,"<>")),1))`,
			`IF(SUMIFS(items1!open,items1!cur,"EUR",items1!days,"<>")+SUMIFS(items2!open,items2!cur,"EUR",items2!days,"<>")=0,0,ROUND((SUMPRODUCT(items1!days*items1!open*(items1!cur="EUR"))+SUMPRODUCT(items2!days*items2!open*(items2!cur="EUR")))/(SUMIFS(items1!open,items1!cur,"EUR",items1!days,"<>")+SUMIFS(items2!open,items2!cur,"EUR",items2!days,"<>")),1))`},
		{"ratio", Ratio{Ref("a"), Ref("b")}, "IF(<b>=0,0,ROUND(<a>/<b>,4))", "IF(<b>=0,0,ROUND(<a>/<b>,4))"},
	}
	for _, tt := range tests {
		if got := tt.f.a1(single{}); got != tt.one {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.one)
		}
		if got := tt.f.a1(board{}); got != tt.spread {
			t.Errorf("%s over two sheets: %s, want %s", tt.name, got, tt.spread)
		}
	}
}

func TestUnknownNamesShowAsErrors(t *testing.T) {
	t.Parallel()
	b := bookOf(t, smallSet(t))
	g := at{layout: newLayout(b, maxSheetRows), row: 3}
	if got := g.cell("nothing"); got != "#REF!" {
		t.Errorf("an unknown cell is %s", got)
	}
	if got := g.own("nothing"); got != "$#REF!" {
		t.Errorf("an unknown column is %s", got)
	}
	if got := g.ranges("nothing", "open"); got != nil {
		t.Errorf("an unknown sheet is %v", got)
	}
}

func TestReferencesWithinAndAcrossSheets(t *testing.T) {
	t.Parallel()
	l := newLayout(bookOf(t, smallSet(t)), maxSheetRows)
	if got := (at{layout: l, part: l.parts[0]}).cell("total.EUR"); got != "$B$14" {
		t.Errorf("on its own sheet: %s", got)
	}
	if got := (at{layout: l, part: l.parts[1]}).cell("total.EUR"); got != "'Übersicht'!$B$14" {
		t.Errorf("from another sheet: %s", got)
	}
	if got := quoted("Hans' Posten"); got != "'Hans'' Posten'" {
		t.Errorf("quoted: %s", got)
	}
}
