package mocoapi

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"strings"
)

const apiPath = "/api/v1"

// validAccount reports whether s is one label of a host name: anything else
// could send the key to another host.
func validAccount(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.IndexFunc(s, notLabel) < 0
}

func notLabel(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
}

// parseBase gives the URL that all paths are appended to. Its errors do not
// repeat the text, which may contain a password.
func parseBase(account, base string) (*url.URL, error) {
	host := account + ".mocoapp.com"
	if base == "" {
		return &url.URL{Scheme: "https", Host: host, Path: apiPath}, nil
	}
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, errors.New("the MOCO base URL is not a URL")
	case u.User != nil:
		return nil, errors.New("the MOCO base URL must not contain a user name or a password")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, errors.New("the MOCO base URL must not contain ? or #")
	case !isMOCO(u, host) && !isLoopback(u):
		return nil, fmt.Errorf("the MOCO base URL must be https://%s or a loopback address", host)
	}
	clean := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}
	if clean.Path == "" {
		clean.Path = apiPath
	}
	if path.Clean(clean.Path) != clean.Path {
		return nil, errors.New("the path of the MOCO base URL must not contain .. or //")
	}
	return clean, nil
}

func isMOCO(u *url.URL, host string) bool {
	return u.Scheme == "https" && strings.EqualFold(u.Hostname(), host) && (u.Port() == "" || u.Port() == "443")
}

func isLoopback(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}

// refuseNonLoopback is called with the address that a name was resolved to,
// before it is dialled.
func refuseNonLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", host)
	}
	return nil
}
