package configs

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/diag"
)

const mocoDomain = ".mocoapp.com"

func (r *reader) moco(s section) {
	m := Moco{Account: parsed(s, "account", "account", parseAccount, itself)}
	m.BaseURL = "https://" + m.Account + mocoDomain
	if base := parsed(s, "base_url", "base-url", m.parseBase, itself); base != "" {
		m.BaseURL = base
	}
	m.ReadKey, m.WriteKey = s.secret("read_key"), s.secret("write_key")
	m.RateLimit = parsed(s, "rate_limit", "rate", ParseRateLimit, RateLimit.String)
	if plan := s.enum("plan"); plan != "" {
		if s.Has("rate_limit") {
			s.List().Errorf(s.Key("plan"), "duplicate-key", "plan and rate_limit say the same thing; keep one")
		}
		m.RateLimit, _ = ParseRateLimit(plan)
	}
	m.KeepFree = s.percent("keep_free")
	r.cfg.Moco = m
}

// parseAccount reads one label of a host name. Anything else could send the
// key to another host.
func parseAccount(s string) (string, error) {
	ok := len(s) <= 63 && !strings.HasPrefix(s, "-") && !strings.HasSuffix(s, "-")
	for _, c := range s {
		ok = ok && (c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z')
	}
	if ok {
		return s, nil
	}
	p := diag.Problem{Text: fmt.Sprintf("moco.account must be the sub-domain only (a-z, 0-9, -), got %q", clip(s))}
	guess := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"))
	if name, _, found := strings.Cut(guess, mocoDomain); found {
		guess = name
	}
	if _, err := strconv.Atoi(guess); guess != s && err != nil && !strings.ContainsAny(guess, "./:@?# ") {
		p.Help = `did you mean "` + guess + `"?`
	}
	return "", p
}

// parseBase reads base_url, without a slash at the end.
func (m Moco) parseBase(s string) (string, error) {
	host := m.Account + mocoDomain
	u, err := url.Parse(s)
	if err != nil {
		return "", diag.Problem{Text: "moco.base_url is not a URL"}
	}
	isMoco := u.Scheme == "https" && (u.Host == host || u.Host == host+":443") && strings.Trim(u.Path, "/") == "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
	if isMoco {
		return "https://" + host, nil
	}
	if m.Account == "" {
		host = "ACCOUNT" + mocoDomain
	}
	if !loopbackURL(u) {
		return "", diag.Problem{Text: "moco.base_url must be https://" + host + " or a loopback address such as http://127.0.0.1:8080",
			Why: "the API key is sent there"}
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// simulated reports whether MOCO is a simulator on this machine: nobody is
// harmed there.
func (m Moco) simulated() bool {
	u, err := url.Parse(m.BaseURL)
	return err == nil && loopbackURL(u)
}

// ParseRateLimit reads "standard" (120/2m), "unlimited" (1200/2m) or
// N/DURATION.
func ParseRateLimit(s string) (RateLimit, error) {
	switch s {
	case "standard":
		return RateLimit{120, 2 * time.Minute}, nil
	case "unlimited":
		return RateLimit{1200, 2 * time.Minute}, nil
	}
	count, window, ok := strings.Cut(s, "/")
	n, err := strconv.Atoi(count)
	if !ok || err != nil {
		return RateLimit{}, fmt.Errorf("want standard, unlimited or a number of requests per time such as 120/2m, got %q", clip(s))
	}
	d, err := diag.ParseDuration(window)
	switch {
	case err != nil:
		return RateLimit{}, err
	case n < 3 || n > math.MaxInt32:
		return RateLimit{}, fmt.Errorf("want at least 3 requests, got %d", n)
	case d > time.Hour || d < time.Second:
		return RateLimit{}, fmt.Errorf("want a window from 1s to 1h, got %s", showDuration(d))
	}
	return RateLimit{n, d}, nil
}

// String prints "120/2m".
func (l RateLimit) String() string { return strconv.Itoa(l.Requests) + "/" + showDuration(l.Window) }
