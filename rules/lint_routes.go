package rules

// UnreachableRoutes reports for each route of a list whether no alert reaches
// it: its condition is never true, or an earlier route takes whatever it would
// take. The zero Route, a condition that did not compile, is never reported.
func UnreachableRoutes(routes []Route) []bool {
	x, s := &axes{}, solver{budget: lintBudget}
	var earlier []demand
	out := make([]bool, len(routes))
	for i, r := range routes {
		if r.cond.program == nil {
			continue
		}
		parts := x.read(r.cond)
		taken := append(all(parts), earlier...)
		answer, _ := s.solve(x, taken)
		out[i] = answer == impossible
		earlier = append(earlier, demandOf(conjunction(parts), yes, true))
	}
	return out
}
