package test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// leakPath is one way in which something could come out.
type leakPath struct {
	name string
	// fired is said when it has really happened.
	fired string
	do    func(s *secretly)
	setup []func(*setup)
}

func onRedis(o *setup)     { o.redis = "${env:REDIS}" }
func withMetrics(o *setup) { o.top = `metrics: {listen: "127.0.0.1:0"}` }

// leakPaths are all of them.
func leakPaths() []leakPath {
	var all []leakPath
	for _, list := range [][]leakPath{mocoLeaks(), keyLeaks(), slackLeaks(), redisLeaks(), storeLeaks(), processLeaks()} {
		all = append(all, list...)
	}
	return all
}

// mocoLeaks have a MOCO that shows what it was sent, as debug pages do, and
// connections that fail.
func mocoLeaks() []leakPath {
	echo := func(status int, m mocosim.Match) func(*secretly) {
		return func(s *secretly) {
			s.moco.Fault(mocosim.Fault{Match: m, Status: status, Rewrite: func([]byte) []byte {
				return fmt.Appendf(nil, `{"errors":["Authorization: Token token=%s and %s"],"debug":%q}`, s.secrets["read key"], s.secrets["write key"], s.secrets["read key"])
			}})
			s.does("run dun -v")
			s.does("runs --json")
			s.does("audit --json")
		}
	}
	list := mocosim.Match{Path: "/invoices"}
	all := []leakPath{
		{"MOCO refuses the key and shows it", "401", echo(401, list), nil},
		{"MOCO forbids and shows the key", "403", echo(403, list), nil},
		{"MOCO refuses a reminder and shows the key", "422", echo(422, makeReminder), nil},
		{"MOCO breaks over a reminder and shows the key", "500", echo(500, makeReminder), nil},
		{"MOCO breaks and shows the key", "500", echo(500, list), nil},
		{"MOCO answers a list with a debug page", "run dun", echo(200, list), nil},
	}
	header := func(status int, name, value string) func(*secretly) {
		return func(s *secretly) {
			s.moco.Fault(mocosim.Fault{Match: list, Status: status, Header: map[string]string{name: strings.ReplaceAll(value, "KEY", url.QueryEscape(s.secrets["read key"]))}})
			s.does("plan dun -v")
		}
	}
	return append(all,
		leakPath{"a redirection with the key in it", "302", header(302, "Location", "http://127.0.0.1:1/?key=KEY"), nil},
		leakPath{"a next page with the key in it", "error", header(0, "Link", `<http://127.0.0.1:1/invoices?key=KEY&page=2>; rel="next"`), nil},
		leakPath{"a header with the key in it", "503", header(503, "X-Debug", "KEY"), nil},
		leakPath{"an answer that breaks off", "error", func(s *secretly) {
			s.moco.Fault(mocosim.Fault{Match: list, Body: mocosim.BodyCut, Cut: 40})
			s.does("plan dun -v")
		}, nil},
		leakPath{"a connection that is cut during a write", "unclear", func(s *secretly) {
			s.moco.Fault(mocosim.CommitThenDrop(makeReminder))
			s.moco.Fault(mocosim.Fault{Match: mocosim.Match{Method: "GET", Path: "/invoice_reminders"}, Nth: 3, Times: 3, Status: 502})
			s.say(s.worker("run", "dun", "-v"))
			s.note("unclear")
			s.does("actions --json")
		}, nil},
		leakPath{"an invoice that can't be understood, with the key in it", "not understood", func(s *secretly) {
			s.moco.Fault(mocosim.Fault{Match: list, Rewrite: func([]byte) []byte {
				return fmt.Appendf(nil, `[{"id":9001,"identifier":"R-1","date":%q,"gross_total":%q}]`, s.secrets["read key"], s.secrets["read key"])
			}})
			s.does("plan dun -v")
			s.note("not understood")
		}, nil},
		leakPath{"a certificate that nobody knows", "certificate", func(s *secretly) {
			tls := httptest.NewUnstartedServer(http.NotFoundHandler())
			tls.Config.ErrorLog = nil
			tls.StartTLS()
			defer tls.Close()
			s.with("plan dun -v", "MOCOWORK_MOCO_BASE_URL="+tls.URL)
		}, nil},
		leakPath{"nobody listens at MOCO's address", "refused", func(s *secretly) { s.with("run dun -v", "MOCOWORK_MOCO_BASE_URL=http://127.0.0.1:1") }, nil},
		leakPath{"a password in MOCO's address", "base_url", func(s *secretly) {
			s.with("plan dun", "MOCOWORK_MOCO_BASE_URL=http://me:"+s.secrets["password in base_url"]+"@127.0.0.1:1")
			s.with("plan dun", "MOCOWORK_MOCO_BASE_URL=http://me:"+s.secrets["password in base_url"]+"@evil.example")
			s.with("plan dun", "MOCOWORK_MOCO_BASE_URL=http://127.0.0.1:1/?key="+s.secrets["password in base_url"])
		}, nil},
		leakPath{"a proxy with a password", "plan dun", func(s *secretly) {
			proxy := "http://me:" + s.secrets["proxy password"] + "@127.0.0.1:1"
			s.with("plan dun -v", "HTTPS_PROXY="+proxy, "HTTP_PROXY="+proxy, "ALL_PROXY="+proxy)
			s.with("doctor", "HTTPS_PROXY="+proxy, "HTTP_PROXY="+proxy)
		}, nil},
	)
}

