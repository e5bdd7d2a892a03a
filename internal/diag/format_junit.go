package diag

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the problems as the report of a test run: a suite per file, an
// error a failed case. A warning is a case that passed, with its text as
// output; a file without problems is a case of its own. The error is w's.
func JUnit(w io.Writer, l List, files []string) error {
	out := junitSuites{Name: "rules check"}
	for _, p := range l {
		if !slices.Contains(files, p.File) {
			files = append(files, p.File)
		}
	}
	for _, file := range files {
		s := junitSuite{Name: file}
		for _, p := range l {
			if p.File == file {
				s.Cases = append(s.Cases, junitCaseOf(p))
			}
		}
		if len(s.Cases) == 0 {
			s.Cases = []junitCase{{Name: "fine", Class: file}}
		}
		for _, c := range s.Cases {
			s.Tests++
			if c.Failure != nil {
				s.Failures++
			}
		}
		out.Tests, out.Failures = out.Tests+s.Tests, out.Failures+s.Failures
		out.Suites = append(out.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitCaseOf(p Problem) junitCase {
	c := junitCase{Name: strings.TrimPrefix(p.Pos.String(), p.File+":") + " " + p.Code, Class: p.File}
	if p.Severity == Warning {
		c.Out = p.message()
		return c
	}
	c.Failure = &junitFailure{Message: oneLine(p.Text), Type: p.Code, Text: p.Pos.String() + ": " + p.message()}
	return c
}
