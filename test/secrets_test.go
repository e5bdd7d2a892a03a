package test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// canaries are secrets that must not come out anywhere, by what they are.
func canaries(redisPassword, pgPassword string) map[string]string {
	return map[string]string{
		"read key": "k4n4ry-1+/=rd", "write key": "k4n4ry-2+/=wr", "slack token": "xoxb-k4n4ry-3-sl", "redis password": redisPassword,
		"postgres password": pgPassword, "key in the file": "k4n4ry6inlinekey", "variable of a key": "k4n4ry-7+env", "wrong read key": "k4n4ry-8+wrong",
		"redis password in a variable": "k4n4ry9redis", "store password in a variable": "k4n4ry10store", "slack token in the file": "xoxb-k4n4ry-11-inline",
		"password in base_url": "k4n4ry12base",
	}
}

// TestSecretsStayIn takes the programs through whatever prints, logs and
// stores, also where things fail, and looks for the secrets in all of it.
func TestSecretsStayIn(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	pg := dbtest.Postgres(t)
	address, err := url.Parse(pg)
	if err != nil {
		t.Fatal(err)
	}
	pgPassword, _ := address.User.Password()
	secrets := canaries(redis.Password, pgPassword)
	var said bytes.Buffer
	say := func(r result) { said.WriteString(strings.Join(r.args, " ") + "\n" + r.out + r.err) }
	w := newWorld(t, setup{
		readKey: secrets["read key"], writeKey: secrets["write key"], slack: slacksim.Options{Token: secrets["slack token"], Channels: []slacksim.Channel{{Name: "finance"}}},
		redis: redis.URL(), export: true,
	})
	w.everyCommand(say)
	w.serveAndAsk(say)
	postgres := newWorld(t, setup{store: pg, readKey: secrets["read key"]})
	postgres.everyCommand(say)
	w.failingPaths(say, secrets)
	look := func(where string, text []byte) {
		for what, secret := range secrets {
			for line := range bytes.Lines(text) {
				if form := found(line, secret); form != "" {
					t.Errorf("the %s is in %s, %s: %.300s", what, where, form, line)
				}
			}
		}
	}
	look("the output", said.Bytes())
	for _, dir := range []string{w.dir, postgres.dir} {
		walk(t, dir, look)
	}
	look("Redis", dump(t, redis))
	look("Slack's messages", slackText(t, w.slack))
	if n := strings.Count(said.String(), "\n"); n < 300 {
		t.Errorf("only %d lines of output were looked through", n)
	}
	// The search itself works.
	if found([]byte("x "+base64.StdEncoding.EncodeToString([]byte(secrets["read key"]))), secrets["read key"]) == "" {
		t.Error("a secret in base64 is not found")
	}
}

func (w *world) everyCommand(say func(result)) {
	for _, line := range []string{
		"doctor", "doctor --json", "config show", "config show --origin", "config --json", "plan dun -v", "plan dun --json", "run dun -v", "runs", "runs --json",
		"audit", "audit --json", "audit --verify", "rules check", "rules explain R-1 -v", "version",
	} {
		r := w.worker(strings.Fields(line)...)
		if r.code > 1 {
			w.t.Errorf("%s: exit code %d\n%s%s", line, r.code, r.out, r.err)
		}
		say(r)
	}
}

func (w *world) serveAndAsk(say func(result)) {
	p := w.serve("-v")
	say(w.enqueue("dun", "--wait"))
	say(w.enqueue("dun", "--wait", "--json"))
	say(w.enqueue("list", "--json"))
	say(p.stop())
}

