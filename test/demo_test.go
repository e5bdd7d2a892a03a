package test

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// demo runs `worker demo` in an empty folder with an almost empty environment.
func demo(t *testing.T, args ...string) (*world, result) {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), home: t.TempDir()}
	return w, w.worker(append([]string{"demo"}, args...)...)
}

// TestDoneWhen1Demo runs the demo where nothing is installed: it ends by
// itself, each reminder was made once, Slack's messages are shown, and the
// letters and the workbook are there.
func TestDoneWhen1Demo(t *testing.T) {
	t.Parallel()
	w, r := demo(t)
	r.want(t, 0, "6 letters, 41,125.00 EUR", "paid", "5 sent · 1 dropped", "counted 5 reminders made and 5 e-mails",
		"Freigabe: 2 Mahnungen Stufe 3", "Überfällig:", "offene-posten_2026-11-23.xlsx", "worker rules explain R2610-011")
	if r.err != "" {
		t.Errorf("stderr: %s", r.err)
	}
	letters, err := filepath.Glob(w.path("mocowork-demo/letters/*.txt"))
	if err != nil || len(letters) != 5 {
		t.Fatalf("letters: %v, %v", letters, err)
	}
	var refs []string
	for _, l := range letters {
		refs = append(refs, reference.FindString(readFile(t, l)))
	}
	slices.Sort(refs)
	want := []string{"R2608-002/M3", "R2609-014/M3", "R2610-019/M1", "R2610-022/M2", "R2611-001/M1"}
	if !slices.Equal(refs, want) {
		t.Errorf("letters %v, want %v", refs, want)
	}
	if home, err := os.ReadDir(w.home); err != nil || len(home) != 0 {
		t.Errorf("it left something in the home folder: %v, %v", home, err)
	}
	if all, err := os.ReadDir(w.dir); err != nil || len(all) != 1 {
		t.Errorf("it left more than its folder: %v, %v", all, err)
	}
	w.dir = w.path("mocowork-demo")
	w.lookAround()
	w.control(w.path("exports/offene-posten_2026-11-23.xlsx"))
}

// lookAround runs the commands that the demo recommends, without its
// simulators.
func (w *world) lookAround() {
	w.t.Helper()
	w.worker("rules", "explain", "R2610-011").want(w.t, 0, "R2610-011 · Isar Digital GmbH · 1,570.00 EUR open", "TRUE", "vor weniger als 10 Tagen gemahnt", "would be level 2 on")
	w.worker("runs").want(w.t, 0, "overdue-daily", "done")
	w.worker("audit").want(w.t, 0, "mailed")
	w.worker("audit", "--verify").want(w.t, 0, "unbroken")
	w.worker("rules", "check").want(w.t, 0)
	w.worker("init", "../my-agency").want(w.t, 0, "worker.yaml")
}

// TestDemoAgain runs the demo twice in one folder: it starts anew and keeps
// what was edited.
func TestDemoAgain(t *testing.T) {
	t.Parallel()
	w, r := demo(t, "--dir", "d")
	r.want(t, 0)
	w.edit("d/worker.yaml", "reminders_per_run: 25", "reminders_per_run: 24")
	w.worker("demo", "--dir", "d").want(t, 0, "of 24 reminders", "5 reminders made and 5 e-mails")
	// A folder that is somebody's own is left alone.
	w.put("mine/data/precious", "x")
	w.worker("demo", "--dir", "mine").want(t, 1, "was not made by a demo")
	if readFile(t, w.path("mine/data/precious")) != "x" {
		t.Error("the file has changed")
	}
}

