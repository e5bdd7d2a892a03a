package test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// place is the first line of a problem: "dunning.yaml:7:15: error: … [code]".
var place = regexp.MustCompile(`(?m)^\S+:\d+:\d+: error: .*$`)

// golden are the pairs of a bad file and what is wrong with it.
func golden(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", dir, "testdata", "bad", "*.yaml"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d bad files in %s, %v", len(files), dir, err)
	}
	return files
}

// errorsOf are the golden lines of the errors of a bad file, as far as they
// can be known without asking MOCO or Slack.
func errorsOf(t *testing.T, file string) []string {
	t.Helper()
	all := place.FindAllString(readFile(t, strings.TrimSuffix(file, ".yaml")+".out"), -1)
	return slices.DeleteFunc(all, func(line string) bool {
		return strings.HasSuffix(line, "[unknown-channel]") || strings.HasSuffix(line, "are open [currency]")
	})
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestDoneWhen6BadRules gives each bad rule file to rules check and to plan, as
// somebody who has made that mistake does.
func TestDoneWhen6BadRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true})
	w.edit("worker.yaml", "exports:\n", "exports:\n  revenue: {template: open-items, file: \"umsatz_{{.AsOf}}.xlsx\", to: [\"dir:./exports\"]}\n")
	w.edit("worker.yaml", "approvals:\n", "approvals:\n  leads: {channel: \"#finance\"}\n")
	for _, file := range golden(t, "rules") {
		name := filepath.Base(file)
		want := errorsOf(t, file)
		if len(want) == 0 {
			continue // warnings only
		}
		t.Run(strings.TrimSuffix(name, ".yaml"), func(t *testing.T) {
			t.Parallel()
			mine := w.beside(t)
			mine.put(name, readFile(t, file))
			mine.edit("worker.yaml", "rules/dun.yaml", name)
			r := mine.worker("rules", "check").want(t, 3)
			if got := place.FindAllString(r.out, -1); !slices.Equal(got, want) {
				t.Errorf("rules check says\n%s\nwant\n%s\nstderr: %s", strings.Join(got, "\n"), strings.Join(want, "\n"), r.err)
			}
			r = mine.worker("plan", "dun").want(t, 3)
			if got := place.FindAllString(r.err, -1); !slices.Equal(got, want) || r.out != "" {
				t.Errorf("plan says\n%s\nwant\n%s\nstdout: %s", r.err, strings.Join(want, "\n"), r.out)
			}
			for _, o := range mine.worker("rules", "check", "--json").want(t, 3).objects(t) {
				if o["type"] != "checked" && (o["type"] != "problem" || o["code"] == "") {
					t.Errorf("an object of another kind: %v", o)
				}
			}
		})
	}
	t.Cleanup(w.wantUntouched)
}

// TestDoneWhen6BadConfigs does the same with worker.yaml.
func TestDoneWhen6BadConfigs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	for _, file := range golden(t, "configs") {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		want := errorsOf(t, file)
		if len(want) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mine := w.beside(t)
			text := readFile(t, file)
			mine.put("worker.yaml", text)
			for _, rules := range []string{"rules/dunning.yaml", "rules/alerts.yaml"} {
				mine.put(rules, strings.Replace(ladder, "APPROVE", "", 1))
			}
			if err := os.MkdirAll(mine.path("texts"), 0o700); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(text) {
				if pair, ok := strings.CutPrefix(strings.TrimSpace(line), "# env: "); ok {
					mine.env = append(mine.env, pair)
				}
			}
			if name != "base_url" {
				// Whatever it asks for arrives here.
				mine.env = append(mine.env, "MOCOWORK_MOCO_BASE_URL="+w.moco.URL())
			}
			for _, r := range []result{mine.worker("rules", "check").want(t, 3), mine.worker("plan").want(t, 3), mine.worker("serve").want(t, 3)} {
				got := place.FindAllString(r.out+r.err, -1)
				for _, line := range want {
					if !slices.Contains(got, line) {
						t.Errorf("%v does not say\n%s\nbut\n%s%s", r.args, line, r.out, r.err)
					}
				}
			}
			if _, err := os.Stat(mine.path("data")); err == nil {
				t.Error("a data folder was made")
			}
		})
	}
	t.Cleanup(w.wantUntouched)
}

// beside is another folder with the same files and the same simulators.
func (w *world) beside(t *testing.T) *world {
	t.Helper()
	mine := &world{t: t, dir: t.TempDir(), home: t.TempDir(), moco: w.moco, slack: w.slack}
	if err := os.CopyFS(mine.dir, os.DirFS(w.dir)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"read.key", "write.key", "slack.key"} {
		if err := os.Chmod(mine.path(key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return mine
}

// wantUntouched fails the test if anything at all was asked for.
func (w *world) wantUntouched() {
	for _, r := range w.moco.Requests() {
		w.t.Errorf("%s %s was asked of MOCO", r.Method, r.Path)
	}
	for _, r := range w.slack.Requests() {
		w.t.Errorf("%s was asked of Slack", r.Method)
	}
}

// TestNoConfig names the file that is missing.
func TestNoConfig(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	if err := os.Remove(w.path("worker.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"plan"}, {"run"}, {"serve"}, {"doctor"}, {"rules", "check"}, {"runs"}} {
		w.worker(command...).want(t, 3, "worker.yaml")
	}
	w.worker("plan", "-c", "elsewhere.yaml").want(t, 3, "elsewhere.yaml")
	w.worker("plan", "-c", w.dir).want(t, 3)
	w.enqueue("dun").want(t, 3, "worker.yaml")
	w.wantUntouched()
}

// TestBadSecrets has keys that can't be read, or may be read by everybody.
func TestBadSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(w *world)
		text string
	}{
		{"missing", func(w *world) { w.edit("worker.yaml", "./read.key", "./nowhere.key") }, "moco.read_key"},
		{"writable by all", func(w *world) {
			// Also root, whose mounted secrets others may read, may not leave
			// one that others may write.
			if err := os.Chmod(w.path("read.key"), 0o666); err != nil {
				w.t.Fatal(err)
			}
		}, "mode 0666, want 0600"},
		{"empty", func(w *world) { w.put("read.key", "\n") }, "moco.read_key"},
		{"a token of Slack", func(w *world) { w.put("read.key", "xoxb-secret-canary") }, "Slack"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			tt.do(w)
			w.worker("plan").want(t, 3, tt.text).not(t, "secret-canary")
			w.wantUntouched()
		})
	}
}