// failingPaths makes whatever holds a secret fail.
func (w *world) failingPaths(say func(result), secrets map[string]string) {
	with := func(line string, env ...string) {
		before := w.env
		w.env = append(append([]string{}, before...), env...)
		say(w.worker(strings.Fields(line)...))
		say(w.enqueue("dun"))
		w.env = before
	}
	// A MOCO that shows what it was sent, as debug pages do.
	for _, status := range []int{200, 401, 422, 500} {
		w.moco.Fault(mocosim.Fault{Match: mocosim.Match{Path: "/invoices"}, Status: status, Rewrite: func([]byte) []byte {
			return fmt.Appendf(nil, `{"errors":["Authorization: Token token=%s"],"debug":%q}`, secrets["read key"], secrets["read key"])
		}})
		with("run dun -v")
		w.moco.ClearFaults()
	}
	w.moco.Fault(mocosim.Fault{Status: 302, Header: map[string]string{"Location": "http://127.0.0.1:1/?key=" + url.QueryEscape(secrets["read key"])}})
	with("plan dun -v")
	w.moco.ClearFaults()
	with("plan dun -v", "MOCOWORK_MOCO_READ_KEY="+secrets["variable of a key"])
	with("serve -v", "MOCOWORK_REDIS_URL=redis://:"+secrets["redis password in a variable"]+"@127.0.0.1:1/0")
	with("serve -v", "MOCOWORK_REDIS_URL=redis://:"+secrets["redis password in a variable"]+"@127.0.0.1:port/0")
	with("serve -v", "MOCOWORK_REDIS_URL=rediss://:"+secrets["redis password in a variable"]+"@"+strings.TrimPrefix(w.moco.URL(), "http://")+"/0")
	with("run dun -v", "MOCOWORK_STORE_URL=postgres://me:"+secrets["store password in a variable"]+"@127.0.0.1:1/x?sslmode=disable")
	with("run dun -v", "MOCOWORK_STORE_URL=postgres://me:"+secrets["store password in a variable"]+"@127.0.0.1:port/x")
	with("config show --origin", "MOCOWORK_STORE_URL=postgres://me:"+secrets["store password in a variable"]+"@127.0.0.1:1/x?sslmode=disable")
	with("plan dun", "MOCOWORK_MOCO_BASE_URL=http://me:"+secrets["password in base_url"]+"@evil.example")
	w.put("read.key", secrets["wrong read key"])
	with("run dun -v")
	with("doctor")
	w.edit("worker.yaml", "${file:./read.key}", secrets["key in the file"])
	w.edit("worker.yaml", "${file:./slack.key}", secrets["slack token in the file"])
	with("plan dun")
	with("rules check")
	with("rules check --json")
	with("config show")
	w.put("worker.yaml", "moco: {read_key: "+secrets["key in the file"]+"\n  oh: [\n")
	with("rules check")
	w.put("worker.yaml", "version: 1\n") // the file itself may hold what its owner wrote
}

// found says in which form a text holds a secret, "" if it does not.
func found(text []byte, secret string) string {
	inJSON, err := json.Marshal(secret)
	if err != nil {
		return err.Error()
	}
	for _, form := range []struct{ name, text string }{
		{"as it is", secret}, {"in base64", base64.StdEncoding.EncodeToString([]byte(secret))}, {"in base64 for addresses", base64.RawURLEncoding.EncodeToString([]byte(secret))},
		{"escaped for an address", url.QueryEscape(secret)}, {"escaped for a path", url.PathEscape(secret)}, {"escaped for JSON", strings.Trim(string(inJSON), `"`)},
		{"quoted", strings.Trim(fmt.Sprintf("%q", secret), `"`)},
	} {
		if bytes.Contains(text, []byte(form.text)) {
			return form.name
		}
	}
	return ""
}

// walk looks at every file that the programs made, workbooks from inside.
func walk(t *testing.T, dir string, look func(string, []byte)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".key") || filepath.Base(path) == "worker.yaml" {
			return err
		}
		seen++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		look(path, data)
		if filepath.Ext(path) == ".xlsx" {
			return parts(path, look)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d files in %s, %v", seen, dir, err)
	}
}

func parts(path string, look func(string, []byte)) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return err
		}
		look(path+" "+f.Name, data)
	}
	return nil
}

// dump is everything in a Redis.
func dump(t *testing.T, s *redistest.Server) []byte {
	t.Helper()
	ctx := t.Context()
	var b bytes.Buffer
	all, err := s.Client.Keys(ctx, "*").Result()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d keys in Redis, %v", len(all), err)
	}
	for _, key := range all {
		kind, err := s.Client.Type(ctx, key).Result()
		if err != nil {
			t.Fatal(err)
		}
		var v any
		switch kind {
		case "string":
			v, err = s.Client.Get(ctx, key).Result()
		case "hash":
			v, err = s.Client.HGetAll(ctx, key).Result()
		case "list":
			v, err = s.Client.LRange(ctx, key, 0, -1).Result()
		case "set":
			v, err = s.Client.SMembers(ctx, key).Result()
		case "zset":
			v, err = s.Client.ZRange(ctx, key, 0, -1).Result()
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %v\n", key, kind, v)
	}
	for _, customer := range []string{"Kunde", "rechnung@", "1190"} {
		if strings.Contains(b.String(), customer) {
			t.Errorf("Redis holds customer data: %q", customer)
		}
	}
	return b.Bytes()
}

func slackText(t *testing.T, s *slacksim.Sim) []byte {
	t.Helper()
	data, err := json.Marshal(s.Messages())
	if err != nil || len(s.Messages()) == 0 {
		t.Fatalf("%d messages, %v", len(s.Messages()), err)
	}
	return data
}
