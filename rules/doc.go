// Package rules decides: it reads rule files, checks them as a whole, and makes
// lines and verdicts out of a frozen snapshot, a calendar and a date. It does
// not touch a network, a database or a clock, so that deciding is safe
// anywhere and gives the same bytes each time.
//
// The way through the package is the way of a rule:
//
//	Load      files → problems with positions, or a Set            load.go, read_*.go
//	check     an expression against the typed world                world.go, check*.go
//	compile   the checked expression → a bounded program           rewrite.go, compile.go, cost.go
//	Lint      a Set → warnings of what is probably not meant       lint.go
//	Decide    snapshot → one verdict per invoice, and lines        decide.go
//	Explain   the same, for one invoice, in words                  explain*.go
//
// Its files are named by what they belong to:
//
//	world* view types                 what rules can ask about, and how it is made of MOCO's data
//	functions* operators custom       what they can do with it
//	workdays
//	words* template letters           what texts can name; texts/ has the shipped ones
//	load set input keys fields read_* the keys of rule files, and their readers
//	check* source terms               the language: its types, its places, its parts
//	rewrite compile cost              a question as a program, and what it may cost
//	decide gates gate_*               what is asked before an invoice gets a letter, in order
//	dun together legal                the letter, for one invoice or for a customer, and the law
//	action_* actions                  what rules do beside letters
//	subject others rows               the other data sets
//	parallel proof report notices     many invoices at a time, that nothing was lost, what a run says
//	explain*                          why
//	lint lint_*                       lint_logic has the idea: lint_axis and lint_formula* make a
//	                                  formula of a question, lint_solve tries whether it can be true,
//	                                  lint_never, _always, _shadowed, _overlap and _routes ask that
//	known mentions                    names that only an account or Slack knows
//	table* named                      exports of the user's own: data sets, columns, parameters
//	route                             the conditions of Slack's routes, in the same language
//
// Everything fails closed: what can't be decided holds the invoice, with the
// reason in words, and never counts as true (law 5). Tests of rule files are
// the package ruletest.
package rules