// TestDoneWhen2RealAccount runs the demo on objects as the real MOCO sent
// them.
func TestDoneWhen2RealAccount(t *testing.T) {
	t.Parallel()
	data := shared(t, "moco/real-account.json")
	w, r := demo(t, "--data", data)
	r.want(t, 0, "open  6 invoices, 2,032.00 EUR", "ignored in MOCO", "R220003", "not marked as sent", "counted 0 reminders made and 0 e-mails")
	if i := strings.Index(r.out, "Letters to customers"); i >= 0 {
		t.Errorf("there are letters:\n%s", r.out[i:])
	}
	files, err := filepath.Glob(w.path("mocowork-demo/exports/*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("workbooks: %v, %v", files, err)
	}
	rows := w.control(files[0])
	var open []string
	for _, row := range rows {
		for _, cell := range row {
			if regexp.MustCompile(`^R22000\d$`).MatchString(cell) {
				open = append(open, cell)
			}
		}
	}
	slices.Sort(open)
	if want := []string{"R220001", "R220002", "R220004", "R220005", "R220006", "R220007"}; !slices.Equal(open, want) {
		t.Errorf("the workbook has rows of %v, want %v", open, want)
	}
	i := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "R220007") })
	if i < 0 || !slices.Contains(rows[i], "2380") || !slices.Contains(rows[i], "1330") {
		t.Errorf("R220007 is not 1,330.00 of 2,380.00: %v", rows)
	}
}

// TestDoneWhen2CreatedAsSent names the six as soon as what was created counts
// as sent.
func TestDoneWhen2CreatedAsSent(t *testing.T) {
	t.Parallel()
	data := shared(t, "moco/real-account.json")
	w := &world{t: t, dir: t.TempDir(), home: t.TempDir(), env: []string{"MOCOWORK_TREAT_CREATED_AS_SENT=true"}}
	r := w.worker("demo", "--data", data).want(t, 0, "R220003")
	lines := regexp.MustCompile(`(?m)^  [+?] level 1 +(\S+)`).FindAllStringSubmatch(r.out, -1)
	var got []string
	for _, l := range lines {
		got = append(got, l[1])
	}
	slices.Sort(got)
	if want := []string{"R220001", "R220002", "R220004", "R220005", "R220006", "R220007"}; !slices.Equal(got, want) {
		t.Errorf("letters for %v, want %v\n%s", got, want, r.out)
	}
}

// shared finds a file of the folder that lies beside the project, or skips.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "shared", filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("there is no shared/%s", name)
		}
	}
}

// control opens a workbook in LibreOffice and checks its control rows: each
// difference between two ways of adding up is 0.00. It returns the rows of the
// open items.
func (w *world) control(file string) [][]string {
	w.t.Helper()
	sheets := w.libreOffice(file)
	checked, inside := 0, false
	for _, row := range sheets["Übersicht"] {
		switch {
		case strings.HasPrefix(row[0], "Kontrolle"):
			inside = true
		case row[0] == "":
			inside = false
		case inside:
			checked++
			if strings.Trim(row[1], "0.") != "" || row[1] == "" {
				w.t.Errorf("the control row is not 0.00: %q", row)
			}
		}
	}
	if checked < 4 {
		w.t.Errorf("%d control rows in %v", checked, sheets)
	}
	return sheets["Offene Posten"]
}

// libreOffice opens a workbook, lets it calculate every formula anew, and
// gives the rows of each sheet as plain values.
func (w *world) libreOffice(file string) map[string][][]string {
	w.t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		missing(w.t, "LibreOffice")
	}
	profile, out := w.t.TempDir(), w.t.TempDir()
	if err := os.Mkdir(filepath.Join(profile, "user"), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculate), 0o600); err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), office, "-env:UserInstallation=file://"+profile, "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1", "--outdir", out, file)
	if b, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("%s can't be opened: %v\n%s", file, err, b)
	}
	made, err := filepath.Glob(filepath.Join(out, "*.csv"))
	if err != nil || len(made) == 0 {
		w.t.Fatalf("%s: nothing came out: %v", file, err)
	}
	sheets := map[string][][]string{}
	stem := strings.TrimSuffix(filepath.Base(file), ".xlsx") + "-"
	for _, m := range made {
		r := csv.NewReader(strings.NewReader(readFile(w.t, m)))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
		rows, err := r.ReadAll()
		if err != nil {
			w.t.Fatal(err)
		}
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(m), stem), ".csv")] = rows
	}
	return sheets
}

// recalculate makes LibreOffice calculate when it opens a file, instead of
// showing the values that stand beside the formulas.
const recalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`
