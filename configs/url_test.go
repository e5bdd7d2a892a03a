package configs

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/redisurl"
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
	for _, in := range []string{"", "embedded"} {
		if r, err := ParseRedis(in); err != nil || !r.Embedded() || r.String() != "embedded" {
			t.Errorf("%q: %v, %v", in, r, err)
		}
	}
	if !(Redis{}).Embedded() {
		t.Error("the zero value is not embedded")
	}
	r, err := ParseRedis("redis://me:p%40ss@h:1/3")
	if err != nil || r.Embedded() || r.Kind != redisurl.Single || r.Password != "p@ss" || r.String() != "redis://me:****@h:1/3" {
		t.Errorf("%v, %v", r, err)
	}
	if out := fmt.Sprintf("%v %+v %#v %s %s", r, r, r, r.URL(), r.Address); strings.Contains(out, "p@ss") || strings.Contains(out, "p%40ss") {
		t.Errorf("password in %s", out)
	}
	if _, err := ParseRedis("memcache://h"); err == nil || !strings.HasPrefix(err.Error(), "want embedded, redis://") {
		t.Errorf("%v", err)
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
