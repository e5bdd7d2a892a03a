package configs

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

func TestURLHidesThePassword(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, want string }{
		{"postgres://u:geheim@db/x?sslmode=require", "postgres://u:****@db/x?sslmode=require"},
		{"postgres://u:ge/he@im@db/x", "postgres://u:****@db/x"},
		{"postgres://u@db/x?password=geheim", "postgres://u@db/x?****"},
		{"redis://:geheim@a,b:1?master=m", "redis://:****@a,b:1?master=m"},
		{"redis://host:6379/0", "redis://host:6379/0"},
		{"", ""},
	}
	for _, tt := range tests {
		u := URL{tt.raw}
		if got := u.String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.raw, got, tt.want)
		}
		b, err := json.Marshal(struct{ U URL }{u})
		if err != nil {
			t.Fatal(err)
		}
		var logs strings.Builder
		slog.New(slog.NewTextHandler(&logs, nil)).Info("x", "u", u)
		out := fmt.Sprintf("%v %+v %#v %s %q %x", u, u, u, u, u, u) + string(b) + logs.String()
		if strings.Contains(out, "geheim") {
			t.Errorf("password in %s", out)
		}
		if u.Reveal() != tt.raw || u.IsZero() != (tt.raw == "") {
			t.Errorf("Reveal = %s", u.Reveal())
		}
	}
}

func TestLoopbackURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://127.9.9.9/api": true, "http://[::1]:1/": true, "https://localhost": true, "http://[::ffff:127.0.0.1]": true,
		"http://127.0.0.1.evil.com": false, "http://127.1": false, "http://2130706433": false, "http://0.0.0.0": false, "http://localhost.evil.com": false,
		"http://u@127.0.0.1": false, "ftp://127.0.0.1": false, "//127.0.0.1": false, "http://evil.com@127.0.0.1:80": false, "http://127.0.0.1?x=1": false,
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if loopbackURL(u) != want {
			t.Errorf("%s: %v, want %v", raw, !want, want)
		}
	}
}

func TestParseRedis(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want string // kind tls addrs master db user password
		err  string
	}{
		{"embedded", "embedded false [] . 0 . .", ""},
		{"redis://h", "redis false [h:6379] . 0 . .", ""},
		{"redis://me:p%40ss@h:1/3", "redis false [h:1] . 3 me p@ss", ""},
		{"rediss://:pw@[::1]:7/", "redis true [[::1]:7] . 0 . pw", ""},
		{"redis-sentinel://:pw@a,b:2?master=m&tls=true", "redis-sentinel true [a:26379 b:2] m 0 . pw", ""},
		{"redis-sentinel://a/2?master=m", "redis-sentinel false [a:26379] m 2 . .", ""},
		{"redis-cluster://a:1,b:2", "redis-cluster false [a:1 b:2] . 0 . .", ""},
		{"redis-cluster://a:1/1", "", "a cluster has only database 0"},
		{"redis-sentinel://a", "", "a sentinel address needs ?master=NAME"},
		{"redis://a,b", "", "several hosts need redis-sentinel:// or redis-cluster://"},
		{"redis://", "", `"" is not a host with a port`},
		{"redis://h:99999", "", `"h:99999" is not a host with a port`},
		{"redis://h/x", "", `the database after the / is a number, got "x"`},
		{"redis://h?foo=1", "", `the option "foo" after the ? is not understood`},
		{"redis://u:%zz@h", "", "a % in user name or password must be written %25"},
		{"memcache://h", "", "want embedded, redis://, rediss://, redis-sentinel:// or redis-cluster://"},
		{"localhost:6379", "", "want embedded, redis://, rediss://, redis-sentinel:// or redis-cluster://"},
	}
	for _, tt := range tests {
		r, err := ParseRedis(tt.in)
		if err != nil || tt.err != "" {
			if err == nil || err.Error() != tt.err {
				t.Errorf("%s: error %v, want %s", tt.in, err, tt.err)
			}
			continue
		}
		dot := func(s string) string {
			if s == "" {
				return "."
			}
			return s
		}
		got := fmt.Sprintf("%s %v %v %s %d %s %s", r.Kind, r.TLS, r.Addrs, dot(r.Master), r.DB, dot(r.User), dot(r.Password()))
		if got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.in, got, tt.want)
		}
		if out := fmt.Sprintf("%v %+v %#v %s", r, r, r, r.URL()); strings.Contains(out, "pw") || strings.Contains(out, "p@ss") {
			t.Errorf("password in %s", out)
		}
	}
}

func TestRedisLocal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"redis://127.0.0.1": true, "redis://localhost:1": true, "redis://h": false, "redis-cluster://127.0.0.1,h": false} {
		r, err := ParseRedis(in)
		if err != nil || r.Local() != want {
			t.Errorf("%s: %v, %v", in, r.Local(), err)
		}
	}
}

func TestSplitListen(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"127.0.0.1:80": true, ":0": true, "[::1]:9": true, "9090": false, "h:x": false, "h:70000": false, "h:": false} {
		if _, err := splitListen(in); (err == nil) != want {
			t.Errorf("%s: %v", in, err)
		}
	}
}
