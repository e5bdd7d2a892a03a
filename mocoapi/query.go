package mocoapi

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Global are the filters that nearly all lists take (docs: entities). Zero
// fields do not filter.
type Global struct {
	// IDs gives these objects only. Keep it to a page, 100: they travel in the
	// URL.
	IDs []billing.ID
	// UpdatedAfter gives objects that were created or changed after it. MOCO's
	// grain is a second and whether the moment itself is included is not said:
	// let it overlap. Deleted objects do not show.
	UpdatedAfter time.Time
	// CustomProperties gives objects whose custom fields have exactly these
	// values; an unknown name gives an empty list.
	CustomProperties map[string]string
	// SortBy is a field and an order, such as "date" or "date desc" (docs:
	// Sorting). Which fields a list can be sorted by is not documented.
	SortBy string
}

// Choice is a filter by yes or no that may be left out.
type Choice string

// The values of Choice.
const (
	Any Choice = "" // do not filter
	Yes Choice = "true"
	No  Choice = "false"
)

// params builds a query; zero values are left out.
type params url.Values

func (g Global) params() params {
	p := params{}
	p.ids("ids", g.IDs)
	if !g.UpdatedAfter.IsZero() {
		p.text("updated_after", g.UpdatedAfter.UTC().Format(time.RFC3339))
	}
	for name, value := range g.CustomProperties {
		p["custom_properties["+name+"]"] = []string{value}
	}
	p.text("sort_by", g.SortBy)
	return p
}

func (p params) text(name, value string) {
	if value != "" {
		p[name] = []string{value}
	}
}

func (p params) list(name string, values []string) { p.text(name, strings.Join(values, ",")) }

func (p params) id(name string, id billing.ID) {
	if id != 0 {
		p.text(name, idText(id))
	}
}

func (p params) ids(name string, ids []billing.ID) {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = idText(id)
	}
	p.list(name, texts)
}

func (p params) date(name string, d billing.Date) { p.text(name, d.String()) }

func (p params) flag(name string, set bool) {
	if set {
		p.text(name, "true")
	}
}

func (p params) values() url.Values { return url.Values(p) }

func idText(id billing.ID) string { return strconv.FormatInt(int64(id), 10) }

// at is a path with an id in it, such as at("/invoices/%d", 7).
func at(format string, ids ...any) string { return fmt.Sprintf(format, ids...) }
