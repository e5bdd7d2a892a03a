package legal

import (
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Debtor is the kind of a customer. The law guards consumers; who is not known
// to be a business is treated like one.
type Debtor string

// The kinds.
const (
	Business      Debtor = "business"
	Consumer      Debtor = "consumer"
	UnknownDebtor Debtor = "unknown"
)

// words are a text in both languages.
type words struct{ en, de string }

// Debtor is the kind of a customer: what a person has decided, else business
// for one with a VAT identifier that fits its country, else unknown.
func (p Profile) Debtor(c billing.Company) Debtor {
	kind, _ := p.debtor(c)
	return kind
}

func (p Profile) debtor(c billing.Company) (Debtor, words) {
	vat := strings.ToUpper(strings.Join(strings.Fields(c.VATIdentifier), ""))
	switch {
	case named(p.Consumer, c):
		return Consumer, words{"by legal.debtors.consumer", "laut legal.debtors.consumer"}
	case named(p.Business, c):
		return Business, words{"by legal.debtors.business", "laut legal.debtors.business"}
	case vat == "":
		return UnknownDebtor, words{"no VAT identifier in MOCO", "keine USt-IdNr. in MOCO"}
	case !looksLikeVAT(vat):
		return UnknownDebtor, words{"what MOCO has is no VAT identifier", "in MOCO steht keine gültige USt-IdNr."}
	case !fits(vat, c.CountryCode):
		return UnknownDebtor, words{"the VAT identifier is of another country", "die USt-IdNr. ist aus einem anderen Land"}
	}
	return Business, words{"it has the VAT identifier " + vat, "USt-IdNr. " + vat}
}

// named reports whether a list has a customer.
func named(list []string, c billing.Company) bool {
	return slices.ContainsFunc(list, func(s string) bool { return Names(s, c) })
}

// Names reports whether a line of Business or Consumer means a customer: it is
// its number or, in any case, one of its tags.
func Names(line string, c billing.Company) bool {
	return line == c.Identifier || slices.ContainsFunc(c.Tags, func(t string) bool { return strings.EqualFold(t, line) })
}

// looksLikeVAT reports whether a text has the form of a VAT identifier: two
// letters and at least six more signs, of which most are digits.
func looksLikeVAT(s string) bool {
	if len(s) < 8 || len(s) > 20 || !letters(s[:2]) {
		return false
	}
	digits := 0
	for _, r := range s[2:] {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 5
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// fits reports whether a VAT identifier is of a customer's country. Greece and
// Northern Ireland use letters of their own; an unknown country fits.
func fits(vat, country string) bool {
	country = strings.ToUpper(country)
	switch of := vat[:2]; {
	case country == "", of == country, of == "EL" && country == "GR", of == "XI" && country == "GB", of == "EU":
		return true
	}
	return false
}
