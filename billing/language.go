package billing

import "strings"

// Language chooses texts and the forms of numbers and dates for people.
type Language string

// The languages that the product writes.
const (
	German  Language = "de"
	English Language = "en"
)

// ParseLanguage takes a locale such as "de-DE", "de_CH" or "en" to its
// language. Everything that does not begin with "en" is German, the language
// of most of MOCO's accounts.
func ParseLanguage(locale string) Language {
	if strings.HasPrefix(strings.ToLower(locale), "en") {
		return English
	}
	return German
}

// number puts separators into a plain number such as "-18921.00".
func (l Language) number(s string) string {
	group, point := ",", "."
	if l == German {
		group, point = ".", ","
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, hasFrac := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteByte(whole[i])
	}
	if hasFrac {
		b.WriteString(point + frac)
	}
	return b.String()
}

// Number prints a decimal for people, with the language's separators.
func (l Language) Number(d Decimal) string { return l.number(d.String()) }
