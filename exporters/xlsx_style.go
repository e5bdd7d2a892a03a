package exporters

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mocowork/mocowork/billing"
)

// The colours: one dark blue for headers, light blue for totals, amber over 30
// days, red over 60.
const (
	darkBlue  = "1F3864"
	targetRed = "C00000"
	lightBlue = "DDEBF7"
	amber     = "FFE699"
	red       = "F8B4B4"
	grey      = "7F7F7F"
	linkBlue  = "0563C1"
	heatBlue  = "8FB8E8"
	font      = "Calibri"
)

// styleKey is everything that a cell's style depends on.
type styleKey struct {
	t      Type
	look   Look
	digits int // decimal places of an amount or number
	wrap   bool
	linked bool
}

// styles makes each style once, in the order in which they are first needed.
type styles struct {
	file *excelize.File
	ids  map[styleKey]int
}

func newStyles(f *excelize.File) *styles { return &styles{file: f, ids: map[styleKey]int{}} }

// keyOf is what a cell's style depends on.
func keyOf(c Cell, wrap bool) styleKey {
	k := styleKey{t: c.Type, look: c.Look, wrap: wrap, linked: c.URL != ""}
	switch c.Type {
	case Money:
		k.digits = billing.MinorDigits(c.Money.Currency)
	case Number:
		k.digits = c.Digits
	}
	return k
}

// of is the number of a style.
func (s *styles) of(k styleKey) (int, error) {
	if id, ok := s.ids[k]; ok {
		return id, nil
	}
	id, err := s.file.NewStyle(k.style())
	if err != nil {
		return 0, err
	}
	s.ids[k] = id
	return id, nil
}

func (k styleKey) style() *excelize.Style {
	st := &excelize.Style{
		Font:      &excelize.Font{Family: font, Size: 11},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: k.wrap},
	}
	k.number(st)
	fill := ""
	switch k.look {
	case Head, NumberHead:
		fill, st.Font.Color, st.Font.Bold = darkBlue, "FFFFFF", true
		st.Alignment.WrapText, st.Alignment.Vertical = true, "center"
		if k.look == NumberHead {
			st.Alignment.Horizontal = "right"
		}
	case Total:
		fill, st.Font.Bold = lightBlue, true
	case Title:
		st.Font.Bold, st.Font.Size, st.Font.Color = true, 16, darkBlue
	case Label:
		st.Font.Bold = true
	case Note:
		st.Font.Color, st.Font.Size = grey, 9
	case Planned:
		st.Font.Color, st.Font.Italic = grey, true
	case Amber:
		fill = amber
	case Red:
		fill = red
	}
	if k.linked {
		st.Font.Color, st.Font.Underline = linkBlue, "single"
	}
	if fill != "" {
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	return st
}

// number sets the format and the alignment of a type. Text cells have the text
// format: a text that looks like a number or a formula stays one, even when
// somebody edits the cell.
func (k styleKey) number(st *excelize.Style) {
	custom := ""
	switch k.t {
	case Text, Link, Bool:
		st.NumFmt = 49 // @
	case Date:
		custom, st.Alignment.Horizontal = "dd.mm.yyyy", "left"
	case Number:
		custom = places(k.digits)
	case Money:
		n := places(k.digits)
		custom = fmt.Sprintf(`%s;[Red]-%s;"–"`, n, n)
		if k.look == Control {
			custom = fmt.Sprintf("%s;[Red]-%s", n, n) // a difference of 0 is shown as 0,00
		}
	case Whole:
		custom, st.Alignment.Horizontal = "0%", "right"
	case Int:
		custom = "0_-_-" // with room on the right, because a text may follow
	case Percent:
		custom = "0.0%"
	case Time:
		custom, st.Alignment.Horizontal = "dd.mm.yyyy hh:mm", "left"
	}
	if custom != "" {
		st.CustomNumFmt = &custom
	}
}

// places is the format of a number with decimal places.
func places(digits int) string {
	if digits == 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", digits)
}

// warning is the style of a conditional format.
func (s *styles) warning(colour string) (*int, error) {
	id, err := s.file.NewConditionalStyle(&excelize.Style{
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}},
	})
	return &id, err
}
