package queue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Connection is how to reach a Redis: one server, Sentinel or Cluster.
type Connection struct {
	opt  asynq.RedisConnOpt
	text string // for people, without the password
}

// Parse reads redis://, rediss://, redis-socket://, redis-sentinel:// and
// redis-cluster:// addresses. Errors never contain the password.
func Parse(address string) (Connection, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Connection{}, errors.New("redis.url is not a URL")
	}
	c := Connection{text: u.Redacted()}
	if u.Scheme == "redis-cluster" || u.Scheme == "rediss-cluster" {
		password, _ := u.User.Password()
		opt := asynq.RedisClusterClientOpt{Addrs: strings.Split(u.Host, ","), Username: u.User.Username(), Password: password}
		if u.Scheme == "rediss-cluster" {
			opt.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		c.opt = opt
		return c, nil
	}
	if c.opt, err = asynq.ParseRedisURI(address); err != nil {
		return Connection{}, fmt.Errorf("redis.url %s can't be used: want redis://, rediss://, redis-sentinel:// or redis-cluster://", c.text)
	}
	return c, nil
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
	if err := client.Ping(ctx).Err(); err != nil {
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
