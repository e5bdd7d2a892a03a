package configs

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// URL is an address that may hold a password. Every way of printing it hides
// the password. The zero value is no address.
type URL struct{ raw string }

// Reveal is the address with its password, for the driver.
func (u URL) Reveal() string { return u.raw }

// IsZero reports whether there is no address.
func (u URL) IsZero() bool { return u.raw == "" }

// String is the address with **** for the password and for the values of its
// query.
func (u URL) String() string {
	scheme, rest, ok := strings.Cut(u.raw, "://")
	if !ok {
		return u.raw
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	// A password may hold a slash that nobody escaped.
	if at := strings.LastIndexByte(rest, '@'); at >= end {
		end = at + 1
	}
	authority, tail := rest[:end], rest[end:]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		user, _, hasPassword := strings.Cut(authority[:at], ":")
		if hasPassword {
			user += ":" + hidden
		}
		authority = user + authority[at:]
	}
	path, query, hasQuery := strings.Cut(tail, "?")
	if hasQuery && strings.Contains(strings.ToLower(query), "password") {
		path += "?" + hidden
	} else if hasQuery {
		path += "?" + query
	}
	return scheme + "://" + authority + path
}

// Format is String for every verb.
func (u URL) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, u.String()) }

// MarshalText is String.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// LogValue is String.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// loopbackHost reports whether a host name or address is this machine by
// itself, without asking anybody.
func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// loopbackURL reports whether a URL is plain HTTP(S) to this machine.
func loopbackURL(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.User == nil && u.RawQuery == "" && u.Fragment == "" && loopbackHost(u.Hostname())
}

// splitListen checks an address to listen on.
func splitListen(s string) (host string, err error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", fmt.Errorf("want an address and a port such as 127.0.0.1:8088, got %q", clip(s))
	}
	if n, ok := number(port); !ok || n > 65535 {
		return "", fmt.Errorf("port %q is not a number up to 65535", clip(port))
	}
	return host, nil
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
