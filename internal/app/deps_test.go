package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mocowork/mocowork"

// line is one package of the module and those of the module it may import.
type line struct {
	pkg string
	may string // separated by spaces; "*" is every package
	why string // why not more
}

// importTable is the order of the packages: data flows from the edges through
// the rules to the effects, and nothing calls backwards. Every package has one
// line. If a line forces an adapter that only forwards, change the line and
// say why.
var importTable = []line{
	{"billing", "", "everybody shares the nouns, so they know nobody"},
	{"internal/fault", "", "everybody shares the kinds of errors"},
	{"internal/diag", "", "a problem with its place is text; it knows neither rules nor configuration"},
	{"internal/checks", "", "pages of text; it knows the codes by name only, and a test holds them against the source"},
	{"internal/redisurl", "", "an address is text; configuration and queue read it alike"},
	{"calendar", "billing", "days and clock times, without a clock"},
	{"plan", "billing", "a plan can be printed, stored and compared without anything running"},
	{"legal", "billing calendar internal/diag", "law is arithmetic on one claim; internal/diag, because its tables are files with lines"},
	{"rules", "plan billing calendar legal internal/diag", "evaluating is safe anywhere, also on a laptop"},
	{"rules/ruletest", "rules plan billing calendar internal/diag", "a test is a decision on a made-up day; it needs what deciding needs"},
	{"configs", "billing calendar legal internal/diag internal/redisurl", "values and their checks; reading a file starts nothing"},
	{"mocoapi", "billing internal/fault", "an edge does not know why it is called"},
	{"mocoapi/openapitest", "", "a judge of requests and answers by the vendor's description alone"},
	{"mocoapi/mocosim", "", "a simulator that shared code with the client would confirm the client's mistakes"},
	{"exporters", "plan billing calendar internal/fault", "they show plans and verdicts, they decide nothing"},
	{"notifiers", "plan billing calendar internal/fault", "they show plans and verdicts, they decide nothing"},
	{"notifiers/mailtest", "", forTests},
	{"notifiers/slacksim", "", "the same as for mocosim: the limits are Slack's, not our idea of them"},
	{"internal/db", "internal/fault", "opening, migrating, transactions; it says which errors may be retried and knows no table's meaning"},
	{"mirror", "mocoapi billing internal/db internal/fault", "storage does not decide; fault, because a pull's error says whether it is worth another try"},
	{"ledger", "plan billing internal/db internal/fault", "storage does not decide; internal/fault, to know which errors of the store pass"},
	{"actions", "plan ledger mirror mocoapi exporters notifiers billing internal/fault",
		"the only place where decisions meet effects; billing, because what was read afresh are nouns"},
	{"jobs", "rules plan ledger mirror actions calendar legal billing internal/fault",
		"order and timing only; billing, for dates; legal, to hand a profile to the rules. No queue: plan, run, explain and serve share it"},
	{"jobs/queue", "internal/redisurl", "tasks hold ids only, so the queue needs to know nothing but where it is"},
	{"internal/ops", "billing", "it counts what it is told and decides nothing; billing, for sums with their currency"},
	{"internal/enqueue", "configs internal/diag jobs/queue", "it can be put anywhere without handing out a MOCO or Slack key"},
	{"internal/app", "*", "wiring happens once"},
	{"internal/cli", "*", "words and exit codes for everything"},
	{"cmd/worker", "internal/cli", "main only: signals and the exit code"},
	{"cmd/enqueue", "internal/enqueue", "main only"},
	{"internal/db/dbtest", "internal/db", forTests},
	{"jobs/jobstest", "*", forTests},
	{"jobs/queue/redistest", "jobs/queue", forTests},
	{"test", "*", forTests},
	{"test/oracle", "mocoapi/mocosim notifiers/slacksim", "a judge that shared code with the product would share its mistakes: it reads the simulators' logs only"},
	{"test/report", "", "a line about a fault is text"},
	{"test/chaos", "", forTests},
	{"test/race", "", forTests},
	{"test/report/faults", "test/report", "main only"},
}

// forTests is the reason of packages that only tests, and each other, import.
const forTests = "for tests"

// pins are the only places where each outside library may be imported, so that
// it can be read about, and replaced, in one place.
var pins = []struct{ library, only, why string }{
	{"github.com/hibiken/asynq", "jobs/queue", "the queue wakes people up; the ledger remembers"},
	{"github.com/redis/go-redis/v9", "jobs/queue jobs/queue/redistest", "nothing but the queue speaks to Redis"},
	{"github.com/alicebob/miniredis/v2", "jobs/queue", "the embedded queue is a detail of the queue"},
	{"github.com/go-co-op/gocron/v2", "jobs", "an alarm clock; the store decides what is due"},
	{"github.com/expr-lang/expr", "rules", "every expression of the product is compiled and bounded in one place"},
	{"github.com/xuri/excelize/v2", "exporters", "one way to a workbook"},
	{"github.com/klauspost/compress", "exporters", "behind the workbook writer"},
	{"github.com/slack-go/slack", "notifiers", "it changes often and breaks"},
	{"github.com/wneessen/go-mail", "notifiers", "mails are composed and sent in one place"},
	{"github.com/emersion/go-smtp", "notifiers/mailtest", "a server for tests"},
	{"github.com/emersion/go-sasl", "notifiers/mailtest", "a server for tests"},
	{"gocloud.dev", "exporters", "one way to a bucket, whosever it is"},
	{"github.com/aws/aws-sdk-go-v2", "exporters", "keys and endpoints of S3, which gocloud.dev takes as a client"},
	{"github.com/gorilla/websocket", "notifiers/slacksim", "the server's side of Socket Mode; the client's is slack-go's, which brings the same library"},
	{"github.com/jackc/pgx/v5", "internal/db", "a driver"},
	{"modernc.org/sqlite", "internal/db", "a driver"},
	{"github.com/pressly/goose/v3", "internal/db", "migrations belong to opening the store"},
	{"github.com/go-json-experiment/json", "mocoapi", "the one place where foreign JSON has to survive as it came"},
	{"github.com/santhosh-tekuri/jsonschema/v6", "mocoapi/openapitest", "tests of the client and of the simulator have one judge"},
	{"github.com/goccy/go-yaml", "internal/diag", "positions are computed once for rules and configuration"},
	{"github.com/prometheus/client_golang", "internal/ops", "one page of metrics, in a registry of its own"},
	{"github.com/alecthomas/kong", "internal/cli internal/enqueue", "arguments end where calls begin"},
	{"github.com/mattn/go-isatty", "internal/cli", "only the terminal's side asks for a terminal"},
	{"golang.org/x/sys", "internal/app", "locks and free space, for serve and doctor"},
}

