package rules

import "fmt"

// Bounds on what an expression may cost. expr has no timeout, and its memory
// budget counts elements and not bytes; so the language leaves out whatever
// builds large values, and counts the rest in steps, never in seconds: a plan
// must be the same each time.
const (
	maxSource  = 64 << 10  // bytes of one expression
	maxNodes   = 500       // parts of one expression
	maxNesting = 2         // any(…, any(…, …))
	maxSteps   = 100_000   // predicate calls of one evaluation
	maxText    = 10_000    // characters of a text put together with +
	maxPattern = 200       // characters of a regular expression
	maxDays    = 100 * 366 // days(n)
	maxParens  = 100       // ((…))
	// maxRunSteps bounds all expressions of one run together.
	maxRunSteps = 50_000_000
)

// meter counts the steps of one evaluation.
type meter struct{ steps int }

// step is patched around every predicate.
func step(args ...any) (any, error) {
	m := args[0].(*meter)
	if m.steps++; m.steps > maxSteps {
		return nil, fmt.Errorf("it took more than %d steps", maxSteps)
	}
	return args[1], nil
}
