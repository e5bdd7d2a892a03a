package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

// twoProblems are an error and a warning with everything that must be escaped.
func twoProblems() List {
	return List{
		{Pos: Pos{"rules/fällig, 1.yaml", 7, 15, 11}, Code: "unknown-field", Text: "50 % of <invoices>: no \"field\"\nsecond line", Help: "do this", Why: "or that"},
		{Pos: Pos{File: "worker.yaml"}, Severity: Warning, Code: "unused", Text: "nothing uses it"},
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := GitHub(&b, twoProblems()); err != nil {
		t.Fatal(err)
	}
	want := "::error file=rules/fällig%2C 1.yaml,line=7,col=15,endColumn=26,title=unknown-field::50 %25 of <invoices>: no \"field\" second line%0Ado this%0Aor that\n" +
		"::warning file=worker.yaml,title=unused::nothing uses it\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := JUnit(&b, twoProblems(), []string{"fine.yaml"}); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if got.Tests != 3 || got.Failures != 1 || len(got.Suites) != 3 {
		t.Fatalf("%d tests, %d failures, %d suites", got.Tests, got.Failures, len(got.Suites))
	}
	fine, bad, warned := got.Suites[0].Cases[0], got.Suites[1].Cases[0], got.Suites[2].Cases[0]
	if fine.Name != "fine" || fine.Failure != nil {
		t.Errorf("a file without problems: %+v", fine)
	}
	if bad.Name != "7:15 unknown-field" || bad.Failure == nil || bad.Failure.Type != "unknown-field" || !strings.Contains(bad.Failure.Text, "do this") {
		t.Errorf("an error: %+v", bad)
	}
	if warned.Failure != nil || warned.Out != "nothing uses it" {
		t.Errorf("a warning: %+v", warned)
	}
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	tool := Tool{Name: "mocowork", Version: "1.0", Describe: func(code string) string {
		if code == "unused" {
			return ""
		}
		return "There is no such field"
	}}
	if err := SARIF(&b, twoProblems(), tool); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name, Version string
					Rules         []map[string]any
				}
			}
			ColumnKind string
			Results    []struct {
				RuleID    string `json:"ruleId"`
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           map[string]int
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	r := got.Runs[0]
	if got.Version != "2.1.0" || r.Tool.Driver.Name != "mocowork" || r.ColumnKind != "unicodeCodePoints" || len(r.Results) != 2 || len(r.Tool.Driver.Rules) != 2 {
		t.Fatalf("%+v", got)
	}
	bad, warned := r.Results[0], r.Results[1]
	at := bad.Locations[0].PhysicalLocation
	if bad.RuleID != "unknown-field" || bad.Level != "error" || at.ArtifactLocation.URI != "rules/f%C3%A4llig,%201.yaml" ||
		at.Region["startLine"] != 7 || at.Region["startColumn"] != 15 || at.Region["endColumn"] != 26 {
		t.Errorf("an error: %+v", bad)
	}
	if warned.RuleIndex != 1 || warned.Level != "warning" || warned.Locations[0].PhysicalLocation.Region != nil {
		t.Errorf("a warning about a whole file: %+v", warned)
	}
	if r.Tool.Driver.Rules[1]["shortDescription"] != nil {
		t.Error("a code without a page is described")
	}
}

// Nothing found is a report, too: code hosts take it as "all gone".
func TestFormatsOfNothing(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := SARIF(&b, nil, Tool{}); err != nil || !strings.Contains(b.String(), `"results": []`) {
		t.Errorf("%v %s", err, b.String())
	}
	b.Reset()
	if err := JUnit(&b, nil, []string{"a.yaml"}); err != nil || !strings.Contains(b.String(), `tests="1" failures="0"`) {
		t.Errorf("%v %s", err, b.String())
	}
}