// enqueueKnows is the whole of this module that cmd/enqueue is linked with.
const enqueueKnows = "billing calendar cmd/enqueue configs internal/diag internal/enqueue internal/redisurl jobs/queue legal"

// enqueueLacks are beginnings of outside packages that would give cmd/enqueue
// more than a queue: SQL drivers, workbooks, Slack, expressions.
var enqueueLacks = []string{
	"modernc.org/", "github.com/jackc/", "github.com/pressly/", "github.com/xuri/", "github.com/slack-go/", "github.com/expr-lang/",
}

// moduleRoot is the folder of go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// sources are the Go files of the module by package, for all systems, without
// tests.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	root := moduleRoot(t)
	out := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != root && (strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		pkg := filepath.ToSlash(rel)
		out[pkg] = append(out[pkg], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// importsOf are the import paths of a package, sorted.
func importsOf(t *testing.T, files []string) []string {
	t.Helper()
	var out []string
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inside cuts the module's path off an import.
func inside(name string) (pkg string, ok bool) { return strings.CutPrefix(name, module+"/") }

// outside reports whether an import is neither of this module nor of the
// standard library.
func outside(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	_, ours := inside(name)
	return !ours && strings.Contains(first, ".")
}

func TestImportTable(t *testing.T) {
	t.Parallel()
	code := sources(t)
	rows := map[string]line{}
	for _, l := range importTable {
		if _, twice := rows[l.pkg]; twice {
			t.Errorf("%s has two lines", l.pkg)
		}
		if l.why == "" {
			t.Errorf("%s: its line gives no reason", l.pkg)
		}
		rows[l.pkg] = l
		for _, pkg := range append(strings.Fields(strings.Trim(l.may, "*")), l.pkg) {
			if len(code[pkg]) == 0 {
				t.Errorf("the line of %s names %s, which does not exist", l.pkg, pkg)
			}
		}
	}
	for pkg, files := range code {
		l, ok := rows[pkg]
		if !ok {
			t.Errorf("%s has no line in the import table", pkg)
			continue
		}
		for _, name := range importsOf(t, files) {
			dep, ok := inside(name)
			switch {
			case !ok:
			case rows[dep].why == forTests && l.why != forTests:
				t.Errorf("%s imports %s, which is for tests", pkg, dep)
			case l.may != "*" && !slices.Contains(strings.Fields(l.may), dep):
				t.Errorf("%s may not import %s: %s", pkg, dep, l.why)
			}
		}
	}
}

func TestLibrariesArePinned(t *testing.T) {
	t.Parallel()
	code := sources(t)
	used := map[string]bool{}
	for pkg, files := range code {
		for _, name := range importsOf(t, files) {
			if !outside(name) {
				continue
			}
			i := slices.IndexFunc(pins, func(p struct{ library, only, why string }) bool {
				return name == p.library || strings.HasPrefix(name, p.library+"/")
			})
			if i < 0 {
				t.Errorf("%s imports %s, which is not pinned to a package", pkg, name)
				continue
			}
			used[pins[i].library+" in "+pkg] = true
			if !slices.Contains(strings.Fields(pins[i].only), pkg) {
				t.Errorf("%s imports %s, which belongs to %s only: %s", pkg, name, pins[i].only, pins[i].why)
			}
		}
	}
	for _, p := range pins {
		for _, pkg := range strings.Fields(p.only) {
			if !used[p.library+" in "+pkg] {
				t.Errorf("%s is pinned to %s, which does not import it", p.library, pkg)
			}
		}
	}
}

// cmd/enqueue is put on machines that must not hold more than a queue's
// address, so its whole link set is fixed, with what libraries bring along.
func TestEnqueueKnowsTheQueueOnly(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "list", "-deps", "./cmd/enqueue")
	cmd.Dir = moduleRoot(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var ours []string
	for _, name := range strings.Fields(string(out)) {
		if pkg, ok := inside(name); ok {
			ours = append(ours, pkg)
		}
		for _, bad := range enqueueLacks {
			if strings.HasPrefix(name, bad) {
				t.Errorf("cmd/enqueue is linked with %s", name)
			}
		}
	}
	slices.Sort(ours)
	if want := strings.Fields(enqueueKnows); !slices.Equal(ours, want) {
		t.Errorf("cmd/enqueue is linked with\n%v, want\n%v", ours, want)
	}
}

// Test the test: what the table forbids is seen.
func TestOutside(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"fmt": false, "database/sql": false, module + "/billing": false, "github.com/hibiken/asynq": true, "golang.org/x/sys/unix": true,
		path.Join(module+"fork", "billing"): true,
	} {
		if got := outside(name); got != want {
			t.Errorf("outside(%q) = %t, want %t", name, got, want)
		}
	}
}