// keyLeaks are mistakes with the keys themselves.
func keyLeaks() []leakPath {
	swap := func(file, secret string, lines ...string) func(*secretly) {
		return func(s *secretly) {
			s.put(file, s.secrets[secret]+"\n")
			for _, line := range lines {
				s.does(line)
			}
		}
	}
	inFile := func(old, text string, lines ...string) func(*secretly) {
		return func(s *secretly) {
			for what, secret := range s.secrets {
				text = strings.ReplaceAll(text, "<"+what+">", secret)
			}
			s.edit("worker.yaml", old, text)
			for _, line := range append(lines, "rules check", "rules check --json", "plan dun", "config", "config --origin", "doctor --json") {
				s.does(line)
			}
			s.say(s.enqueue("dun"))
			s.edit("worker.yaml", text, old)
		}
	}
	const readKey = "${file:./read.key}"
	return []leakPath{
		{"a wrong read key", "401", swap("read.key", "wrong read key", "run dun -v", "doctor", "doctor --json"), nil},
		{"a wrong write key", "401", swap("write.key", "wrong write key", "run dun -v", "doctor", "runs --json"), nil},
		{"a wrong key in a variable", "401", func(s *secretly) {
			s.with("plan dun -v", "MOCOWORK_MOCO_READ_KEY="+s.secrets["variable of a key"])
			s.with("config --origin", "MOCOWORK_MOCO_READ_KEY="+s.secrets["variable of a key"])
		}, nil},
		{"the key stands in worker.yaml", "error", inFile(readKey, "<key in the file>"), nil},
		{"the key stands behind a misspelt name", "error", inFile("read_key: "+readKey, "read_kay: <key in the file>"), nil},
		{"the key stands in a broken line", "error", inFile("read_key: "+readKey, "read_key: {<key in the file>: [\n\tx"), nil},
		{"the key stands where the file's name belongs", "error", inFile(readKey, "${file:<slack token in the file>}"), nil},
		{"the key stands where the variable's name belongs", "error", inFile(readKey, "${env:<slack token in the file>}"), nil},
		{"the token stands in worker.yaml", "error", inFile("${file:./slack.key}", "<slack token in the file>"), nil},
		{"a key that everybody may read", "0644", func(s *secretly) {
			if err := os.Chmod(s.path("read.key"), 0o644); err != nil {
				s.t.Fatal(err)
			}
			s.does("plan dun")
			s.does("doctor --json")
		}, nil},
		{"a key of two lines", "read_key", func(s *secretly) {
			s.put("read.key", s.secrets["read key"]+"\n"+s.secrets["wrong read key"]+"\n")
			s.does("plan dun -v")
		}, nil},
		{"a key with a control character", "read_key", func(s *secretly) {
			s.put("read.key", s.secrets["read key"]+"\x01x\n")
			s.does("plan dun -v")
		}, nil},
		{"Slack's token in MOCO's place", "read_key", swap("read.key", "slack token", "plan dun", "doctor"), nil},
		{"MOCO's key in Slack's place", "bot_token", swap("slack.key", "read key", "run dun -v", "doctor"), nil},
		{"an incoming webhook in the token's place", "does not begin with xoxb-", func(s *secretly) {
			s.put("slack.key", "https://hooks.slack.com/services/"+s.secrets["webhook address"]+"\n")
			s.does("run dun -v")
			s.does("doctor")
		}, nil},
		{"an app token in the bot token's place", "does not begin with xoxb-", swap("slack.key", "app token", "run dun", "doctor"), nil},
	}
}

