// Package rules decides: it reads rule files, checks them as a whole, and makes
// lines and verdicts out of a frozen snapshot, a calendar and a date. It does
// not touch a network, a database or a clock, so that deciding is safe
// anywhere and gives the same bytes each time.
//
// The way through the package is the way of a rule:
//
//	Load      files → problems with positions, or a Set            load.go, read_*.go
//	check     an expression against the typed world                world.go, check.go
//	compile   the checked expression → a bounded program           rewrite.go, compile.go
//	Decide    snapshot → one verdict per invoice, and lines        decide.go, gates.go, ladder.go
//	Explain   the same, for one invoice, in words                  explain.go
//
// Everything fails closed: what can't be decided holds the invoice, with the
// reason in words, and never counts as true (law 5).
package rules
