package mocoapi

import (
	"fmt"
	"net/http"
	"net/url"
)

// maxPages bounds a list: 1,000,000 rows.
const maxPages = 10_000

// conn sends the requests of one key to one account. It is safe for concurrent
// use.
type conn struct {
	opt      Options
	base     *url.URL
	reads    *http.Client
	writes   *http.Client
	maxPages int
	drift    *drift
}

func connect(o Options) (*conn, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	base, err := parseBase(o.Account, o.BaseURL)
	if err != nil {
		return nil, err
	}
	return &conn{
		opt: o, base: base, maxPages: maxPages,
		reads: readClient(base, o), writes: writeClient(base, o),
		drift: newDrift(o.OnDrift),
	}, nil
}

// Close closes idle connections. Running requests go on.
func (c *conn) Close() {
	c.reads.CloseIdleConnections()
	c.writes.CloseIdleConnections()
}

// Format prints the account only, whatever the verb.
func (c *conn) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "mocoapi.Client(%s)", c.opt.Account) }