// slackLeaks have a Slack that shows the token, or is not there.
func slackLeaks() []leakPath {
	at := func(answer func(s *secretly, w http.ResponseWriter)) func(*secretly) {
		return func(s *secretly) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				answer(s, w)
			}))
			defer srv.Close()
			s.env = append(s.env, "MOCOWORK_SLACK_API_URL="+srv.URL+"/api/")
			// It tries for long: what it says meanwhile is enough.
			p := s.start("worker", "run", "dun", "-v")
			p.says("action=digest run=")
			p.signal(syscall.SIGINT)
			s.say(p.wait())
			for _, line := range []string{"doctor --json", "runs --json", "audit --json"} {
				s.does(line)
			}
		}
	}
	text := func(status int, format string) func(*secretly, http.ResponseWriter) {
		return func(s *secretly, w http.ResponseWriter) {
			if status == 302 {
				w.Header().Set("Location", "http://127.0.0.1:1/?token="+s.secrets["slack token"])
			}
			w.WriteHeader(status)
			fmt.Fprint(w, strings.ReplaceAll(format, "TOKEN", s.secrets["slack token"]))
		}
	}
	return []leakPath{
		{"Slack refuses and shows the token", "unreadable", at(text(200, `{"ok":false,"error":"invalid token TOKEN"}`)), nil},
		{"Slack's error is the token", "refused by Slack", at(text(200, `{"ok":false,"error":"TOKEN"}`)), nil},
		{"Slack wants a scope and shows the token", "scope", at(text(200, `{"ok":false,"error":"missing_scope","needed":"TOKEN","provided":"TOKEN"}`)), nil},
		{"Slack breaks and shows the token", "500", at(text(500, `<html>Authorization: Bearer TOKEN</html>`)), nil},
		{"Slack answers something else", "slack", at(text(200, `"TOKEN`)), nil},
		{"Slack's proxy wants a login", "redirection", at(text(302, "")), nil},
		{"nobody listens at Slack's address", "can't be reached", func(s *secretly) { s.with("doctor", "MOCOWORK_SLACK_API_URL=http://127.0.0.1:1/api/") }, nil},
		{"a password in Slack's address", "api_url", func(s *secretly) {
			s.with("run dun -v", "MOCOWORK_SLACK_API_URL=http://me:"+s.secrets["password in base_url"]+"@127.0.0.1:1/api/")
			s.with("plan dun", "MOCOWORK_SLACK_API_URL=http://me:"+s.secrets["password in base_url"]+"@evil.example/")
		}, nil},
	}
}

