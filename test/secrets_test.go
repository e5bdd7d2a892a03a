package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// secretly is what the paths below work with: an installation, the secrets that
// must not come out of it, and what it has said so far.
type secretly struct {
	*world
	t       *testing.T
	secrets map[string]string
	redis   *redistest.Server
	pg      string
	mu      *sync.Mutex
	said    *bytes.Buffer
}

// canaries are secrets that must not come out anywhere, by what they are.
func canaries(redisPassword, pgPassword string) map[string]string {
	return map[string]string{
		"read key": "k4n4ry-1+/=rd", "write key": "k4n4ry-2+/=wr", "slack token": "xoxb-k4n4ry-3-sl", "redis password": redisPassword,
		"postgres password": pgPassword, "key in the file": "k4n4ry6inlinekey", "variable of a key": "k4n4ry-7+env", "wrong read key": "k4n4ry-8+wrong",
		"redis password in a variable": "k4n4ry9redis", "store password in a variable": "k4n4ry10store", "slack token in the file": "xoxb-k4n4ry-11-inline",
		"password in base_url": "k4n4ry12base", "password with special characters": "k4n4ry13 p@ss:/w?rd&%", "webhook address": "T0K4N4RY/B0K4N4RY/k4n4ry14hook",
		"app token": "xapp-1-k4n4ry15", "wrong write key": "k4n4ry-16+wrong", "proxy password": "k4n4ry17proxy",
	}
}

// ordinary is an installation that works, with its secrets in files.
func ordinary(t *testing.T, s *secretly, more ...func(*setup)) *secretly {
	t.Helper()
	o := setup{
		readKey: s.secrets["read key"], writeKey: s.secrets["write key"], export: true,
		slack: slacksim.Options{Token: s.secrets["slack token"], Channels: []slacksim.Channel{{Name: "finance"}, {Name: "finance-freigaben"}}},
	}
	for _, f := range more {
		f(&o)
	}
	if o.store == "PG" {
		o.store = s.pg
	}
	mine := *s
	mine.t, mine.world, mine.mu, mine.said = t, newWorld(t, o), &sync.Mutex{}, &bytes.Buffer{}
	return &mine
}

// say keeps what a program said for the scan.
func (s *secretly) say(r result) result {
	s.note(strings.Join(r.args, " ") + "\n" + r.out + r.err)
	return r
}

func (s *secretly) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said.WriteString(text + "\n")
}

// does runs a command of worker.
func (s *secretly) does(line string) result { return s.say(s.worker(strings.Fields(line)...)) }

// with runs a command of worker, and enqueue, with further variables.
func (s *secretly) with(line string, env ...string) {
	before := s.env
	s.env = append(append([]string{}, before...), env...)
	s.does(line)
	s.say(s.enqueue("dun"))
	s.env = before
}

// leaks scans all that came out: what was said, every file, Slack.
func (s *secretly) leaks(secrets map[string]string) (out []string) {
	look := func(where string, text []byte) { out = append(out, scan(where, text, secrets)...) }
	look("the output", s.said.Bytes())
	walk(s.t, s.dir, look)
	text, err := json.Marshal(s.slack.Messages())
	if err != nil {
		s.t.Fatal(err)
	}
	look("Slack's messages", text)
	return out
}

