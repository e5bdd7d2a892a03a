package mocoapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// nextQuery finds the query of the next page in the Link headers, or where
// there are none in X-Page; nil if this is the last page (docs: Pagination).
// The server may choose the query only: an address elsewhere is an error. What
// it does not name stays as it was asked for.
func (c *conn) nextQuery(k call, h http.Header) (url.Values, error) {
	target, err := nextLink(h.Values("Link"))
	if err != nil {
		return nil, err
	}
	if target == "" {
		return pageAfter(k, h), nil
	}
	u, err := url.Parse(target)
	if err != nil {
		return nil, errors.New("the address of the next page is not a URL")
	}
	u = c.base.JoinPath(k.path).ResolveReference(u)
	switch {
	case u.User != nil || !c.isHere(u):
		return nil, fmt.Errorf("the next page is at another address (%s), which is not followed", u.Host)
	case strings.TrimSuffix(u.Path, ".json") != c.base.Path+k.path: // the docs show .json
		return nil, errors.New("the next page belongs to another list, which is not followed")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("the address of the next page has no valid query")
	}
	return keep(q, k.query), nil
}

// isHere reports whether an address is the base's own. A simulator on loopback
// may call itself by another of its names, or by the account's real one; the
// next request goes to the base in any case.
func (c *conn) isHere(u *url.URL) bool {
	if isLoopback(c.base) && (isLoopback(u) && u.Port() == c.base.Port() || isMOCO(u, c.opt.Account+".mocoapp.com")) {
		return true
	}
	return u.Scheme == c.base.Scheme && strings.EqualFold(u.Host, c.base.Host)
}

// pageAfter is the query of the next page by the counts of this one: rows are
// left, and nothing links to them.
func pageAfter(k call, h http.Header) url.Values {
	var page, per, total int
	for name, n := range map[string]*int{"X-Page": &page, "X-Per-Page": &per, "X-Total": &total} {
		if v, err := strconv.Atoi(h.Get(name)); err == nil && v > 0 && v < 1<<30 {
			*n = v
		}
	}
	if page == 0 || per == 0 || (total-1)/per < page {
		return nil
	}
	return keep(url.Values{"page": {strconv.Itoa(page + 1)}}, k.query)
}

// keep adds what q lacks of the query that was sent.
func keep(q, sent url.Values) url.Values {
	for name, values := range sent {
		if _, given := q[name]; !given {
			q[name] = values
		}
	}
	return q
}

// nextLink is the target with the relation "next", "" if there is none.
// MOCO sends the relation "last" first (RFC 8288).
func nextLink(headers []string) (string, error) {
	for _, h := range headers {
		for rest := h; ; {
			var l link
			var err error
			if l, rest, err = cutLink(rest); err != nil {
				return "", err
			}
			if l.next {
				return l.target, nil
			}
			if rest == "" {
				break
			}
		}
	}
	return "", nil
}

type link struct {
	target string
	next   bool
}

// cutLink takes the first link off a Link header: <target>; name=value; …
// Commas and semicolons inside of <> and quotes belong to the value.
func cutLink(s string) (l link, rest string, err error) {
	s = strings.TrimLeft(s, " \t,")
	if s == "" {
		return l, "", nil
	}
	target, params, found := strings.Cut(strings.TrimPrefix(s, "<"), ">")
	if s[0] != '<' || !found {
		return l, "", errors.New("the Link header can't be understood")
	}
	l.target = target
	for params = strings.TrimLeft(params, " \t"); strings.HasPrefix(params, ";"); {
		var name, value string
		name, value, params = cutParam(params[1:])
		if strings.EqualFold(name, "rel") && hasWord(value, "next") {
			l.next = true
		}
	}
	return l, params, nil
}

// cutParam takes name=value or name="value" off s; the rest begins with ; or ,
// or is empty.
func cutParam(s string) (name, value, rest string) {
	i := strings.IndexAny(s, "=;,")
	if i < 0 {
		return strings.TrimSpace(s), "", ""
	}
	name = strings.TrimSpace(s[:i])
	if s[i] != '=' {
		return name, "", s[i:]
	}
	s = strings.TrimLeft(s[i+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s[1:], `"`)
		if j := strings.IndexAny(rest, ";,"); j >= 0 {
			return name, value, rest[j:]
		}
		return name, value, ""
	}
	if j := strings.IndexAny(s, ";,"); j >= 0 {
		return name, strings.TrimSpace(s[:j]), s[j:]
	}
	return name, strings.TrimSpace(s), ""
}

// hasWord reports whether a list of relation names, separated by spaces,
// contains one.
func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}
