package configs

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// RedisKind is how the queue's Redis is run.
type RedisKind string

// The kinds. Embedded runs inside the worker; the others are the schemes of
// their addresses.
const (
	RedisEmbedded RedisKind = "embedded"
	RedisSingle   RedisKind = "redis"
	RedisSentinel RedisKind = "redis-sentinel"
	RedisCluster  RedisKind = "redis-cluster"
)

// Redis is where the queue is. The zero value behaves as embedded.
type Redis struct {
	Kind   RedisKind
	TLS    bool
	Addrs  []string // host:port; one for RedisSingle
	Master string   // name of the master, for RedisSentinel
	DB     int
	User   string
	url    URL
	pass   string
}

// URL is the address as configured, with its password hidden.
func (r Redis) URL() URL { return r.url }

// Password is the password of the address, for the driver.
func (r Redis) Password() string { return r.pass }

// Format hides the password, for every verb.
func (r Redis) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, r.String()) }

// String is the address with its password hidden.
func (r Redis) String() string {
	if r.url.IsZero() {
		return string(RedisEmbedded)
	}
	return r.url.String()
}

// Local reports whether every address is this machine by itself.
func (r Redis) Local() bool {
	for _, a := range r.Addrs {
		if host, _, err := net.SplitHostPort(a); err != nil || !loopbackHost(host) {
			return false
		}
	}
	return true
}

// ParseRedis reads "embedded" or an address:
//
//	redis://[USER][:PASSWORD]@HOST[:PORT][/DB]      rediss:// with TLS
//	redis-sentinel://[:PASSWORD@]HOST[:PORT],…?master=NAME
//	redis-cluster://[USER:PASSWORD@]HOST[:PORT],…
//
// ?tls=true turns TLS on for the last two. Errors never repeat the address,
// which may hold a password.
func ParseRedis(s string) (Redis, error) {
	if s == string(RedisEmbedded) || s == "" {
		return Redis{Kind: RedisEmbedded}, nil
	}
	scheme, rest, ok := strings.Cut(s, "://")
	r := Redis{Kind: RedisKind(scheme), url: URL{s}}
	if scheme == "rediss" {
		r.Kind, r.TLS = RedisSingle, true
	}
	switch r.Kind {
	case RedisSingle, RedisSentinel, RedisCluster:
	default:
		ok = false
	}
	if !ok {
		return Redis{}, errors.New("want embedded, redis://, rediss://, redis-sentinel:// or redis-cluster://")
	}
	// Several hosts make no URL for net/url, so they are taken out first.
	rest, rawQuery, _ := strings.Cut(rest, "?")
	if err := r.readTail(&rest, rawQuery); err != nil {
		return Redis{}, err
	}
	hosts := rest
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		hosts = rest[at+1:]
		if err := r.readUser(rest[:at]); err != nil {
			return Redis{}, err
		}
	}
	return r, r.readHosts(hosts)
}

// readTail reads /DB and the query, and takes the path off rest.
func (r *Redis) readTail(rest *string, rawQuery string) error {
	if slash := strings.LastIndexByte(*rest, '/'); slash >= 0 && slash > strings.LastIndexByte(*rest, '@') {
		db := (*rest)[slash+1:]
		*rest = (*rest)[:slash]
		if n, err := strconv.Atoi(db); db != "" && (err != nil || n < 0 || n > 999) {
			return fmt.Errorf("the database after the / is a number, got %q", clip(db))
		} else if db != "" {
			r.DB = n
		}
	}
	if r.Kind == RedisCluster && r.DB != 0 {
		return errors.New("a cluster has only database 0")
	}
	q, err := url.ParseQuery(rawQuery)
	if err != nil {
		return errors.New("the part after the ? is not understood")
	}
	for key := range q {
		switch {
		case key == "master" && r.Kind == RedisSentinel:
			r.Master = q.Get(key)
		case key == "tls" && r.Kind != RedisSingle && (q.Get(key) == "true" || q.Get(key) == "false"):
			r.TLS = q.Get(key) == "true"
		default:
			return fmt.Errorf("the option %q after the ? is not understood", clip(key))
		}
	}
	if r.Kind == RedisSentinel && r.Master == "" {
		return errors.New("a sentinel address needs ?master=NAME")
	}
	return nil
}

func (r *Redis) readUser(userinfo string) error {
	user, pass, _ := strings.Cut(userinfo, ":")
	var errUser, errPass error
	r.User, errUser = url.PathUnescape(user)
	r.pass, errPass = url.PathUnescape(pass)
	if errUser != nil || errPass != nil {
		return errors.New("a % in user name or password must be written %25")
	}
	return nil
}

func (r *Redis) readHosts(hosts string) error {
	port := "6379"
	if r.Kind == RedisSentinel {
		port = "26379"
	}
	for h := range strings.SplitSeq(hosts, ",") {
		addr := h
		if !strings.Contains(strings.TrimPrefix(h, "["), ":") {
			addr = net.JoinHostPort(h, port)
		}
		host, p, err := net.SplitHostPort(addr)
		if n, ok := number(p); err != nil || host == "" || !ok || n < 1 || n > 65535 || strings.ContainsAny(host, "/ ") {
			return fmt.Errorf("%q is not a host with a port", clip(h))
		}
		r.Addrs = append(r.Addrs, addr)
	}
	if r.Kind == RedisSingle && len(r.Addrs) > 1 {
		return errors.New("several hosts need redis-sentinel:// or redis-cluster://")
	}
	return nil
}

// number reads up to five digits.
func number(s string) (int, bool) {
	if s == "" || len(s) > 5 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// clip keeps foreign text in messages short.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
