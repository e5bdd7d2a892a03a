package notifiers

import (
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// buckets are the ages of overdue invoices, as in the workbook "open items".
var buckets = []struct {
	upTo            int // days; the last has no end
	german, english string
}{
	{30, "1–30 Tage", "1–30 days"},
	{60, "31–60 Tage", "31–60 days"},
	{90, "61–90 Tage", "61–90 days"},
	{0, "über 90 Tage", "over 90 days"},
}

// bucketOf is the index of the bucket that an age belongs to.
func bucketOf(daysOverdue int) int {
	for i, b := range buckets {
		if b.upTo == 0 || daysOverdue <= b.upTo {
			return i
		}
	}
	return len(buckets) - 1
}

// ages are the buckets with sum and count, a block of facts per currency:
// amounts in two currencies are never added up.
func ages(l billing.Language, overdue []plan.Verdict, total Tally) []Part {
	var parts []Part
	for _, sum := range total.Sum {
		tallies := make([]Tally, len(buckets))
		for _, v := range overdue {
			if v.Open.Currency == sum.Currency {
				i := bucketOf(v.DaysOverdue)
				tallies[i] = tallies[i].Plus(v.Open)
			}
		}
		parts = append(parts, ageFacts(l, sum.Currency, tallies, len(total.Sum) > 1))
	}
	return parts
}

func ageFacts(l billing.Language, currency string, tallies []Tally, named bool) Facts {
	facts := make(Facts, len(buckets))
	for i, b := range buckets {
		label := pick(l, b.german, b.english)
		if named {
			label = currency + " " + label
		}
		value := "–"
		if tallies[i].Count > 0 {
			value = tallies[i].Amount(l) + " · " + number(l, tallies[i].Count)
		}
		facts[i] = Fact{Name: label, Value: Rich{say(value)}}
	}
	return facts
}