// TestSecretsStayIn takes the programs through whatever prints, logs and
// stores, most of all where things fail, and looks for the secrets in all that
// comes out.
func TestSecretsStayIn(t *testing.T) {
	t.Parallel()
	redis, pg := redistest.Start(t), dbtest.Postgres(t)
	address, err := url.Parse(pg)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := address.User.Password()
	s := &secretly{secrets: canaries(redis.Password, password), redis: redis, pg: pg}
	paths := leakPaths()
	var mu sync.Mutex
	walked := 0
	t.Run("path", func(t *testing.T) {
		for _, p := range paths {
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				mine := ordinary(t, s, p.setup...)
				p.do(mine)
				if !strings.Contains(mine.said.String(), p.fired) {
					t.Errorf("it did not happen: %q is not in\n%s", p.fired, mine.said)
				}
				for _, leak := range mine.leaks(s.secrets) {
					t.Error(leak)
				}
				mu.Lock()
				walked++
				mu.Unlock()
			})
		}
	})
	const least = 30
	if walked < least || walked != len(paths) {
		t.Errorf("%d of %d paths were gone, want %d at least", walked, len(paths), least)
	}
	t.Logf("%d paths, %d secrets, %d forms each", walked, len(s.secrets), len(forms("canary")))
}

// TestSecretsControl: a customer has the name of a secret. It is found where
// customers belong, which shows that the scan looks there, and nowhere else.
func TestSecretsControl(t *testing.T) {
	t.Parallel()
	const name = "K4n4ry Kontrolle & Söhne"
	redis := redistest.Start(t)
	s := ordinary(t, &secretly{redis: redis, secrets: map[string]string{}}, func(o *setup) { o.redis, o.top = redis.URL(), `metrics: {listen: "127.0.0.1:0"}` })
	s.rename(100, name)
	secrets := map[string]string{"customer": name}
	s.does("plan dun")
	p := s.serve("-v")
	s.say(s.enqueue("dun", "--wait"))
	metrics := s.get(p, "/metrics")
	log := s.say(p.stop())
	for what, text := range map[string][]byte{
		"the plan": s.said.Bytes(), "the store": storeDump(t, "sqlite:"+s.path("data/mocowork.db")), "Slack": slackText(t, s.slack),
	} {
		if scan(what, text, secrets) == nil {
			t.Errorf("the customer is not found in %s", what)
		}
	}
	inFiles := false
	walk(t, s.dir, func(where string, text []byte) {
		inFiles = inFiles || strings.Contains(where, ".xlsx ") && scan(where, text, secrets) != nil
	})
	if !inFiles {
		t.Error("the customer is not found in the workbook")
	}
	for what, text := range map[string][]byte{"Redis": redisDump(t, redis), "the log": []byte(log.err), "the metrics": []byte(metrics)} {
		for _, leak := range scan(what, text, map[string]string{"customer": name, "part of the name": "Kontrolle", "address": "rechnung@"}) {
			t.Error(leak)
		}
		if len(text) < 200 {
			t.Errorf("%s: only %q", what, text)
		}
	}
}

// rename gives a customer another name.
func (s *secretly) rename(id int64, name string) {
	s.t.Helper()
	raw, ok := s.moco.Account().Get("companies", id)
	o := map[string]any{}
	if !ok || json.Unmarshal(raw, &o) != nil {
		s.t.Fatalf("there is no customer %d", id)
	}
	o["name"] = name
	raw, err := json.Marshal(o)
	if err == nil {
		err = s.moco.Account().Put("companies", raw)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// processList is what others on this machine see of a process.
func processList(t *testing.T, p *process) string {
	t.Helper()
	pid := fmt.Sprint(p.cmd.Process.Pid)
	var out []byte
	for _, name := range []string{"cmdline", "comm", "limits"} {
		b, err := os.ReadFile(filepath.Join("/proc", pid, name))
		if err != nil {
			t.Skip("no /proc here")
		}
		out = append(append(out, b...), '\n')
	}
	if ps, err := exec.Command("ps", "-ww", "-o", "args", "-p", pid).Output(); err == nil {
		out = append(out, ps...)
	}
	return strings.ReplaceAll(string(out), "\x00", " ")
}

func slackText(t *testing.T, s *slacksim.Sim) []byte {
	t.Helper()
	data, err := json.Marshal(s.Messages())
	if err != nil || len(s.Messages()) == 0 {
		t.Fatalf("%d messages, %v", len(s.Messages()), err)
	}
	return data
}
