// Package legal derives from one claim what the law of Germany, Austria or
// Switzerland gives its creditor: when default began, the interest since, the
// lump sum of 40 euros, whether a reminder may cost something, and when the
// claim lapses. Each step is a line in plain words with its paragraph, so that
// a person can check it. It is no legal advice; docs/explain/law.md names what
// it assumes.
//
// It is pure: dates, tables and calendars are given. Where a value is missing,
// such as a base rate that nobody has entered yet, there is no figure and a
// finding instead: nothing is guessed or extended.
package legal
