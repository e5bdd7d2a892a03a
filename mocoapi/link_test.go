package mocoapi

import (
	"net/http"
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