// redisLeaks are every way in which Redis can't be had.
func redisLeaks() []leakPath {
	serve := func(address func(s *secretly) string) func(*secretly) {
		return func(s *secretly) {
			env := "REDIS=" + address(s)
			s.env = append(s.env, env)
			s.does("serve -v")
			s.does("config --origin")
			if !strings.Contains(env, "127.0.0.1:2") { // these take their time
				s.does("doctor --json")
				s.say(s.enqueue("dun"))
			}
		}
	}
	fixed := func(format string) func(*secretly) string {
		return func(s *secretly) string {
			return strings.NewReplacer("PASSWORD", s.secrets["redis password in a variable"], "HOST", s.redis.Address,
				"MOCO", strings.TrimPrefix(s.moco.URL(), "http://"), "SPECIAL", url.QueryEscape(s.secrets["password with special characters"]),
				"RAW", s.secrets["password with special characters"]).Replace(format)
		}
	}
	one := []func(*setup){onRedis}
	return []leakPath{
		{"a wrong Redis password", "WRONGPASS", serve(fixed("redis://:PASSWORD@HOST/0")), one},
		{"a Redis user that does not exist", "WRONGPASS", serve(fixed("redis://me:PASSWORD@HOST/0")), one},
		{"nobody listens at Redis' address", "refused", serve(fixed("redis://:PASSWORD@127.0.0.1:1/0")), one},
		{"Redis' port is no number", "port", serve(fixed("redis://:PASSWORD@127.0.0.1:port/0")), one},
		{"Redis' database is no number", "redis", serve(fixed("redis://:PASSWORD@HOST/zero")), one},
		{"a Redis database that is not there", "redis", serve(func(s *secretly) string { return strings.TrimSuffix(s.redis.URL(), "/0") + "/99" }), one},
		{"TLS to a Redis that has none", "redis", serve(fixed("rediss://:PASSWORD@MOCO/0")), one},
		{"no Redis behind the address", "redis", serve(fixed("redis://:PASSWORD@MOCO/0")), one},
		{"a Redis password with special characters", "redis", serve(fixed("redis://:SPECIAL@HOST/0")), one},
		{"a Redis password that is not escaped", "redis", serve(fixed("redis://:RAW@HOST/0")), one},
		{"a Redis password with a broken escape", "redis", serve(fixed("redis://:PASSWORD%zz@HOST/0")), one},
		{"Redis' sentinels are not there", "redis", serve(fixed("redis-sentinel://:PASSWORD@127.0.0.1:1,127.0.0.1:2/0?master=m")), one},
		{"Redis' cluster is not there", "redis", serve(fixed("redis-cluster://:PASSWORD@127.0.0.1:1,127.0.0.1:2/0")), one},
		{"another protocol for Redis", "redis", serve(fixed("http://:PASSWORD@127.0.0.1:1/0")), one},
	}
}

// storeLeaks are every way in which the store can't be had.
func storeLeaks() []leakPath {
	at := func(format string, lines ...string) func(*secretly) {
		return func(s *secretly) {
			u, err := url.Parse(s.pg)
			if err != nil {
				s.t.Fatal(err)
			}
			address := strings.NewReplacer("PASSWORD", s.secrets["store password in a variable"], "RAW", s.secrets["password with special characters"],
				"SPECIAL", url.QueryEscape(s.secrets["password with special characters"]), "HOST", u.Host, "USER", u.User.Username(), "DB", strings.TrimPrefix(u.Path, "/"),
				"OWN", s.secrets["postgres password"]).Replace(format)
			for _, line := range []string{"run dun -v", "config --origin", "doctor --json", "audit --verify"} {
				s.with(line, "MOCOWORK_STORE_URL="+address)
			}
		}
	}
	return []leakPath{
		{"a wrong PostgreSQL password", "password", at("postgres://USER:PASSWORD@HOST/DB?sslmode=disable"), nil},
		{"a PostgreSQL password with special characters", "password", at("postgres://USER:SPECIAL@HOST/DB?sslmode=disable"), nil},
		{"a PostgreSQL password that is not escaped", "store.url", at("postgres://USER:RAW@HOST/DB?sslmode=disable"), nil},
		{"a PostgreSQL password with a broken escape", "store.url", at("postgres://USER:PASSWORD%zz@HOST/DB"), nil},
		{"nobody listens at PostgreSQL's address", "refused", at("postgres://me:PASSWORD@127.0.0.1:1/x?sslmode=disable"), nil},
		{"PostgreSQL's port is no number", "store.url", at("postgres://me:PASSWORD@127.0.0.1:port/x"), nil},
		{"a PostgreSQL database that is not there", "does not exist", at("postgres://USER:OWN@HOST/nosuchdatabase?sslmode=disable"), nil},
		{"PostgreSQL with an unknown sslmode", "store", at("postgres://me:PASSWORD@127.0.0.1:1/x?sslmode=perhaps"), nil},
		{"PostgreSQL without the TLS that is wanted", "store", at("postgres://USER:OWN@HOST/DB?sslmode=require"), nil},
		{"everything that is kept in PostgreSQL", "every row", func(s *secretly) {
			s.does("run dun -v")
			s.does("doctor --json")
			for _, leak := range scan("the store", storeDump(s.t, s.pg), s.secrets) {
				s.t.Error(leak)
			}
			s.note("every row")
		}, []func(*setup){func(o *setup) { o.store = "PG" }}},
	}
}

