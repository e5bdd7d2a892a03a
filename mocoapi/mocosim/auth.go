package mocosim

import (
	"net/http"
	"strconv"
	"strings"
)

// KeyKind says which key a request carried. The key itself is kept nowhere.
type KeyKind string

// The kinds of keys.
const (
	KeyNone  KeyKind = "none"
	KeyWrong KeyKind = "wrong"
	KeyRead  KeyKind = "read"
	KeyWrite KeyKind = "write"
)

// keyKind reads "Authorization: Token token=KEY" and "Authorization: Bearer KEY", the two forms that MOCO takes.
func (s *Server) keyKind(h http.Header) KeyKind {
	auth := h.Get("Authorization")
	key, found := strings.CutPrefix(auth, "Token token=")
	if !found {
		key, found = strings.CutPrefix(auth, "Bearer ")
	}
	switch key = strings.Trim(key, `" `); {
	case auth == "":
		return KeyNone
	case !found:
		return KeyWrong
	case key == s.opts.WriteKey:
		return KeyWrite
	case key == s.opts.ReadKey:
		return KeyRead
	}
	return KeyWrong
}

// authenticate settles who acts. X-IMPERSONATE-USER-ID makes it another user; the record then belongs to that one.
func (s *Server) authenticate(c *call) (reply, bool) {
	c.key = s.keyKind(c.in.header)
	if c.key != KeyRead && c.key != KeyWrite {
		return message(http.StatusUnauthorized, "Unauthorized"), false
	}
	c.actor = keyOwner(c.st, s.opts.UserID)
	as := c.in.header.Get("X-Impersonate-User-Id")
	if as == "" {
		return reply{}, true
	}
	id, err := strconv.ParseInt(as, 10, 64)
	other := c.st.find(kindUsers, id)
	if err != nil || other == nil {
		return forbidden("Access denied"), false
	}
	if other.number("id") != c.actor.number("id") {
		c.proxy = c.actor
	}
	c.actor = other
	return reply{}, true
}

// keyOwner is the user whose name an account key uses. MOCO does not say which; here it is a setting, else the first user.
func keyOwner(st *store, id int64) *object {
	if u := st.find(kindUsers, id); u != nil {
		return u
	}
	var lowest *object
	for _, u := range st.rows(kindUsers) {
		if lowest == nil || u.number("id") < lowest.number("id") {
			lowest = u
		}
	}
	if lowest != nil {
		return lowest
	}
	return newObject("id", 1, "firstname", "API", "lastname", "Konto", "email", "api@beispiel.example", "active", true,
		"extern", false, "avatar_url", nil, "unit", newObject("id", 1, "name", "Team"),
		"created_at", "2022-01-01T00:00:00Z", "updated_at", "2022-01-01T00:00:00Z")
}
