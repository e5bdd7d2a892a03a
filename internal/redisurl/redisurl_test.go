package redisurl_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/redisurl"
)

// canary is the password of all addresses here. It must never show up.
const canary = "canary-7d1e"

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		address, text string
		want          redisurl.Address
	}{
		{"redis://127.0.0.1:6400", "redis://127.0.0.1:6400", redisurl.Address{Kind: "redis", Hosts: []string{"127.0.0.1:6400"}}},
		{"redis://localhost", "redis://localhost:6379", redisurl.Address{Kind: "redis", Hosts: []string{"localhost:6379"}}},
		{"redis://[::1]", "redis://[::1]:6379", redisurl.Address{Kind: "redis", Hosts: []string{"[::1]:6379"}}},
		{"redis://:canary-7d1e@h/2", "redis://h:6379", redisurl.Address{Kind: "redis", Hosts: []string{"h:6379"}, DB: 2, Password: canary, SentinelPassword: canary}},
		{"redis://worker:canary-7d1e@h:1/", "redis://h:1",
			redisurl.Address{Kind: "redis", Hosts: []string{"h:1"}, User: "worker", Password: canary, SentinelPassword: canary}},
		{"redis://:a/b#c@d%25?e@h", "redis://h:6379",
			redisurl.Address{Kind: "redis", Hosts: []string{"h:6379"}, Password: "a/b#c@d%?e", SentinelPassword: "a/b#c@d%?e"}},
		{"rediss://:canary-7d1e@[::1]:7/", "rediss://[::1]:7",
			redisurl.Address{Kind: "redis", TLS: true, Hosts: []string{"[::1]:7"}, Password: canary, SentinelPassword: canary}},
		{"redis-sentinel://:canary-7d1e@h1,h2:26380/1?master=m", "redis-sentinel://h1:26379,h2:26380",
			redisurl.Address{Kind: "redis-sentinel", Hosts: []string{"h1:26379", "h2:26380"}, Master: "m", DB: 1, Password: canary, SentinelPassword: canary}},
		{"redis-sentinel://:canary-7d1e@h1?master=m&tls=true&sentinel_password=canary-7d1e%40", "redis-sentinel://h1:26379",
			redisurl.Address{Kind: "redis-sentinel", TLS: true, Hosts: []string{"h1:26379"}, Master: "m", Password: canary, SentinelPassword: canary + "@"}},
		{"redis-sentinel://:canary-7d1e@h1?master=m&sentinel_password=", "redis-sentinel://h1:26379",
			redisurl.Address{Kind: "redis-sentinel", Hosts: []string{"h1:26379"}, Master: "m", Password: canary}},
		{"redis-cluster://u:canary-7d1e@h1:7000,h2:7001,h3?tls=false", "redis-cluster://h1:7000,h2:7001,h3:6379", redisurl.Address{
			Kind: "redis-cluster", Hosts: []string{"h1:7000", "h2:7001", "h3:6379"}, User: "u", Password: canary, SentinelPassword: canary}},
		{"redis-cluster://h1/0", "redis-cluster://h1:6379", redisurl.Address{Kind: "redis-cluster", Hosts: []string{"h1:6379"}}},
	}
	for _, tt := range tests {
		a, err := redisurl.Parse(tt.address)
		if err != nil {
			t.Errorf("%s: %v", tt.address, err)
			continue
		}
		if diff := cmp.Diff(tt.want, a); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.address, diff)
		}
		if a.String() != tt.text {
			t.Errorf("%s is shown as %s, want %s", tt.address, a, tt.text)
		}
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if out := fmt.Sprintf("%v %+v %#v %s %q %x", a, a, a, a, a, a) + string(b); strings.Contains(out, canary) {
			t.Errorf("the password is in %s", out)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const kinds = "want embedded, redis://, rediss://, redis-sentinel:// or redis-cluster://"
	tests := []struct{ address, want string }{
		{"", kinds},
		{"http://:canary-7d1e@h", kinds},
		{"localhost:6379", kinds},
		{"redis://:canary-7d1e@h1,h2", "several hosts need redis-sentinel:// or redis-cluster://"},
		{"redis://:canary-7d1e@", `"" is not a host with a port`},
		{"redis://:canary-7d1e@h:1:2", `"h:1:2" is not a host with a port`},
		{"redis://:canary-7d1e@h:99999", `"h:99999" is not a host with a port`},
		{"redis://:canary-7d1e@h/first", `the database after the / is a number, got "first"`},
		{"redis://:canary-7d1e@h/-1", `the database after the / is a number, got "-1"`},
		{"redis://:canary-7d1e%zz@h", "a % in user name or password must be written %25"},
		{"redis://:canary-7d1e@h?foo=1", `the option "foo" after the ? is not understood`},
		{"redis://:canary-7d1e@h?tls=true", `the option "tls" after the ? is not understood`},
		{"redis-cluster://h1?sentinel_password=canary-7d1e", `the option "sentinel_password" after the ? is not understood`},
		{"redis-cluster://:canary-7d1e@h/1", "a cluster has only database 0"},
		{"redis-sentinel://:canary-7d1e@h1,h2", "a sentinel address needs ?master=NAME"},
		{"redis-sentinel://:canary-7d1e@h1?master=%zz", "the part after the ? is not understood"},
	}
	for _, tt := range tests {
		_, err := redisurl.Parse(tt.address)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v\nwant %s", tt.address, err, tt.want)
		}
	}
}
