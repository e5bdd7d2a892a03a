package mocoapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/mocowork/mocowork/internal/fault"
)

// RawPage is one page of a list, as it came.
type RawPage struct {
	Number int // 1 for the first page read
	// Total is X-Total, the length of the whole list; -1 if the list has no
	// paging headers, which means that it is complete in one page.
	Total int
	// Changed says that X-Total was not the same on all pages so far: the list
	// was changed while it was read, so rows may be missing. Read it again.
	Changed bool
	Objects []json.RawMessage
	// Date is the server's clock, in UTC; zero if it did not say. Cursors are
	// made of it, never of our own clock.
	Date time.Time
}

// RawObject reads one object, undecoded. path is below /api/v1, such as
// "/invoices/80612".
func (c *conn) RawObject(ctx context.Context, path string) (json.RawMessage, error) {
	row, _, err := single[json.RawMessage](ctx, c, "object", get(path, nil))
	return row.Raw, err
}

// RawPages reads a list page by page, undecoded. listPath is below /api/v1,
// such as "/invoices". The first error ends the iteration. Page numbers over a
// list that changes can skip and repeat rows: compare Total with the number of
// distinct ids by CheckComplete, and mind Changed.
func (c *conn) RawPages(ctx context.Context, listPath string, q url.Values) iter.Seq2[RawPage, error] {
	return func(yield func(RawPage, error) bool) {
		k, seen := get(listPath, q), map[string]bool{}
		first, changed, bodies := 0, false, map[[sha256.Size]byte]int{}
		for n := 1; ; n++ {
			seen[k.query.Encode()] = true
			page, next, err := c.rawPage(ctx, k)
			if err == nil && (n > 1 || next != nil) {
				err = k.isNew(page, n, bodies)
			}
			if err != nil {
				yield(RawPage{}, err)
				return
			}
			if n == 1 {
				first = page.Total
			}
			changed = changed || page.Total != first
			page.Number, page.Changed = n, changed
			if !yield(page, nil) || next == nil {
				return
			}
			if err := c.mayGoOn(k, seen, next, n); err != nil {
				yield(RawPage{}, err)
				return
			}
			k.query = next
		}
	}
}

// errRepeated is the cause of an error about a page that came twice: rows were
// inserted before it, or the list never ends.
var errRepeated = errors.New("repeated page")

// isNew refuses a page that was given before under another number: such a list
// may never end, and the rows that should have been there are missing. Reading
// it again may help.
func (k call) isNew(p RawPage, n int, bodies map[[sha256.Size]byte]int) error {
	h := sha256.New()
	for _, o := range p.Objects {
		h.Write(o)
	}
	sum := [sha256.Size]byte(h.Sum(nil))
	if before, twice := bodies[sum]; twice {
		return k.refused(fault.Temporary, fmt.Sprintf("page %d is page %d once more", n, before), errRepeated)
	}
	bodies[sum] = n
	return nil
}

// mayGoOn refuses lists that do not end.
func (c *conn) mayGoOn(k call, seen map[string]bool, next url.Values, n int) error {
	switch {
	case seen[next.Encode()]:
		return k.refused(fault.Permanent, fmt.Sprintf("page %d links to a page that was read before", n), nil)
	case n >= c.maxPages:
		return k.refused(fault.Permanent, fmt.Sprintf("the list has more than %d pages", c.maxPages), nil)
	}
	return nil
}

func (c *conn) rawPage(ctx context.Context, k call) (page RawPage, next url.Values, err error) {
	if !strings.HasPrefix(k.path, "/") || path.Clean(k.path) != k.path || strings.ContainsAny(k.path, "?#%") {
		return page, nil, k.refused(fault.Permanent, "this is no path of the API", nil)
	}
	r, err := c.read(ctx, k)
	if err != nil {
		return page, nil, err
	}
	if err := k.check(r, '['); err != nil {
		return page, nil, err
	}
	if err := jsonv2.Unmarshal(r.body, &page.Objects, lenient); err != nil {
		return page, nil, k.fail(r, fault.Permanent, err.Error())
	}
	if page.Total, err = total(r); err != nil {
		return page, nil, k.fail(r, fault.Permanent, err.Error())
	}
	if next, err = c.nextQuery(k, r.header); err != nil {
		return page, nil, k.fail(r, fault.Permanent, err.Error())
	}
	page.Date = serverDate(r.header)
	return page, next, nil
}

func total(r reply) (int, error) {
	s := r.header.Get("X-Total")
	if s == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("X-Total is %q, not a number of rows", clip(s, 40))
	}
	return n, nil
}
