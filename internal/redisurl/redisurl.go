// Package redisurl reads the address of a Redis: one server, Sentinel or
// Cluster. The configuration and the queue share it, so that there is one
// grammar.
package redisurl

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Kind is how a Redis is run: the scheme of its address, without TLS.
type Kind string

// The kinds.
const (
	Single   Kind = "redis"
	Sentinel Kind = "redis-sentinel"
	Cluster  Kind = "redis-cluster"
)

// Address is where a Redis is. Every way of printing it leaves out user and
// passwords. The zero value is no address.
type Address struct {
	Kind     Kind
	TLS      bool
	Hosts    []string // host:port; one for Single, the sentinels for Sentinel
	Master   string   // name of the master, for Sentinel
	DB       int      // number of the database; 0 for Cluster
	User     string
	Password string
	// SentinelPassword is for the sentinels, if it is not the servers'.
	SentinelPassword string
}

// String is the address without user, passwords and options.
func (a Address) String() string {
	scheme := string(a.Kind)
	if a.Kind == Single && a.TLS {
		scheme = "rediss"
	}
	return scheme + "://" + strings.Join(a.Hosts, ",")
}

// Format is String for every verb.
func (a Address) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, a.String()) }

// MarshalText is String.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Parse reads an address:
//
//	redis://[USER][:PASSWORD]@HOST[:PORT][/DB]      rediss:// with TLS
//	redis-sentinel://[USER][:PASSWORD]@HOST[:PORT],…[/DB]?master=NAME
//	redis-cluster://[USER][:PASSWORD]@HOST[:PORT],…
//
// ?tls=true turns TLS on for the last two. The sentinels get the same user and
// password as the servers, unless ?sentinel_password= says otherwise. The
// password may hold / # ? and @, which no URL may. Errors never repeat the
// address, which may hold a password.
func Parse(s string) (Address, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	a := Address{Kind: Kind(scheme)}
	if scheme == "rediss" {
		a.Kind, a.TLS = Single, true
	}
	switch a.Kind {
	case Single, Sentinel, Cluster:
	default:
		ok = false
	}
	if !ok {
		return Address{}, errors.New("want embedded, redis://, rediss://, redis-sentinel:// or redis-cluster://")
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if err := a.readUser(rest[:at]); err != nil {
			return Address{}, err
		}
		rest = rest[at+1:]
	}
	// Several hosts make no URL for net/url.
	rest, query, _ := strings.Cut(rest, "?")
	hosts, db, _ := strings.Cut(rest, "/")
	for _, err := range []error{a.readDB(db), a.readQuery(query), a.readHosts(hosts)} {
		if err != nil {
			return Address{}, err
		}
	}
	return a, nil
}

func (a *Address) readUser(userinfo string) error {
	user, password, _ := strings.Cut(userinfo, ":")
	var errUser, errPassword error
	a.User, errUser = url.PathUnescape(user)
	a.Password, errPassword = url.PathUnescape(password)
	if errUser != nil || errPassword != nil {
		return errors.New("a % in user name or password must be written %25")
	}
	a.SentinelPassword = a.Password
	return nil
}

func (a *Address) readDB(db string) error {
	if db == "" {
		return nil
	}
	n, err := strconv.Atoi(db)
	switch {
	case err != nil || n < 0 || n > 999:
		return fmt.Errorf("the database after the / is a number, got %q", clip(db))
	case a.Kind == Cluster && n != 0:
		return errors.New("a cluster has only database 0")
	}
	a.DB = n
	return nil
}

func (a *Address) readQuery(query string) error {
	q, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the part after the ? is not understood")
	}
	for key := range q {
		switch v := q.Get(key); {
		case key == "master" && a.Kind == Sentinel:
			a.Master = v
		case key == "sentinel_password" && a.Kind == Sentinel:
			a.SentinelPassword = v
		case key == "tls" && a.Kind != Single && (v == "true" || v == "false"):
			a.TLS = v == "true"
		default:
			return fmt.Errorf("the option %q after the ? is not understood", clip(key))
		}
	}
	if a.Kind == Sentinel && a.Master == "" {
		return errors.New("a sentinel address needs ?master=NAME")
	}
	return nil
}

func (a *Address) readHosts(hosts string) error {
	port := "6379"
	if a.Kind == Sentinel {
		port = "26379"
	}
	for h := range strings.SplitSeq(hosts, ",") {
		addr := h
		if bare := strings.Trim(h, "[]"); strings.HasSuffix(h, "]") || !strings.Contains(h, ":") {
			addr = net.JoinHostPort(bare, port)
		}
		host, p, err := net.SplitHostPort(addr)
		if n, errPort := strconv.ParseUint(p, 10, 16); err != nil || errPort != nil || n == 0 || host == "" || strings.ContainsAny(host, "/ ") {
			return fmt.Errorf("%q is not a host with a port", clip(h))
		}
		a.Hosts = append(a.Hosts, addr)
	}
	if a.Kind == Single && len(a.Hosts) > 1 {
		return errors.New("several hosts need redis-sentinel:// or redis-cluster://")
	}
	return nil
}

// clip keeps foreign text in messages short.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
