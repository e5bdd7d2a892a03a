package configs

import (
	"fmt"
	"net"

	"github.com/mocowork/mocowork/internal/redisurl"
)

// RedisEmbedded is the kind of a queue inside the worker.
const RedisEmbedded redisurl.Kind = "embedded"

// Redis is where the queue is. The zero value behaves as embedded.
type Redis struct {
	redisurl.Address
	url URL
}

// URL is the address as configured, with its password hidden.
func (r Redis) URL() URL { return r.url }

// Embedded reports whether the queue is inside the worker.
func (r Redis) Embedded() bool { return r.Kind == RedisEmbedded || r.Kind == "" }

// Format hides the password, for every verb.
func (r Redis) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, r.String()) }

// String is the address with its password hidden.
func (r Redis) String() string {
	if r.url.IsZero() {
		return string(RedisEmbedded)
	}
	return r.url.String()
}

// MarshalText is String.
func (r Redis) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Local reports whether every address is this machine by itself.
func (r Redis) Local() bool {
	for _, a := range r.Hosts {
		if host, _, err := net.SplitHostPort(a); err != nil || !loopbackHost(host) {
			return false
		}
	}
	return true
}

// ParseRedis reads "embedded" or an address as redisurl.Parse does. Errors
// never repeat the address, which may hold a password.
func ParseRedis(s string) (Redis, error) {
	if s == string(RedisEmbedded) || s == "" {
		return Redis{Address: redisurl.Address{Kind: RedisEmbedded}}, nil
	}
	a, err := redisurl.Parse(s)
	if err != nil {
		return Redis{}, err
	}
	return Redis{Address: a, url: URL{s}}, nil
}
