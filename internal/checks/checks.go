// Package checks explains the codes of problems: the word in brackets at the
// end of "rules/dunning.yaml:7:15: error: … [unknown-field]". The help in the
// terminal and the page of the documentation are made of this list; a test
// fails when a code is emitted that it does not hold, and runs each example.
package checks

import (
	"slices"
	"strings"
)

// File is the kind of file that an example is a piece of.
type File string

// The kinds of files.
const (
	Rules  File = "a rule file"
	Worker File = "worker.yaml"
	Tests  File = "a test file"
)

// Page explains one code.
type Page struct {
	Code string
	// Warning: the file can be used all the same; `--strict` does not let it
	// pass. Some codes are an error in one place and a warning in another:
	// they count as errors here.
	Warning bool
	// Means says what is wrong and why that matters, in a few sentences.
	Means string
	// In is the file that the examples are taken from.
	In File
	// Wrong is a piece of a file that gives the code, Right one that does not.
	// Both are empty where there is nothing to show, such as a wrong encoding.
	Wrong, Right string
}

// Pages lists all codes, by name.
func Pages() []Page {
	all := slices.Concat(rulePages(), warningPages(), workerPages(), testPages(), yamlPages())
	slices.SortFunc(all, func(a, b Page) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Lookup finds the page of a code.
func Lookup(code string) (Page, bool) {
	all := Pages()
	i := slices.IndexFunc(all, func(p Page) bool { return p.Code == code })
	if i < 0 {
		return Page{}, false
	}
	return all[i], true
}

// Codes are the codes of all pages, sorted.
func Codes() []string {
	var out []string
	for _, p := range Pages() {
		out = append(out, p.Code)
	}
	return out
}
