package exporters

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// maxDigits is the number of digits that a spreadsheet keeps of a number.
const (
	maxDigits = 15
	maxNumber = 999_999_999_999_999
)

// appendValue ends a cell's tag and writes formula and value. A text is always
// marked as one, and a value beside a formula has the formula's type.
func appendValue(b []byte, c Cell, formula string) ([]byte, error) {
	s, isText := c.asText()
	if len(s) > maxText {
		s = clean(s, "…", &changes{}) // the file would count as broken
	}
	if isText && formula == "" {
		b = append(b, ` t="inlineStr"><is><t`...)
		if spaced(s) {
			b = append(b, ` xml:space="preserve"`...)
		}
		b = append(b, '>')
		return append(appendText(b, s), `</t></is></c>`...), nil
	}
	switch {
	case isText:
		b = append(b, ` t="str"`...)
	case c.Type == Bool:
		b = append(b, ` t="b"`...)
	}
	b = append(b, '>')
	if formula != "" {
		b = append(appendText(append(b, `<f>`...), formula), `</f>`...)
	}
	var value [32]byte
	v, err := c.number(value[:0])
	if err != nil {
		return b, err
	}
	switch {
	case isText:
		b = append(appendText(append(b, `<v>`...), s), `</v>`...)
	case len(v) > 0:
		b = append(append(append(b, `<v>`...), v...), `</v>`...)
	}
	return append(b, `</c>`...), nil
}

// asText is the value of a cell that holds a text: also a whole number, such as
// an id, that has more digits than a spreadsheet keeps, and a day before the
// first one that it knows.
func (c Cell) asText() (string, bool) {
	switch c.Type {
	case Text, Link:
		return c.Text, true
	case Bool:
		return c.Text, c.Text != ""
	case Int:
		if c.Int > maxNumber || c.Int < -maxNumber {
			return strconv.FormatInt(c.Int, 10), true
		}
	case Whole:
		return "", c.Of == 0 && c.Formula != nil // what its formula gives
	case Date:
		if !c.Date.IsZero() && c.Date.Before(firstDay) {
			return c.Date.String(), true
		}
	case Time:
		if !c.Time.IsZero() && billing.DateOf(c.Time).Before(firstDay) {
			return c.Time.Format(time.DateTime), true
		}
	}
	return "", false
}

// firstDay is the first day whose number all spreadsheets agree on: Excel has
// a 29 February 1900.
var firstDay = billing.Date{Year: 1900, Month: time.March, Day: 1}

// unixDay is the number that a spreadsheet gives to 1 January 1970.
const unixDay = 25569

// number is the value of a cell that holds no text; nothing if it is empty. It
// fails on an amount with more digits than a spreadsheet keeps: a wrong sum
// would be worse than no file.
func (c Cell) number(b []byte) ([]byte, error) {
	switch c.Type {
	case Date:
		if !c.Date.IsZero() {
			b = strconv.AppendInt(b, c.Date.In(time.UTC).Unix()/86400+unixDay, 10)
		}
	case Time:
		if !c.Time.IsZero() {
			_, offset := c.Time.Zone()
			b = strconv.AppendFloat(b, float64(c.Time.Unix()+int64(offset))/86400+unixDay, 'f', 10, 64)
		}
	case Money:
		if !c.Money.Known() {
			return b, nil
		}
		if c.Money.Minor > maxNumber || c.Money.Minor < -maxNumber {
			return b, fmt.Errorf("%s has more than the %d digits that a spreadsheet keeps", c.Money, maxDigits)
		}
		b = appendMinor(b, c.Money.Minor, billing.MinorDigits(c.Money.Currency))
	case Int:
		b = strconv.AppendInt(b, c.Int, 10)
	case Whole:
		if c.Of != 0 {
			b = strconv.AppendFloat(b, c.ratio(), 'f', -1, 64)
		}
	case Percent:
		b = strconv.AppendFloat(b, c.ratio(), 'f', -1, 64)
	case Number:
		s := c.Number.String()
		if digitsIn(s) > maxDigits {
			return b, fmt.Errorf("%s has more than the %d digits that a spreadsheet keeps", s, maxDigits)
		}
		b = append(b, s...)
	case Bool:
		if c.Int != 0 {
			return append(b, '1'), nil
		}
		b = append(b, '0')
	}
	return b, nil
}

// appendMinor writes an amount without zeros at its end: 952000 with two
// places is 9520, -525 is -5.25.
func appendMinor(b []byte, minor int64, places int) []byte {
	if minor < 0 {
		b, minor = append(b, '-'), -minor
	}
	for ; places > 0 && minor%10 == 0; places-- {
		minor /= 10
	}
	var digits [20]byte
	d := strconv.AppendInt(digits[:0], minor, 10)
	if places == 0 {
		return append(b, d...)
	}
	if len(d) <= places {
		b = append(b, '0', '.')
		for range places - len(d) {
			b = append(b, '0')
		}
		return append(b, d...)
	}
	b = append(b, d[:len(d)-places]...)
	b = append(b, '.')
	return append(b, d[len(d)-places:]...)
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func digitsIn(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// spaced reports white space at an end of a text, which programs drop unless
// they are told not to.
func spaced(s string) bool {
	return s != "" && (s[0] <= ' ' || s[len(s)-1] <= ' ')
}

// appendText writes a text as XML. Books hold clean texts (see clean); what
// slips through may not break the file, and becomes U+FFFD here too. Excel
// reads _x0041_ as "A", so that an underscore before such a pattern is written
// as _x005F_ (ECMA-376, 22.9.2.19).
func appendText(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		size, instead := 1, ""
		switch {
		case c == '&':
			instead = "&amp;"
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '_' && escaped(s[i:]):
			instead = "_x005F_"
		case c >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || unprintable(r) {
				instead = "\ufffd"
			}
		case c < ' ' && c != '\n' && c != '\t' || c == 0x7f:
			instead = "\ufffd"
		}
		if instead != "" {
			b = append(append(b, s[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(b, s[from:]...)
}

// escaped reports that a text begins with what a spreadsheet reads as one
// escaped character. Excel wants four digits, LibreOffice takes fewer.
func escaped(s string) bool {
	digits, ok := strings.CutPrefix(s, "_x")
	rest := strings.TrimLeft(digits, "0123456789abcdefABCDEF")
	n := len(digits) - len(rest)
	return ok && n >= 1 && n <= 4 && rest != "" && rest[0] == '_'
}
