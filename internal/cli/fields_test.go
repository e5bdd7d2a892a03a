package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/cli"
	"github.com/mocowork/mocowork/rules"
)

func worker(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	var out, talk bytes.Buffer
	w := &cli.World{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &talk, Now: time.Now, Exe: "worker"}
	code := cli.Main(context.Background(), w, args)
	return code, out.String(), talk.String()
}

// A plugin for an editor learns everything that a rule may say.
func TestFieldsListEverything(t *testing.T) {
	t.Parallel()
	code, out, talk := worker(t, "rules", "fields", "--json")
	if code != 0 {
		t.Fatal(talk)
	}
	got := map[string]int{}
	for line := range strings.Lines(out) {
		var x struct {
			V                     int
			Type, Name, What, Doc string
		}
		if err := json.Unmarshal([]byte(line), &x); err != nil || x.V != 1 || x.Type != "field" || x.Name == "" || x.Doc == "" {
			t.Fatalf("%v: %s", err, line)
		}
		got[x.What]++
	}
	want := map[string]int{"dataset": len(rules.Datasets()), "field": len(rules.Fields()) + len(rules.TableFields()), "function": len(rules.Functions()) + len(rules.TableFunctions()), "operator": len(rules.Operators())}
	for what, n := range want {
		if got[what] != n || n == 0 {
			t.Errorf("%d of %s, want %d", got[what], what, n)
		}
	}
	_, out, _ = worker(t, "rules", "fields", "--actions", "--json")
	if n := strings.Count(out, `"type":"action"`); n != len(rules.ActionDocs()) {
		t.Errorf("%d actions, want %d", n, len(rules.ActionDocs()))
	}
	if code, out, _ := worker(t, "rules", "fields", "--actions", "set_"); code != 0 || !strings.HasPrefix(out, "set_status\n") || !strings.Contains(out, "needed: ") {
		t.Errorf("set_status: %d, %s", code, out)
	}
	for _, args := range [][]string{{"rules", "fields", "nothing"}, {"rules", "fields", "--actions", "nothing"}} {
		if code, _, talk := worker(t, args...); code == 0 || !strings.Contains(talk, "nothing") {
			t.Errorf("%v: %d, %s", args, code, talk)
		}
	}
}

// The files that init writes name schemas that it writes too, in draft 7.
func TestInitWritesSchemas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, talk := worker(t, "init", dir); code != 0 {
		t.Fatal(talk)
	}
	modeline := regexp.MustCompile(`(?m)^# yaml-language-server: \$schema=(\S+)$`)
	n := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		n++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found := modeline.FindSubmatch(data)
		if found == nil {
			t.Errorf("%s names no schema", path)
			return nil
		}
		data, err = os.ReadFile(filepath.Join(filepath.Dir(path), string(found[1])))
		if err == nil && !strings.Contains(string(data), "http://json-schema.org/draft-07/schema#") {
			t.Errorf("%s is no schema of draft 7", found[1])
		}
		return err
	})
	if err != nil || n < 3 {
		t.Errorf("%d files, %v", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".schema", "letters.schema.json")); err != nil {
		t.Error(err)
	}
}

// The shipped letters, written out, are a ladder's own letters that pass.
func TestLettersToBeginWith(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "rules", "dunning.yaml")
	if code, _, talk := worker(t, "init", dir); code != 0 {
		t.Fatal(talk)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(data, []byte("texts: default"), []byte("texts: ./texts/"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	check := func() (int, string) {
		files, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, list, _ := rules.Load([]rules.File{{Name: file, Data: files}}, rules.Options{Files: os.ReadFile})
		errs, _ := list.Count()
		return errs, fmt.Sprint(list)
	}
	folder := filepath.Join(dir, "rules", "texts")
	if n, list := check(); n != 1 || !strings.Contains(list, "worker rules letters "+folder) {
		t.Errorf("%s", list)
	}
	if code, out, talk := worker(t, "rules", "letters", folder); code != 0 || !strings.Contains(out, "de.yaml") {
		t.Fatal(talk)
	}
	if n, list := check(); n != 0 {
		t.Errorf("%s", list)
	}
	if code, _, talk := worker(t, "rules", "letters", folder); code == 0 || !strings.Contains(talk, "is there already") {
		t.Errorf("written over: %d, %s", code, talk)
	}
	if code, out, talk := worker(t, "rules", "letters", "--force", "--json", folder); code != 0 || strings.Count(out, `"type":"file"`) != 2 {
		t.Errorf("%d, %s, %s", code, out, talk)
	}
}
