package mocosim

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"
)

// call is one request on its way through the account. The server's lock is held as long as it lives.
type call struct {
	in    *inbound
	st    *store
	opts  *Options
	now   time.Time
	key   KeyKind
	actor *object // the user as whom the request acts
	proxy *object // who impersonates the actor; nil without impersonation
	nums  []int64
	words []string
	body  *object

	ids       []int64 // objects that the request made, changed or removed
	committed bool
	unknown   []string
	mails     []Email
}

// changed notes that the request had an effect on these objects.
func (c *call) changed(ids ...int64) {
	c.committed = true
	c.ids = append(c.ids, ids...)
}

// readBody parses the body of a write. MOCO wants JSON and its content type.
func (c *call) readBody() (reply, bool) {
	c.body = newObject()
	if c.in.method == http.MethodGet || len(bytes.TrimSpace(c.in.body)) == 0 || strings.HasSuffix(c.in.path, storeDocument) {
		return reply{}, true
	}
	if t, _, err := mime.ParseMediaType(c.in.header.Get("Content-Type")); err != nil || t != "application/json" {
		return reply{status: http.StatusUnsupportedMediaType}, false
	}
	body, err := parseObject(c.in.body)
	if err != nil {
		return message(http.StatusBadRequest, "Invalid payload"), false
	}
	c.body = body
	return reply{}, true
}

// noteUnknown keeps the query parameters that MOCO does not document for the path. MOCO ignores them; a test should not.
func (c *call) noteUnknown(known []string) {
	for name := range c.in.query {
		plain, _, _ := strings.Cut(name, "[")
		if !slices.Contains(known, plain) {
			c.unknown = append(c.unknown, name)
		}
	}
	sort.Strings(c.unknown)
}

// asked is the value of a query parameter, trimmed.
func (c *call) asked(name string) string { return strings.TrimSpace(c.in.query.Get(name)) }

// actorRef is the acting user as other objects show it.
func (c *call) actorRef() *object { return userRef(c.actor) }

func userRef(u *object) *object { return u.pick("id", "firstname", "lastname") }