// processLeaks are what a working process shows, and how it ends.
func processLeaks() []leakPath {
	return []leakPath{
		{"everything that a command prints", "doctor", func(s *secretly) {
			for _, line := range []string{
				"doctor", "doctor --json", "config", "config --origin", "config --json", "plan dun -v", "plan dun --json", "run dun -v", "runs", "runs --json",
				"audit", "audit --json", "audit --verify", "actions --json", "rules check", "rules explain R-1 -v", "version", "help environment", "healthcheck --json",
			} {
				if r := s.does(line); r.code > 1 {
					s.t.Errorf("%s: exit code %d\n%s%s", line, r.code, r.out, r.err)
				}
			}
			for _, leak := range scan("the store", storeDump(s.t, "sqlite:"+s.path("data/mocowork.db")), s.secrets) {
				s.t.Error(leak)
			}
		}, nil},
		{"a worker that serves, and what it leaves in Redis", "every key", func(s *secretly) {
			s.env = append(s.env, "REDIS="+s.redis.URL())
			p := s.serve("-v")
			for _, args := range [][]string{{"dun", "--wait"}, {"dun", "--wait", "--json"}, {"list", "--json"}} {
				s.say(s.enqueue(args...))
			}
			for _, leak := range scan("Redis", redisDump(s.t, s.redis), s.secrets) {
				s.t.Error(leak)
			}
			s.say(p.stop())
			s.note("every key")
		}, []func(*setup){onRedis}},
		{"the pages for machines", "mocowork_build_info", func(s *secretly) {
			p := s.serve("-v")
			s.say(s.enqueue("dun", "--wait"))
			for _, page := range []string{"/metrics", "/readyz", "/healthz", "/debug/pprof/", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/vars", "/config", "/"} {
				s.note(s.get(p, page))
			}
			s.say(p.stop())
		}, []func(*setup){withMetrics}},
		{"the list of processes", "serve", func(s *secretly) {
			p := s.serve()
			list := processList(s.t, p)
			s.note(list)
			if !regexp.MustCompile(`(?m)^Max core file size +0 +`).MatchString(list) {
				s.t.Errorf("a crash may write a core file:\n%s", list)
			}
			s.say(p.stop())
		}, nil},
		{"SIGQUIT", "goroutine ", func(s *secretly) { s.ends(syscall.SIGQUIT) }, nil},
		{"a crash with every goroutine", "goroutine ", func(s *secretly) {
			s.env = append(s.env, "GOTRACEBACK=crash")
			s.ends(syscall.SIGABRT)
			if cores, err := filepath.Glob(s.path("core*")); err != nil || len(cores) > 0 {
				s.t.Errorf("core files: %v, %v", cores, err)
			}
		}, nil},
		{"the power goes off during a write", "killed", func(s *secretly) {
			s.killAt(makeReminder, crashes[0].fault, s.start("worker", "run", "dun", "-v"))
			s.note("killed")
			s.does("run dun -v")
			s.does("audit --json")
		}, nil},
		{"a schedule, asked for by a key", "no job", func(s *secretly) { s.does("plan no-such-job"); s.say(s.enqueue("no-such-job")) }, nil},
	}
}

// ends ends a serving worker in the middle of a write by a signal that makes it
// show its goroutines.
func (s *secretly) ends(sig syscall.Signal) {
	s.t.Helper()
	p := s.serve("-v")
	held := s.moco.Next(makeReminder, mocosim.PhaseHeld)
	s.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Commit: mocosim.CommitNever, Then: mocosim.ThenHang})
	s.say(s.enqueue("dun"))
	wait(s.t, "the reminder", held)
	p.signal(sig)
	r := s.say(p.wait())
	if r.code == 0 || !strings.Contains(r.err, "CreateReminder") {
		s.t.Errorf("exit code %d, and no stack of the write", r.code)
	}
}

var listens = regexp.MustCompile(`"address":"([^"]+)"`)

// get is a page of a serving worker, whose log says where it listens.
func (s *secretly) get(p *process, path string) string {
	s.t.Helper()
	p.says("health and metrics")
	m := listens.FindStringSubmatch(p.err.String())
	if m == nil {
		s.t.Fatalf("the log does not say where it listens:\n%s", p.err)
	}
	resp, err := http.Get("http://" + m[1] + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprintf("%s %v %s", resp.Status, resp.Header, b)
}
