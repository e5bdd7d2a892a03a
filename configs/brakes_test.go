package configs

import (
	"strings"
	"testing"
	"time"
)

// A trial that ends because a variable is empty is said; a plain "" is the
// normal state.
func TestEmptyRedirect(t *testing.T) {
	t.Parallel()
	const want = "worker.yaml:4:20: warning: redirect_mail_to is set but empty: customers get their mail [empty-redirect]: set the variable, or take the line out"
	for text, vars := range map[string]map[string]string{
		"redirect_mail_to: \"${env:TRIAL:-}\"\n":              nil,
		"redirect_mail_to: \"${env:TRIAL}\"\n":                {"TRIAL": ""},
		"redirect_mail_to: \"${env:TRIAL}${env:OTHER:-}\"\n":  {"TRIAL": ""},
		"redirect_mail_to: \"${file:trial:-}\"\n":             nil,
		"redirect_mail_to: \"${env:TRIAL:-}\"\nlocale: en-GB": {"TRIAL": ""},
	} {
		if got := problem(t, least+text, fakeEnv{vars: vars}); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	for text, mail := range map[string]string{"redirect_mail_to: \"\"\n": "", "": "", "redirect_mail_to: \"${env:TRIAL:-a@example.com}\"\n": "a@example.com"} {
		c, l, docs := Parse("worker.yaml", []byte(least+text), fakeEnv{}.env())
		if len(l) > 0 || c.RedirectMailTo != mail {
			t.Errorf("%s: %q\n%s", text, c.RedirectMailTo, printed(t, l, docs))
		}
	}
	if got := problem(t, least+"redirect_mail_to: \"${env:TRIAL}\"\n", fakeEnv{}); !strings.Contains(got, "environment variable TRIAL is not set") {
		t.Errorf("an unset variable: %s", got)
	}
}

func TestShortTimes(t *testing.T) {
	t.Parallel()
	const sim = "version: 1\ntimezone: Europe/Berlin\nmoco: {account: beispiel, base_url: \"http://127.0.0.1:8080\", read_key: \"${env:MOCO_READ_KEY}\"}\n"
	for text, want := range map[string]string{
		least + "lease: 9s\n":     "worker.yaml:4:8: warning: lease: 9s is short [short] (a worker that is only slow loses its work to another): 60s is the default",
		least + "lease: 999ms\n":  "worker.yaml:4:8: error: lease: want at least 1s, got 999ms [short]",
		sim + "lease: 500ms\n":    "worker.yaml:4:8: error: lease: want at least 1s, got 500ms [short]",
		least + "settle: 4m59s\n": "worker.yaml:4:9: warning: settle: 4m59s is short [short] (a write that MOCO shows late would be done twice): 30m is the default",
	} {
		got := problem(t, text, fakeEnv{})
		if head, _, _ := strings.Cut(want, " [short]"); !strings.HasPrefix(got, head+" [short]") {
			t.Errorf("%s\nwant %s", got, head)
		}
	}
	for _, text := range []string{least + "lease: 10s\nsettle: 5m\n", sim + "lease: 1s\nsettle: 1s\n"} {
		if _, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{}.env()); len(l) > 0 {
			t.Error(printed(t, l, docs))
		}
	}
	env := fakeEnv{files: map[string]fakeFile{"worker.yaml": {text: least + "lease: 2s\nredirect_mail_to: ${env:TRIAL:-}\n"}}}.env()
	c, l, _, err := LoadQueue("worker.yaml", env)
	if err != nil || len(l) > 0 || c.Lease != 2*time.Second {
		t.Errorf("a program that only enqueues: %v, %v", l, err)
	}
}

// What would promise more than happens is refused.
func TestUnsupported(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"texts: ./texts\n": "texts: letters of your own belong to a ladder of a rule file [unsupported]",
		"texts: \"\"\n":    "texts: letters of your own belong to a ladder of a rule file [unsupported]",
	} {
		if got := problem(t, least+text, fakeEnv{}); !strings.Contains(got, "error: "+want) {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{"approvals: {finance: {channel: \"#f\"}}\n", "approvals: {finance: {channel: \"#f\", required: 1}}\n"} {
		if _, l, docs := Parse("worker.yaml", []byte(least+text), fakeEnv{}.env()); len(l) > 0 {
			t.Error(printed(t, l, docs))
		}
	}
}

// A group of people that could never agree is refused; who is in a user group is
// not known here.
func TestEnoughApprovers(t *testing.T) {
	t.Parallel()
	group := func(keys string) string { return least + "approvals: {finance: {channel: \"#f\"" + keys + "}}\n" }
	for keys, want := range map[string]string{
		"": "", ", required: 3": "", ", approvers: [U04ANNA]": "", ", approvers: [S0FIN], required: 3": "",
		", approvers: [U04ANNA, U05BEN], second_person_from: {EUR: 10000}": "",
		", approvers: [U04ANNA, U05BEN], required: 3":                      "3 people must agree, but approvers has 2",
		", approvers: [U04ANNA], second_person_from: {EUR: 10000}":         "2 people must agree, but approvers has 1",
		", second_person_from: {EUR: x}":                                   "second_person_from",
	} {
		got := problems(t, group(keys))
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", keys, got, want)
		}
	}
}

// problems are all that is wrong with a file, as people see it.
func problems(t *testing.T, text string) string {
	t.Helper()
	_, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{}.env())
	if len(l) == 0 {
		return ""
	}
	return printed(t, l, docs)
}

// What approve_by and people name must be there.
func TestApproveByAndPeople(t *testing.T) {
	t.Parallel()
	const group = "approvals: {finance: {channel: \"#f\", approvers: [U04ANNA]}}\n"
	for text, want := range map[string]string{
		"approve_by: finance\npeople: {anna: {slack: U04ANNA}, ben@server: {slack: W05BEN}}\n": "",
		"approve_by: finanze\n":                 `there is no approval group "finanze"`,
		"people: {anna: {slack: S0FINANZEN}}\n": "want the id of a Slack user",
		"people: {anna: {}}\n":                  "slack",
	} {
		got := problems(t, least+group+text)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// The shipped files promise nothing that does not happen.
func TestShippedFilesLoad(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"example/worker.yaml", "../internal/app/demo/worker.yaml"} {
		w := fakeEnv{files: map[string]fakeFile{"simulators/moco.url": {text: "http://127.0.0.1:8080"}, "simulators/slack.url": {text: "http://127.0.0.1:8081/api/"}}}
		if _, l, docs := Parse("worker.yaml", []byte(readFile(t, file)), w.env()); len(l) > 0 {
			t.Errorf("%s:\n%s", file, printed(t, l, docs))
		}
	}
}

// A schedule on a day that not every month has is warned of.
func TestShortMonths(t *testing.T) {
	t.Parallel()
	const job = least + "jobs:\n  - {name: a, schedule: {cron: \"0 8 31 * *\"}, pull: [invoices], exports: []}\n"
	want := "not every month has this day: no run in February, April, June, September and November [short-month]"
	if got := problem(t, job, fakeEnv{}); !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
	for day, want := range map[string]string{"29": "no run in February [", "30": "no run in February [", "L": "", "28": "", "1,31": ""} {
		_, l, docs := Parse("worker.yaml", []byte(strings.Replace(job, " 31 ", " "+day+" ", 1)), fakeEnv{}.env())
		if got := printed(t, l, docs); want == "" && strings.Contains(got, "short-month") || !strings.Contains(got, want) {
			t.Errorf("day %s: %s", day, got)
		}
	}
}
