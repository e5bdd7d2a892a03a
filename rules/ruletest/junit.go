package ruletest

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Suites   []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string  `xml:"name,attr"`
	Tests    int     `xml:"tests,attr"`
	Failures int     `xml:"failures,attr"`
	Errors   int     `xml:"errors,attr"`
	Skipped  int     `xml:"skipped,attr"`
	Cases    []xcase `xml:"testcase"`
}

type xcase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	File    string   `xml:"file,attr"`
	Line    int      `xml:"line,attr"`
	Failure *failure `xml:"failure,omitempty"`
}

type failure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the results as a JUnit report, one suite per file, in their
// order. There are no times in it: the same rules give the same bytes. The
// error is w's.
func JUnit(w io.Writer, results []Result) error {
	all := suites{Name: "worker rules test"}
	for _, r := range results {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != r.File {
			all.Suites = append(all.Suites, suite{Name: r.File})
		}
		s := &all.Suites[len(all.Suites)-1]
		c := xcase{Name: oneLine(r.Name), Class: strings.TrimSuffix(r.File, ".yaml"), File: r.File, Line: r.Line}
		all.Tests, s.Tests = all.Tests+1, s.Tests+1
		if !r.Passed {
			all.Failures, s.Failures = all.Failures+1, s.Failures+1
			c.Failure = r.failure()
		}
		s.Cases = append(s.Cases, c)
	}
	b, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(xml.Header), append(b, '\n')...))
	return err
}

func (r Result) failure() *failure {
	var b bytes.Buffer
	r.print(&b, Style{})
	var what []string
	for _, d := range r.Differences {
		what = append(what, d.What+": want "+d.Want+", got "+d.Got)
	}
	return &failure{Message: oneLine(strings.Join(what, "; ")), Type: "difference", Text: "\n" + b.String()}
}
