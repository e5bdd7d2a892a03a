package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The marks in the page between which the generated table stands, and those
// around the faults that are not met, each with its reason.
const (
	resultsBegin, resultsEnd       = "<!-- results -->\n", "<!-- /results -->\n"
	exceptionsBegin, exceptionsEnd = "<!-- not met -->\n", "<!-- /not met -->\n"
)

var rowOf = regexp.MustCompile(`(?m)^\| (F\d\d) \|.*$`)

// Page reads the page about reliability: the faults with a result, sorted and
// once each, and the reason of each one that has none.
func Page(page string) (met []string, reasons map[string]string, err error) {
	results, err := between(page, resultsBegin, resultsEnd)
	if err != nil {
		return nil, nil, err
	}
	exceptions, err := between(page, exceptionsBegin, exceptionsEnd)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range rowOf.FindAllStringSubmatch(results, -1) {
		met = append(met, m[1])
	}
	reasons = map[string]string{}
	for _, m := range rowOf.FindAllStringSubmatch(exceptions, -1) {
		cells := strings.Split(m[0], "|")
		reasons[m[1]] = strings.TrimSpace(cells[len(cells)-2])
	}
	slices.Sort(met)
	return slices.Compact(met), reasons, nil
}

// Renew puts new results into the page. What is met now is an exception no
// more; what is neither met nor excepted becomes an exception without a reason,
// which the page's test does not accept.
func Renew(page string, results []Result) (string, error) {
	_, reasons, err := Page(page)
	if err != nil {
		return "", err
	}
	met := map[string]bool{}
	for _, r := range results {
		met[r.ID] = true
	}
	var b strings.Builder
	b.WriteString("| fault | what happens | why it is not met |\n|---|---|---|\n")
	for _, f := range Matrix() {
		if !met[f.ID] {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", f.ID, f.Happens, reasons[f.ID])
		}
	}
	page, err = replace(page, resultsBegin, resultsEnd, Table(results))
	if err != nil {
		return "", err
	}
	return replace(page, exceptionsBegin, exceptionsEnd, b.String())
}

// Tests are the names of the tests that the results' commands name.
func Tests(page string) (names []string, err error) {
	results, err := between(page, resultsBegin, resultsEnd)
	for _, m := range regexp.MustCompile(`\^(TestF\d\d\w*)\$' (\S+)`+"`").FindAllStringSubmatch(results, -1) {
		names = append(names, m[2]+" "+m[1])
	}
	return names, err
}

func between(page, begin, end string) (string, error) {
	_, rest, ok := strings.Cut(page, begin)
	inside, _, ended := strings.Cut(rest, end)
	if !ok || !ended {
		return "", fmt.Errorf("the page lacks %q or %q", begin, end)
	}
	return inside, nil
}

func replace(page, begin, end, text string) (string, error) {
	old, err := between(page, begin, end)
	if err != nil {
		return "", err
	}
	return strings.Replace(page, begin+old+end, begin+text+end, 1), nil
}
