package exporters

import (
	"fmt"
	"math/big"

	"github.com/mocowork/mocowork/billing"
)

// noCurrency is ISO 4217's code for "no currency". It stands for the account's
// currency where nothing tells which one that is.
const noCurrency = "XXX"

// accountCurrency finds the currency of MOCO's reports, which MOCO does not
// name: a payment whose amount is the same in its own and in the account's
// currency gives it away, and so does a booking that is as large as its
// invoice. Currencies of which one amount was converted are out. The words say
// what was found, or that nothing was: the code is noCurrency then.
func (f *frame) accountCurrency() (code, words string) {
	var found evidence
	for _, p := range f.Snapshot.Payments {
		found.add(p.PaidTotal, p.PaidTotalInAccountCurrency)
	}
	invoices := map[billing.ID]billing.Money{}
	for _, inv := range f.Snapshot.Invoices {
		invoices[inv.ID] = inv.NetTotal
	}
	for _, r := range f.Snapshot.Finance {
		if r.Kind == kindInvoice {
			found.add(invoices[r.RecordID], r.NetAmountInAccountCurrency)
		}
	}
	code, n := found.only()
	if code == "" {
		return noCurrency, f.say(
			"unbekannt: MOCO nennt sie nicht, und keine Zahlung oder Rechnung verrät sie. XXX steht für „keine Währung“ (ISO 4217).",
			"unknown: MOCO does not name it, and no payment or invoice gives it away. XXX is “no currency” (ISO 4217).")
	}
	return code, code + fmt.Sprintf(f.say(
		". MOCO nennt sie nicht; %d Beträge sind in dieser Währung und in Kontowährung gleich, keiner weicht ab.",
		". MOCO does not name it; %d amounts are the same in this currency and in the account's, none differs."), n)
}

// evidence counts by currency how many amounts are the same in the account's
// currency. -1 says that one was converted.
type evidence map[string]int

func (e *evidence) add(own billing.Money, inAccount billing.Decimal) {
	if !own.Known() || own.IsZero() || inAccount.IsZero() {
		return
	}
	if *e == nil {
		*e = evidence{}
	}
	switch n := (*e)[own.Currency]; {
	case own.Decimal() != inAccount:
		(*e)[own.Currency] = -1
	case n >= 0:
		(*e)[own.Currency] = n + 1
	}
}

// only is the one currency that no amount speaks against, and the number of
// amounts that speak for it; "" if there is none, or more than one.
func (e evidence) only() (code string, n int) {
	for c, votes := range e {
		if votes <= 0 {
			continue
		}
		if code != "" {
			return "", 0
		}
		code, n = c, votes
	}
	return code, n
}

// inCurrency gives an amount of a report its currency. MOCO converts, and may
// send more places than a currency has: they are rounded half away from zero,
// and rounded says so.
func inCurrency(d billing.Decimal, currency string) (m billing.Money, rounded bool, err error) {
	if m, err = billing.NewMoney(d, currency); err == nil {
		return m, false, nil
	}
	exact, ok := new(big.Rat).SetString(d.String())
	if !ok {
		return billing.Money{}, false, err
	}
	short, perr := billing.ParseDecimal(exact.FloatString(billing.MinorDigits(currency)))
	if perr != nil {
		return billing.Money{}, false, perr
	}
	m, err = billing.NewMoney(short, currency)
	return m, true, err
}
