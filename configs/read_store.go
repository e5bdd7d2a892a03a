package configs

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) store(s section) {
	r.cfg.Store = parsed(s, "url", "store", r.parseStore, Store.String)
	if r.cfg.Store.Path == "" && r.cfg.Store.URL.IsZero() {
		r.cfg.Store.Path = filepath.Join(r.cfg.DataDir, "mocowork.db")
	}
	if strings.Contains(r.cfg.Store.URL.Reveal(), "sslmode=disable") && !r.cfg.Store.local() {
		s.List().Warnf(s.Pos("url"), "sslmode", "store.url: sslmode=disable sends the password and customer data over the network in clear")
	}
}

// String is the address with its password hidden, or sqlite:FILE.
func (s Store) String() string {
	if s.URL.IsZero() {
		return "sqlite:" + s.Path
	}
	return s.URL.String()
}

// local reports whether the database runs on this machine.
func (s Store) local() bool {
	u, err := url.Parse(s.URL.Reveal())
	return s.URL.IsZero() || err == nil && (loopbackHost(u.Hostname()) || u.Hostname() == "")
}

// parseStore reads sqlite:FILE or postgres://…. Errors do not repeat the
// address, which may hold a password.
func (r *reader) parseStore(s string) (Store, error) {
	if file, ok := strings.CutPrefix(s, "sqlite:"); ok {
		file = strings.TrimPrefix(file, "//")
		if file == "" || strings.HasPrefix(file, ":memory:") || strings.ContainsAny(file, "?#") {
			return Store{}, errors.New("want a file without options, such as sqlite:./data/mocowork.db")
		}
		return Store{Path: joinPath(r.dir, file)}, nil
	}
	u, err := url.Parse(s)
	scheme, _, _ := strings.Cut(s, ":")
	if scheme != "postgres" && scheme != "postgresql" {
		return Store{}, errors.New("want sqlite:FILE or postgres://USER@HOST/DATABASE")
	}
	if err != nil || u.Path == "" || u.Path == "/" {
		return Store{}, diag.Problem{Text: "store.url: want postgres://USER@HOST/DATABASE", Help: "special characters in the password must be written as %XX"}
	}
	st := Store{URL: URL{s}}
	if !st.local() && u.Query().Get("sslmode") == "" {
		return Store{}, diag.Problem{Code: "sslmode", Text: "store.url names another host and no sslmode",
			Help: "add ?sslmode=verify-full (or disable, if the network itself is encrypted)"}
	}
	return st, nil
}

func (r *reader) redis(s section) {
	r.cfg.Redis = parsed(s, "url", "redis", ParseRedis, Redis.String)
	if !r.cfg.Redis.Embedded() && !r.cfg.Redis.Local() && r.cfg.Store.URL.IsZero() && !r.queueOnly {
		s.List().Add(diag.Problem{Pos: s.Pos("url"), Severity: diag.Warning, Code: "store", Text: "the queue can be shared, the SQLite database can't: only one machine may work",
			Help: "for several workers set store.url to postgres://…"})
	}
}
