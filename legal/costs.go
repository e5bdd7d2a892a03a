package legal

import (
	"github.com/mocowork/mocowork/billing"
)

// lumpSumOf is the sum for late payment, in euros (§ 288(5) BGB, § 458 UGB).
var lumpSumOf = billing.Money{Minor: 4000, Currency: "EUR"}

// lumpSum decides on the 40 euros: once per claim, between businesses, in
// euros only.
func (c *claim) lumpSum() {
	no := func(text words) { c.say("lump_sum", c.code.lumpSum, text) }
	switch currency := c.item.Invoice.Currency; {
	case c.Country == Switzerland:
		no(words{"Swiss law knows no lump sum for late payment", "das Schweizer Recht kennt keine Verzugspauschale"})
	case c.d.Debtor != Business:
		no(words{"no lump sum: the debtor is not known to be a business", "keine Pauschale: Der Schuldner ist nicht als Unternehmen bekannt"})
	case currency != lumpSumOf.Currency:
		c.say("lump_sum", c.code.lumpSum, words{"no lump sum: the law names 40 euros, the claim is in %s", "keine Pauschale: Das Gesetz nennt 40 Euro, die Forderung lautet auf %s"}, currency)
	case !c.d.Default.Began:
		no(words{"no lump sum yet: the debtor is not in default", "noch keine Pauschale: Der Schuldner ist nicht im Verzug"})
	default:
		c.d.LumpSum = lumpSumOf
		c.say("lump_sum", c.code.lumpSum, words{"%s, once for this claim; it counts against later costs of collecting it", "%s, einmal für diese Forderung; wird auf spätere Kosten der Rechtsverfolgung angerechnet"}, lumpSumOf)
	}
}

// fee decides whether a letter of today may cost something.
func (c *claim) fee() {
	most, limited := c.Ceiling(c.item.Invoice.Currency)
	if limited {
		c.d.FeeCeiling = most
	}
	switch {
	case c.Country == Switzerland:
		c.d.FeeAllowed = most.Minor > 0
		text := words{"a reminder fee of up to %s, because it is agreed (legal.agreed_fee)", "Mahngebühr bis %s, weil sie vereinbart ist (legal.agreed_fee)"}
		if !c.d.FeeAllowed {
			text = words{"no reminder fee: it is owed only if the contract names it (legal.agreed_fee), allowed is %s", "keine Mahngebühr: Sie ist nur geschuldet, wenn der Vertrag sie nennt (legal.agreed_fee), erlaubt sind %s"}
		}
		c.say("fee", c.code.fee, text, most)
	case !c.d.Default.Began:
		c.say("fee", c.code.fee, words{"a letter of today costs nothing: it is the one that starts default", "ein Brief von heute kostet nichts: Er löst den Verzug erst aus"})
	default:
		c.d.FeeAllowed = true
		c.sayCeiling(most, limited)
	}
}

// sayCeiling says what a reminder may cost: real costs in Germany, costs in
// proportion to the claim in Austria; staff and computers are none of them.
func (c *claim) sayCeiling(most billing.Money, limited bool) {
	measure := words{"what paper and postage cost", "was Papier und Porto kosten"}
	if c.Country == Austria {
		measure = words{"what is necessary and in proportion to the claim", "was notwendig ist und in angemessenem Verhältnis zur Forderung steht"}
	}
	if !limited {
		c.say("fee", c.code.fee, words{"a reminder may cost %s; no ceiling is set (legal.fee_ceiling)", "eine Mahnung darf kosten, %s; keine Obergrenze gesetzt (legal.fee_ceiling)"}, measure)
		return
	}
	c.say("fee", c.code.fee, words{"a reminder may cost %s, at most %s (legal.fee_ceiling)", "eine Mahnung darf kosten, %s, höchstens %s (legal.fee_ceiling)"}, measure, most)
}
