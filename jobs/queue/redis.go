package queue

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/mocowork/mocowork/internal/redisurl"
)

// Connection is how to reach a Redis: one server, Sentinel or Cluster.
type Connection struct {
	opt     *redis.UniversalOptions
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

// Parse reads an address as redisurl.Parse does, and connects to it as Connect
// does. Errors never contain the password.
func Parse(address string) (Connection, error) {
	a, err := redisurl.Parse(address)
	if err != nil {
		return Connection{}, fmt.Errorf("redis.url: %w", err)
	}
	return Connect(a), nil
}

// answerTimeout is how long a server may take to be reached, and again to
// answer.
const answerTimeout = 3 * time.Second

// Connect is how to reach an address. Nothing is sent yet.
func Connect(a redisurl.Address) Connection {
	c := Connection{text: a.String(), opt: &redis.UniversalOptions{
		Addrs: a.Hosts, MasterName: a.Master, IsClusterMode: a.Kind == redisurl.Cluster, DB: a.DB, Username: a.User, Password: a.Password,
		// go-redis' own values would wait minutes for a server that says
		// nothing, and would not care about a context's deadline. One more try
		// is for an answer that got lost.
		DialTimeout: answerTimeout, DialerRetries: 1, ReadTimeout: answerTimeout, MaxRetries: 1, ContextTimeoutEnabled: true,
	}}
	if a.Kind == redisurl.Sentinel {
		c.opt.SentinelUsername, c.opt.SentinelPassword = a.User, a.SentinelPassword
	}
	if a.TLS {
		// The name to verify is that of each host.
		c.opt.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return c
}

// String is the address without its password.
func (c Connection) String() string { return c.text }

// client is a new client for it.
func (c Connection) client() redis.UniversalClient { return redis.NewUniversalClient(c.opt) }

// Silence keeps the Redis client from writing to stderr on its own: what it has
// to say comes back as errors. Call it once, in a program's main.
func Silence() { redis.SetLogger(silent{}) }

type silent struct{}

// Printf drops the line.
func (silent) Printf(context.Context, string, ...any) {}
