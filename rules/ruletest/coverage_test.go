package ruletest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/rules"
)

// The good rule files show the whole language: every data set, action and
// function stands in one of them, with tests that pass.
func TestGoodIsTheWholeLanguage(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/good/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, Suffix) {
			all.Write(data)
		}
	}
	shown := func(pattern string) {
		if !regexp.MustCompile(pattern).MatchString(all.String()) {
			t.Errorf("no good rule file has %s", pattern)
		}
	}
	for _, a := range rules.ActionDocs() {
		shown(`- ` + a.Name + `: `)
		for _, d := range a.Datasets {
			shown(`for_each: ` + regexp.QuoteMeta(d) + `\n`)
		}
	}
	for _, f := range rules.Functions() {
		name, _, _ := strings.Cut(f.Usage, "(")
		shown(`\b` + name[strings.LastIndex(name, ".")+1:] + `\(`)
	}
	for _, a := range rules.ActionDocs() {
		if _, ok := actionNamed(a.Name); !ok {
			t.Errorf("tests can't expect %s", a.Name)
		}
	}
}
