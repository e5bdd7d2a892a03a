package mocoapi

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestNextLink(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		headers []string
		want    string
	}{
		{"none", nil, ""},
		{"empty", []string{""}, ""},
		{"documented", []string{`<https://x/projects.json?page=4>; rel="next"`}, "https://x/projects.json?page=4"},
		{"recorded: last first", []string{`<https://x/p?from=2020-01-01&page=9>; rel="last", <https://x/p?from=2020-01-01&page=2>; rel="next"`}, "https://x/p?from=2020-01-01&page=2"},
		{"last page", []string{`<https://x/p?page=1>; rel="first", <https://x/p?page=8>; rel="prev"`}, ""},
		{"not quoted", []string{`<u>; rel=next`}, "u"},
		{"not quoted, last first", []string{`<v>;rel=last,<u>;rel=next`}, "u"},
		{"several relations", []string{`<u>; rel="last next"`}, "u"},
		{"upper case", []string{`<u>; REL="Next"`}, "u"},
		{"other parameters", []string{`<u>; title="a, b; c"; rel="next"; type=text/html`}, "u"},
		{"parameter without value", []string{`<u>; crossorigin; rel=next`}, "u"},
		{"comma in the target", []string{`<v?ids=1,2>; rel="last", <u?ids=1,2>; rel="next"`}, "u?ids=1,2"},
		{"relation in a title", []string{`<v>; title="rel=next"; rel="last"`}, ""},
		{"word within a word", []string{`<v>; rel="nextish"`}, ""},
		{"two headers", []string{`<v>; rel="last"`, `<u>; rel="next"`}, "u"},
		{"blanks and empty parts", []string{` , <v> ; rel = "last" , , <u> ; rel = "next" `}, "u"},
		{"open quote", []string{`<u>; rel="next`}, "u"},
	}
	for _, tt := range tests {
		if got, err := nextLink(tt.headers); err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
	for _, bad := range []string{"u; rel=next", "<u; rel=next", "garbage", `<v>; rel="last", u`} {
		if got, err := nextLink([]string{bad}); err == nil {
			t.Errorf("%s is read as %q", bad, got)
		}
	}
}

func TestNextQuery(t *testing.T) {
	t.Parallel()
	c := newClient(t, options("https://beispiel.mocoapp.com"))
	k := get("/invoices", nil)
	tests := []struct{ target, want, err string }{
		{target: "https://beispiel.mocoapp.com/api/v1/invoices?page=2&from=x", want: "from=x&page=2"},
		{target: "https://beispiel.mocoapp.com/api/v1/invoices.json?page=2", want: "page=2"},
		{target: "https://BEISPIEL.mocoapp.com/api/v1/invoices?page=2", want: "page=2"},
		{target: "?page=3", want: "page=3"},
		{target: "/api/v1/invoices?page=3", want: "page=3"},
		{target: "http://127.0.0.1/api/v1/invoices?page=2", err: "another address"},
		{target: "https://evil.com/api/v1/invoices?page=2", err: "another address (evil.com)"},
		{target: "http://beispiel.mocoapp.com/api/v1/invoices?page=2", err: "another address"},
		{target: "//evil.com/api/v1/invoices?page=2", err: "another address"},
		{target: "https://beispiel.mocoapp.com:8443/api/v1/invoices?page=2", err: "another address"},
		{target: "https://u:p@beispiel.mocoapp.com/api/v1/invoices?page=2", err: "another address"},
		{target: "https://beispiel.mocoapp.com/api/v1/users?page=2", err: "another list"},
		{target: "https://beispiel.mocoapp.com/api/v1/x/../../../admin?page=2", err: "another list"},
		{target: "https://beispiel.mocoapp.com/invoices?page=2", err: "another list"},
		{target: "https://beispiel.mocoapp.com/api/v1/invoices?page=%zz", err: "valid query"},
		{target: "http://[::1", err: "not a URL"},
	}
	for _, tt := range tests {
		h := http.Header{"Link": {"<" + tt.target + `>; rel="next"`}}
		q, err := c.nextQuery(k, h)
		switch {
		case tt.err == "" && (err != nil || q.Encode() != tt.want):
			t.Errorf("%s: got %q, %v, want %q", tt.target, q.Encode(), err, tt.want)
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
			t.Errorf("%s: got %v, want an error with %q", tt.target, err, tt.err)
		}
	}
}

// A simulator may call itself by several names, and need not repeat the query;
// without links, its counts tell that more follows.
func TestNextQueryOfASimulator(t *testing.T) {
	t.Parallel()
	c := newClient(t, options("http://127.0.0.1:4000"))
	for name, tt := range map[string]struct{ link, want, err string }{
		"its name":          {link: "http://localhost:4000/api/v1/invoices?page=2&from=x", want: "from=x&page=2"},
		"the account":       {link: "https://beispiel.mocoapp.com/api/v1/invoices?page=2", want: "from=a&page=2"},
		"without the query": {link: "?page=2", want: "from=a&page=2"},
		"another port":      {link: "http://localhost:4001/api/v1/invoices?page=2", err: "another address"},
		"another account":   {link: "https://andere.mocoapp.com/api/v1/invoices?page=2", err: "another address"},
		"elsewhere":         {link: "http://evil.com:4000/api/v1/invoices?page=2", err: "another address"},
	} {
		q, err := c.nextQuery(get("/invoices", url.Values{"from": {"a"}}), http.Header{"Link": {"<" + tt.link + `>; rel="next"`}})
		if tt.err == "" && (err != nil || q.Encode() != tt.want) || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %q, %v", name, q.Encode(), err)
		}
	}
	for name, tt := range map[string]struct{ page, per, total, want string }{
		"more": {"1", "100", "101", "from=a&page=2"}, "the last": {"2", "100", "200", ""}, "one": {"1", "100", "100", ""}, "none": {"1", "100", "0", ""},
		"no counts": {"", "", "300", ""}, "no numbers": {"x", "100", "300", ""}, "negative": {"-1", "-100", "-300", ""}, "huge": {"1", "1", "99999999999999999999", ""},
	} {
		q, err := c.nextQuery(get("/invoices", url.Values{"from": {"a"}}), http.Header{"X-Page": {tt.page}, "X-Per-Page": {tt.per}, "X-Total": {tt.total}})
		if err != nil || q.Encode() != tt.want {
			t.Errorf("%s: %q, %v, want %q", name, q.Encode(), err, tt.want)
		}
	}
}

func FuzzNextLink(f *testing.F) {
	for _, s := range []string{`<u>; rel="next"`, `<v>;rel=last,<u>;rel=next`, `<`, `<>;;,`, `<a>; rel="`, `<a>;rel=,`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		target, err := nextLink([]string{s})
		if err == nil && !strings.Contains(s, target) {
			t.Errorf("%q is not part of %q", target, s)
		}
	})
}
