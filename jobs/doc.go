// Package jobs gives the order of things: a job pulls from MOCO into the
// mirror, decides by rules into a plan, releases lines of it into the ledger,
// applies the entries, and closes the run. Each of the four is a plain
// function, so that plan, run, explain, approve and serve share them. What
// they need comes in; nothing calls backwards.
//
//	schedule, person, request ─► Run ─► Pull ─► Decide ─► Release ─► Apply ─► Close
//	                                     │        │          │         │        │
//	                                   mirror    plan      ledger   actions   ledger
package jobs
