package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// tolerates reports whether a rest is too small to be asked for. A currency
// that the table lacks has no tolerance.
func (l ladder) tolerates(rest billing.Money) bool {
	return slices.ContainsFunc(l.tolerance, func(m billing.Money) bool {
		return m.Currency == rest.Currency && rest.Minor > 0 && rest.Minor <= m.Minor
	})
}

// tolerates reports whether every ladder would leave the rest alone: before
// the rules were asked, nobody knows which one decides.
func (r *run) tolerates(rest billing.Money) bool {
	return len(r.ladders) > 0 && !slices.ContainsFunc(r.ladders, func(l *ladder) bool { return !l.tolerates(rest) })
}

func withinTolerance(rest billing.Money) string {
	return fmt.Sprintf("rest of %s is within the tolerance", rest)
}

func (d *dunning) tolerance() stop {
	if open := d.verdict.Open; d.remind.ladder.tolerates(open) {
		return stop{plan.OutcomeLeftAlone, withinTolerance(open), ""}
	}
	return stop{}
}
