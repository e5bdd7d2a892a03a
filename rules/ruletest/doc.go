// Package ruletest runs the tests that stand beside rule files: an invoice, a
// customer or a payment on a frozen day, and what the rules must make of it.
// It decides by package rules alone, so a test needs no account, no network and
// no clock.
//
// A file is read by [Read], its tests are run by [File.Run]; [Print] and [JUnit]
// show the results, and [File.Update] writes what came out back into the file.
package ruletest
