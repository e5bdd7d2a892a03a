package queue_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/redis/go-redis/v9"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

// canary is the password of all addresses here. It must never show up.
const canary = "canary-7d1e"

func TestParse(t *testing.T) {
	t.Parallel()
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	tests := []struct {
		address, text string
		want          redis.UniversalOptions
	}{
		{"redis://worker:canary-7d1e@localhost/2", "redis://localhost:6379",
			redis.UniversalOptions{Addrs: []string{"localhost:6379"}, DB: 2, Username: "worker", Password: canary}},
		{"rediss://:canary-7d1e@redis.example.com:6379/0", "rediss://redis.example.com:6379",
			redis.UniversalOptions{Addrs: []string{"redis.example.com:6379"}, Password: canary, TLSConfig: secure}},
		{"redis-sentinel://u:canary-7d1e@h1,h2:26380/1?master=mymaster", "redis-sentinel://h1:26379,h2:26380", redis.UniversalOptions{
			MasterName: "mymaster", Addrs: []string{"h1:26379", "h2:26380"}, DB: 1, Username: "u", Password: canary, SentinelUsername: "u", SentinelPassword: canary}},
		{"redis-sentinel://:canary-7d1e@h1?master=m&tls=true&sentinel_password=", "redis-sentinel://h1:26379",
			redis.UniversalOptions{MasterName: "m", Addrs: []string{"h1:26379"}, Password: canary, TLSConfig: secure}},
		{"redis-cluster://u:canary-7d1e@h1:7000", "redis-cluster://h1:7000",
			redis.UniversalOptions{Addrs: []string{"h1:7000"}, IsClusterMode: true, Username: "u", Password: canary}},
	}
	for _, tt := range tests {
		c, err := queue.Parse(tt.address)
		if err != nil {
			t.Errorf("%s: %v", tt.address, err)
			continue
		}
		got := *queue.RedisOptions(c)
		for what, limit := range map[string]time.Duration{"dialling": got.DialTimeout, "reading": got.ReadTimeout} {
			if limit <= 0 || limit > 5*time.Second {
				t.Errorf("%s: %s may take %s", tt.address, what, limit)
			}
		}
		rest := cmpopts.IgnoreFields(got, "DialTimeout", "DialerRetries", "ReadTimeout", "MaxRetries", "ContextTimeoutEnabled")
		if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(tls.Config{}), rest); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.address, diff)
		}
		if c.String() != tt.text || strings.Contains(fmt.Sprintf("%v %s", c, c), canary) {
			t.Errorf("%s is shown as %s, want %s", tt.address, c, tt.text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	_, err := queue.Parse("redis://:canary-7d1e@h1,h2")
	if err == nil || err.Error() != "redis.url: several hosts need redis-sentinel:// or redis-cluster://" {
		t.Errorf("%v", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		h, err := queue.Check(t.Context(), c)
		if err != nil || h.Unsafe() != "" || h.Address != c.String() {
			t.Errorf("%+v, %q, %v", h, h.Unsafe(), err)
		}
	})
}

func TestCheckRefusesAServerThatEvicts(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	c, err := queue.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	h, err := queue.Check(t.Context(), c)
	if err != nil || h.Policy != "noeviction" || h.Version == "" {
		t.Fatalf("%+v, %v", h, err)
	}
	if err := s.Client.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		t.Fatal(err)
	}
	h, err = queue.Check(t.Context(), c)
	const want = "maxmemory-policy is allkeys-lru: Redis may throw queued work away. Set noeviction"
	if err != nil || h.Unsafe() != want {
		t.Errorf("%q, %v, want %q", h.Unsafe(), err, want)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	tests := []struct{ name, address, want string }{
		{"wrong password", "redis://:" + canary + "@" + s.Address, "WRONGPASS"},
		{"no password", "redis://" + s.Address, "NOAUTH"},
		{"nobody there", "redis://:" + canary + "@127.0.0.1:1", "connection refused"},
	}
	for _, tt := range tests {
		c, err := queue.Parse(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		_, err = queue.Check(ctx, c)
		cancel()
		if err == nil || !strings.HasPrefix(err.Error(), "redis "+c.String()+": ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("%s: the password is in %v", tt.name, err)
		}
	}
}

// A user of Redis's access lists needs his name as well as his password, and
// the rights that the queue needs, CONFIG not among them.
func TestUserOfAnAccessList(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	for _, tt := range []struct{ name, rights, want string }{
		{"enough", "~asynq:* ~mocowork:* &asynq:* &mocowork:* +@all -@admin -@dangerous +info", ""},
		{"no-scripts", "~* &* +@all -@scripting", "NOPERM"},
		{"other-keys", "~app:* &* +@all", "NOPERM"},
		{"other-channels", "~* &app:* resetchannels +@all", "NOPERM"},
		{"only-reads", "~* &* +@read +@connection +@scripting", "can't run this command"},
		{"nothing", "", "NOPERM"},
	} {
		args := []any{"ACL", "SETUSER", tt.name, "on", ">" + canary}
		for _, right := range strings.Fields(tt.rights) {
			args = append(args, right)
		}
		if err := s.Client.Do(t.Context(), args...).Err(); err != nil {
			t.Fatal(err)
		}
		c, err := queue.Parse("redis://" + tt.name + ":" + canary + "@" + s.Address)
		if err != nil {
			t.Fatal(err)
		}
		h, err := queue.Check(t.Context(), c)
		if tt.want == "" {
			if err != nil || h.Policy != "noeviction" {
				t.Errorf("%s: %+v, %v", tt.name, h, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !queue.Refused(err) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A server that is nearly full says so before it is.
func TestCheckOfAServerWithoutRoom(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	c, err := queue.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	set := func(most string) {
		t.Helper()
		if err := s.Client.ConfigSet(t.Context(), "maxmemory", most).Err(); err != nil {
			t.Fatal(err)
		}
	}
	set("200mb")
	if h, err := queue.Check(t.Context(), c); err != nil || h.Tight() != "" || h.Most != 200<<20 || h.Used == 0 {
		t.Errorf("%+v, %q, %v", h, h.Tight(), err)
	}
	if err := s.Client.SetRange(t.Context(), "other", 50<<20, "x").Err(); err != nil {
		t.Fatal(err)
	}
	set("60mb")
	h, err := queue.Check(t.Context(), c)
	if err != nil || !strings.Contains(h.Tight(), " of the 62.9 MB that maxmemory allows") {
		t.Errorf("%+v, %q, %v", h, h.Tight(), err)
	}
	set("2mb")
	if _, err := queue.Check(t.Context(), c); !queue.Full(err) || !strings.Contains(err.Error(), "maxmemory") {
		t.Errorf("%v", err)
	}
}
