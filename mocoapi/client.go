package mocoapi

import (
	"fmt"
	"net/http"
	"net/url"
)

// maxPages bounds a list: 1,000,000 rows.
const maxPages = 10_000

// Client talks to one MOCO account with one key. It is safe for concurrent
// use. Its methods return *Error for everything that goes wrong between here
// and MOCO.
type Client struct {
	opt      Options
	base     *url.URL
	reads    *http.Client
	writes   *http.Client
	maxPages int
}

// New checks the options and makes a client. It sends nothing: call Session to
// try the key.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	base, err := parseBase(o.Account, o.BaseURL)
	if err != nil {
		return nil, err
	}
	return &Client{
		opt: o, base: base, maxPages: maxPages,
		reads: readClient(base, o), writes: writeClient(base, o),
	}, nil
}

// Close closes idle connections. Running requests go on.
func (c *Client) Close() {
	c.reads.CloseIdleConnections()
	c.writes.CloseIdleConnections()
}

// Format prints the account only, whatever the verb.
func (c *Client) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "mocoapi.Client(%s)", c.opt.Account) }
