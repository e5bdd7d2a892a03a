package queue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Connection is how to reach a Redis: one server, Sentinel or Cluster.
type Connection struct {
	opt     asynq.RedisConnOpt
	text    string // for people, without the password
	account string // see For; "" in tests
}

// For is the part of the Redis that belongs to one MOCO account, its
// sub-domain: several may share one server, and none takes another's work.
func (c Connection) For(account string) Connection {
	c.account = account
	return c
}

// named is a name that only this account uses.
func (c Connection) named(name, separator string) string {
	if c.account == "" {
		return name
	}
	return name + separator + c.account
}

// Parse reads redis://, rediss://, redis-sentinel:// and redis-cluster://
// addresses as the configuration takes them: several hosts for the last two,
// ?tls=true, a user, and a password that may hold / and #, which no URL may.
// Errors never contain the password.
func Parse(address string) (Connection, error) {
	scheme, rest, _ := strings.Cut(address, "://")
	rest, query, _ := strings.Cut(rest, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return Connection{}, errors.New("redis.url: the part after the ? is not understood")
	}
	a := target{secure: scheme == "rediss" || q.Get("tls") == "true", master: q.Get("master")}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if err := a.login(rest[:at]); err != nil {
			return Connection{}, err
		}
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if err := a.place(hosts, path, scheme); err != nil {
		return Connection{}, err
	}
	c := Connection{text: scheme + "://" + strings.Join(a.hosts, ",")}
	switch scheme {
	case "redis", "rediss":
		c.opt = asynq.RedisClientOpt{Addr: a.hosts[0], DB: a.db, Username: a.user, Password: a.password, TLSConfig: a.tls()}
	case "redis-sentinel":
		c.opt = asynq.RedisFailoverClientOpt{
			MasterName: a.master, SentinelAddrs: a.hosts, DB: a.db, TLSConfig: a.tls(),
			// One password for both, as one address has only one.
			SentinelUsername: a.user, SentinelPassword: a.password, Username: a.user, Password: a.password,
		}
	case "redis-cluster":
		c.opt = asynq.RedisClusterClientOpt{Addrs: a.hosts, Username: a.user, Password: a.password, TLSConfig: a.tls()}
	}
	return c, nil
}

// target is what an address says.
type target struct {
	user, password, master string
	hosts                  []string
	db                     int
	secure                 bool
}

// login reads "user:password".
func (a *target) login(s string) error {
	user, password, _ := strings.Cut(s, ":")
	var errUser, errPassword error
	a.user, errUser = url.PathUnescape(user)
	a.password, errPassword = url.PathUnescape(password)
	if errUser != nil || errPassword != nil {
		return errors.New("redis.url: a % in user name or password must be written %25")
	}
	return nil
}

// place reads the hosts and the number of the database.
func (a *target) place(hosts, db, scheme string) error {
	port := map[string]string{"redis": "6379", "rediss": "6379", "redis-sentinel": "26379", "redis-cluster": "6379"}[scheme]
	if port == "" {
		return errors.New("redis.url can't be used: want redis://, rediss://, redis-sentinel:// or redis-cluster://")
	}
	for h := range strings.SplitSeq(hosts, ",") {
		if bare := strings.Trim(h, "[]"); strings.HasSuffix(h, "]") || !strings.Contains(h, ":") {
			h = net.JoinHostPort(bare, port)
		}
		if host, _, err := net.SplitHostPort(h); err != nil || host == "" {
			return fmt.Errorf("redis.url: %q is not a host with a port", h)
		}
		a.hosts = append(a.hosts, h)
	}
	if len(a.hosts) > 1 && (scheme == "redis" || scheme == "rediss") {
		return errors.New("redis.url: several hosts need redis-sentinel:// or redis-cluster://")
	}
	if scheme == "redis-sentinel" && a.master == "" {
		return errors.New("redis.url: a sentinel address needs ?master=NAME")
	}
	if db == "" {
		return nil
	}
	var err error
	if a.db, err = strconv.Atoi(db); err != nil || a.db < 0 {
		return fmt.Errorf("redis.url: the database after the / is a number, got %q", db)
	}
	return nil
}

// tls is nil for a connection without TLS. The name to verify is that of each
// host.
func (a *target) tls() *tls.Config {
	if !a.secure {
		return nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if host, _, err := net.SplitHostPort(a.hosts[0]); err == nil && len(a.hosts) == 1 {
		c.ServerName = host
	}
	return c
}

// String is the address without its password.
func (c Connection) String() string { return c.text }

// client is a plain client to the same Redis.
func (c Connection) client() redis.UniversalClient {
	return c.opt.MakeRedisClient().(redis.UniversalClient)
}

// Health is what a Redis says about itself.
type Health struct {
	Address string
	Version string
	// Policy is maxmemory-policy; "" if the server doesn't tell.
	Policy string
}

// Unsafe says why the Redis must not be used, or "".
func (h Health) Unsafe() string {
	if h.Policy != "" && h.Policy != "noeviction" {
		return fmt.Sprintf("maxmemory-policy is %s: Redis may throw queued work away. Set noeviction", h.Policy)
	}
	return ""
}

// Check connects and asks. The error says that the Redis can't be reached, or
// that it refuses the password.
func Check(ctx context.Context, c Connection) (Health, error) {
	client := c.client()
	defer client.Close()
	h := Health{Address: c.text}
	if err := reach(ctx, client); err != nil {
		return h, fmt.Errorf("redis %s: %w", c.text, err)
	}
	if info, err := client.Info(ctx, "server").Result(); err == nil {
		for line := range strings.SplitSeq(info, "\r\n") {
			if v, ok := strings.CutPrefix(line, "redis_version:"); ok {
				h.Version = v
			}
		}
	}
	// Managed servers forbid CONFIG; then the policy stays unknown.
	if got, err := client.ConfigGet(ctx, "maxmemory-policy").Result(); err == nil {
		h.Policy = got["maxmemory-policy"]
	}
	return h, nil
}

// reachable bounds the first question to a Redis: sentinels that are all away
// are tried for minutes otherwise.
const reachable = 10 * time.Second

// reach asks whether a Redis answers at all.
func reach(ctx context.Context, client redis.UniversalClient) error {
	ctx, cancel := context.WithTimeout(ctx, reachable)
	defer cancel()
	err := client.Ping(ctx).Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s: %w", reachable, err)
	}
	return err
}

// Silence keeps the Redis client from writing to stderr on its own: what it has
// to say comes back as errors. Call it once, in a program's main.
func Silence() { redis.SetLogger(silent{}) }

type silent struct{}

// Printf drops the line.
func (silent) Printf(context.Context, string, ...any) {}
