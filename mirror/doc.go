// Package mirror keeps what MOCO says in SQL, as it came: every object's JSON
// byte for byte, and a few columns to find it by.
//
// A pull reads each data set page by page, one transaction a page, and asks
// only for what has changed since the last one. Once a day it reads everything
// and marks what is no longer there, because MOCO has no list of deletions.
// MOCO pages by number over a list that may change meanwhile, so a pull proves
// that it has missed nothing, reads again if it can't, and never moves its
// cursor or marks a row as gone on an unproven list.
//
// The mirror decides nothing. It reads no clock of its own: cursors are MOCO's
// times, everything else the database's.
package mirror
