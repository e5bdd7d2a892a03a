package configs

import (
	"strings"
	"testing"
	"time"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	const want = `moco.account must be the sub-domain only (a-z, 0-9, -), got `
	for in, help := range map[string]string{
		"evil.com/?": "", "acme.mocoapp.com": `did you mean "acme"?`, "https://acme.mocoapp.com/invoices": `did you mean "acme"?`, "ACME": `did you mean "acme"?`,
		"müller": "", "-a": "", "a-": "", "a b": "", strings.Repeat("a", 64): "", "a_b": "",
	} {
		got := problem(t, strings.Replace(least, "beispiel", `"`+in+`"`, 1), fakeEnv{})
		if !strings.Contains(got, want) || help != "" && !strings.HasSuffix(got, help) || help == "" && strings.Contains(got, "did you mean") {
			t.Errorf("%s: %s", in, got)
		}
	}
	for _, in := range []string{"a", "beispiel-gmbh", "1a2"} {
		if got := ok(t, strings.Replace(least, "beispiel", in, 1), fakeEnv{}).Moco.BaseURL; got != "https://"+in+".mocoapp.com" {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "https://beispiel.mocoapp.com", "https://beispiel.mocoapp.com/": "https://beispiel.mocoapp.com", "https://beispiel.mocoapp.com:443": "https://beispiel.mocoapp.com",
		"http://127.0.0.1:8080/": "http://127.0.0.1:8080", "http://localhost:1/sim": "http://localhost:1/sim", "http://[::1]:2": "http://[::1]:2",
	} {
		if got := ok(t, least+"x-a: b\n", fakeEnv{vars: map[string]string{"MOCOWORK_MOCO_BASE_URL": in}}).Moco.BaseURL; got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
	for _, in := range []string{"http://beispiel.mocoapp.com", "https://andere.mocoapp.com", "https://beispiel.mocoapp.com.evil.com", "https://beispiel.mocoapp.com@evil.com",
		"https://u@beispiel.mocoapp.com", "https://beispiel.mocoapp.com/x", "https://beispiel.mocoapp.com?x", "http://10.0.0.1", "http://127.0.0.1@evil.com", "evil", "https://beispiel.mocoapp.com:8443", "http://[::1%25eth0", "http://a b"} {
		got := problem(t, least, fakeEnv{vars: map[string]string{"MOCOWORK_MOCO_BASE_URL": in}})
		if !strings.Contains(got, "moco.base_url must be https://beispiel.mocoapp.com or a loopback address") && !strings.Contains(got, "moco.base_url is not a URL") {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want RateLimit
		err  string
	}{
		{"standard", RateLimit{120, 2 * time.Minute}, ""},
		{"unlimited", RateLimit{1200, 2 * time.Minute}, ""},
		{"60/1m", RateLimit{60, time.Minute}, ""},
		{"60", RateLimit{}, `want standard, unlimited or a number of requests per time such as 120/2m, got "60"`},
		{"60/60", RateLimit{}, `"60" has no unit (use 60s or 60m)`},
		{"-1/1m", RateLimit{}, "want at least 3 requests, got -1"},
		{"0/1m", RateLimit{}, "want at least 3 requests, got 0"},
		{"9/1ms", RateLimit{}, "want a window from 1s to 1h, got 1ms"},
		{"9/7d", RateLimit{}, "want a window from 1s to 1h, got 7d"},
		{"1e99/1m", RateLimit{}, `want standard, unlimited or a number of requests per time such as 120/2m, got "1e99/1m"`},
	}
	for _, tt := range tests {
		got, err := ParseRateLimit(tt.in)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("%s: %v, %v", tt.in, got, err)
		}
	}
	if got := (RateLimit{120, 2 * time.Minute}).String(); got != "120/2m" {
		t.Errorf("String = %s", got)
	}
	if got := ok(t, strings.Replace(least, "read_key", "plan: unlimited, read_key", 1), fakeEnv{}).Moco.RateLimit.Requests; got != 1200 {
		t.Errorf("plan: unlimited gives %d", got)
	}
}

func TestStores(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"sqlite:./data/x.db": "sqlite:data/x.db", "sqlite:///var/x.db": "sqlite:/var/x.db", "postgres://u@localhost/x": "postgres://u@localhost/x",
		"postgresql:///x?host=/run/pg": "postgresql:///x?host=/run/pg", "postgres://u:p@db/x?sslmode=require": "postgres://u:****@db/x?sslmode=require",
	} {
		if got := ok(t, least, fakeEnv{vars: map[string]string{"MOCOWORK_STORE_URL": in}}).Store.String(); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
	for in, want := range map[string]string{
		"sqlite:": "want a file without options", "sqlite::memory:": "want a file without options", "sqlite:x?mode=ro": "want a file without options",
		"mysql://db": "want sqlite:FILE or postgres://", "data/x.db": "want sqlite:FILE or postgres://", "postgres://u@db": "want postgres://USER@HOST/DATABASE",
		"postgres://u:p%zz@db/x": "want postgres://USER@HOST/DATABASE", "postgres://u@db/x": "names another host and no sslmode",
		"postgres://u@db/x?sslmode=disable": "sends the password and customer data over the network in clear",
	} {
		if got := problem(t, least, fakeEnv{vars: map[string]string{"MOCOWORK_STORE_URL": in}}); !strings.Contains(got, want) {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Europe/Berln": `did you mean "Europe/Berlin"?`, "europe/vienna": `did you mean "Europe/Vienna"?`, "Local": "name it, such as Europe/Berlin", "MEZ": "use a name of the tz database",
		"../../etc/passwd": "use a name of the tz database",
	} {
		got := problem(t, strings.Replace(least, "Europe/Berlin", in, 1), fakeEnv{})
		if !strings.Contains(got, "is unknown [timezone]") || !strings.Contains(got, want) {
			t.Errorf("%s: %s", in, got)
		}
	}
	for _, z := range zones() {
		if _, err := time.LoadLocation(z); err != nil {
			t.Errorf("suggested zone %s: %v", z, err)
		}
	}
}

func TestMailAddresses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"a@example.com": true, "ü@example.com": true, "a@example.com,b@example.com": false, "Anna <a@example.com>": false, "a@example.com\r\nBcc: x@y.z": false, "a": false, " a@b.de": false} {
		if _, err := parseMail(in); (err == nil) != want {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestChannels(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"#finance": true, "#prüf-liste_2": true, "C0123ABCD": true, "G0123ABCD": true, "finance": false, "#Finance": false, "#": false, "#a b": false, "@anna": false, "U04ANNA": false, "c0123": false, "": false, "#" + strings.Repeat("a", 81): false} {
		if _, err := parseChannel(in); (err == nil) != want {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Keep{"24 months": {Months: 24}, "1 month": {Months: 1}, "2 years": {Months: 24}, "90 days": {Days: 90}, "90d": {Days: 90}, "2 weeks": {Days: 14}} {
		if got, err := ParseKeep(in); got != want || err != nil {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "months", "0 days", "-1 days", "2", "2 Monate", "99999 days"} {
		if got, err := ParseKeep(in); err == nil {
			t.Errorf("%s: %v", in, got)
		}
	}
	for k, want := range map[Keep]string{{}: "for ever", {Days: 3}: "3 days", {Months: 24}: "24 months"} {
		if k.String() != want {
			t.Errorf("%v", k)
		}
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"offene-posten_{{.AsOf}}.xlsx": true, "{{.Job}}-{{.Period}}.csv": true, "x.rfc4180.csv": true, "{{if .Job}}a{{end}}.xlsx": true,
		"../x.xlsx": false, "a/b.xlsx": false, `a\b.xlsx`: false, "{{.Nope}}.xlsx": false, "{{.AsOf.xlsx": false, ".xlsx": false, "a.txt": false, "a:b.xlsx": false, " a.xlsx": false, "{{call .Job}}.xlsx": false,
	} {
		if _, err := parseFileName(in); (err == nil) != want {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestShowDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{time.Minute: "1m", 48 * time.Hour: "48h", 168 * time.Hour: "7d", 90 * time.Minute: "1h30m", 90 * time.Second: "1m30s", time.Millisecond: "1ms", 10 * time.Second: "10s"} {
		if got := showDuration(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	w := fakeEnv{vars: map[string]string{"A": "1", "EMPTY": "", "REF": "${env:A}"}, files: map[string]fakeFile{"f": {text: "datei\n"}}}
	for in, want := range map[string]string{
		"plain": "plain", "${env:A}": "1", "x${env:A}y${file:f}z": "x1ydateiz", "${env:NONE:-a:-b}": "a:-b", "${env:EMPTY:-d}": "d", "${env:EMPTY}": "",
		"${file:absent:-d}": "d", "${env:REF}": "${env:A}", "a$b{c}": "a$b{c}",
	} {
		c := ok(t, least+"jobs: [{name: j, pull: [invoices], description: '"+in+"'}]\n", w)
		if got := c.Jobs[0].Description; got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestCheckNames(t *testing.T) {
	t.Parallel()
	c := ok(t, least+"jobs: [{name: a, pull: [invoices, report.finance]}]\nexports: {b: {template: revenue, file: b.xlsx}, c: {template: open-items, file: c.xlsx}}\n", fakeEnv{})
	l := c.CheckNames([]string{"open-items"}, []string{"payments", "invoices"})
	if len(l) != 2 || l.HasErrors() {
		t.Fatalf("got %v", l)
	}
	for i, want := range []string{`worker.yaml:5:11: warning: export "b": template "revenue" is accepted, but this version does not have it [unused]: it has open-items`,
		`worker.yaml:4:15: warning: job "a": data set "report.finance" is accepted, but this version does not have it [unused]: it has invoices, payments`} {
		if l[i].Error() != want {
			t.Errorf("got  %s\nwant %s", l[i].Error(), want)
		}
	}
}
