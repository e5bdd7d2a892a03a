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
	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

// canary is the password of all addresses here. It must never show up.
const canary = "canary-7d1e"

func TestParse(t *testing.T) {
	t.Parallel()
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	named := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: "redis.example.com"}
	tests := []struct {
		address, text string
		want          asynq.RedisConnOpt
	}{
		{"redis://127.0.0.1:6400", "redis://127.0.0.1:6400", asynq.RedisClientOpt{Addr: "127.0.0.1:6400"}},
		{"redis://localhost", "redis://localhost:6379", asynq.RedisClientOpt{Addr: "localhost:6379"}},
		{"redis://[::1]", "redis://[::1]:6379", asynq.RedisClientOpt{Addr: "[::1]:6379"}},
		{"redis://:canary-7d1e@localhost/2", "redis://localhost:6379", asynq.RedisClientOpt{Addr: "localhost:6379", DB: 2, Password: canary}},
		{"redis://worker:canary-7d1e@h:1/", "redis://h:1", asynq.RedisClientOpt{Addr: "h:1", Username: "worker", Password: canary}},
		{"redis://:a/b#c@d%25@h", "redis://h:6379", asynq.RedisClientOpt{Addr: "h:6379", Password: "a/b#c@d%"}},
		{"rediss://:canary-7d1e@redis.example.com:6379/0", "rediss://redis.example.com:6379",
			asynq.RedisClientOpt{Addr: "redis.example.com:6379", Password: canary, TLSConfig: named}},
		{"redis-sentinel://:canary-7d1e@h1,h2:26380/1?master=mymaster", "redis-sentinel://h1:26379,h2:26380", asynq.RedisFailoverClientOpt{
			MasterName: "mymaster", SentinelAddrs: []string{"h1:26379", "h2:26380"}, DB: 1, Password: canary, SentinelPassword: canary}},
		{"redis-sentinel://h1?master=m&tls=true", "redis-sentinel://h1:26379", asynq.RedisFailoverClientOpt{
			MasterName: "m", SentinelAddrs: []string{"h1:26379"}, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, ServerName: "h1"}}},
		{"redis-cluster://u:canary-7d1e@h1:7000,h2:7001,h3", "redis-cluster://h1:7000,h2:7001,h3:6379", asynq.RedisClusterClientOpt{
			Addrs: []string{"h1:7000", "h2:7001", "h3:6379"}, Username: "u", Password: canary}},
		{"redis-cluster://h1,h2?tls=true", "redis-cluster://h1:6379,h2:6379",
			asynq.RedisClusterClientOpt{Addrs: []string{"h1:6379", "h2:6379"}, TLSConfig: secure}},
	}
	for _, tt := range tests {
		c, err := queue.Parse(tt.address)
		if err != nil {
			t.Errorf("%s: %v", tt.address, err)
			continue
		}
		if diff := cmp.Diff(tt.want, queue.RedisOption(c), cmpopts.IgnoreUnexported(tls.Config{})); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.address, diff)
		}
		if c.String() != tt.text || strings.Contains(fmt.Sprintf("%v %s", c, c), canary) {
			t.Errorf("%s is shown as %s, want %s", tt.address, c, tt.text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const kinds = "redis.url can't be used: want redis://, rediss://, redis-sentinel:// or redis-cluster://"
	tests := []struct{ address, want string }{
		{"", kinds},
		{"http://:canary-7d1e@h", kinds},
		{"localhost:6379", kinds},
		{"redis://:canary-7d1e@h1,h2", "redis.url: several hosts need redis-sentinel:// or redis-cluster://"},
		{"redis://:canary-7d1e@", `redis.url: ":6379" is not a host with a port`},
		{"redis://:canary-7d1e@h:1:2", `redis.url: "h:1:2" is not a host with a port`},
		{"redis://:canary-7d1e@h/first", `redis.url: the database after the / is a number, got "first"`},
		{"redis://:canary-7d1e@h/-1", `redis.url: the database after the / is a number, got "-1"`},
		{"redis://:canary-7d1e%zz@h", "redis.url: a % in user name or password must be written %25"},
		{"redis-sentinel://:canary-7d1e@h1,h2", "redis.url: a sentinel address needs ?master=NAME"},
		{"redis-sentinel://:canary-7d1e@h1?master=%zz", "redis.url: the part after the ? is not understood"},
	}
	for _, tt := range tests {
		_, err := queue.Parse(tt.address)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v\nwant %s", tt.address, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("the password is in %v", err)
		}
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

// A user of Redis's access lists needs his name as well as his password.
func TestUserOfAnAccessList(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	if err := s.Client.Do(t.Context(), "ACL", "SETUSER", "worker", "on", ">"+canary, "~*", "&*", "+@all", "-config").Err(); err != nil {
		t.Fatal(err)
	}
	c, err := queue.Parse("redis://worker:" + canary + "@" + s.Address)
	if err != nil {
		t.Fatal(err)
	}
	// The user may not read the policy, as with managed servers.
	h, err := queue.Check(t.Context(), c)
	if err != nil || h.Policy != "" || h.Unsafe() != "" {
		t.Errorf("%+v, %v", h, err)
	}
}
