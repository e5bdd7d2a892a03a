package mocoapi

import (
	"encoding"
	"fmt"
	"net/url"
	"reflect"
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
	IDs []billing.ID `url:"ids"`
	// UpdatedAfter gives objects that were created or changed after it. MOCO's
	// grain is a second and whether the moment itself is included is not said:
	// let it overlap. Deleted objects do not show.
	UpdatedAfter time.Time `url:"updated_after"`
	// CustomProperties gives objects whose custom fields have exactly these
	// values: a date as 2026-12-31, yes and no as true and false, which both
	// leave out what was never set. An unknown name gives an empty list.
	CustomProperties map[string]string `url:"custom_properties[%s]"`
	// MultiSelects gives objects whose custom fields of several values have all
	// of these.
	MultiSelects map[string][]string `url:"custom_properties[%s][]"`
	// SortBy is a field and an order, such as "date" or "date desc" (docs:
	// Sorting). Which fields a list can be sorted by is not documented.
	SortBy string `url:"sort_by"`
	// PerPage is the number of rows that MOCO gives at once. 0: its default,
	// which is 100 and the most.
	PerPage int `url:"per_page"`
}

// Choice is a filter by yes or no that may be left out.
type Choice string

// The values of Choice.
const (
	Any Choice = "" // do not filter
	Yes Choice = "true"
	No  Choice = "false"
)

// encodeQuery makes a query of a struct whose fields name their parameter in a
// tag url:"…". Zero values are left out; lists are joined by commas; a map
// gives a parameter for each of its keys, which the tag's %s stands for.
func encodeQuery(q any) url.Values {
	values := url.Values{}
	if q != nil {
		addFields(values, reflect.ValueOf(q))
	}
	return values
}

func addFields(values url.Values, q reflect.Value) {
	for field, v := range q.Fields() {
		name := field.Tag.Get("url")
		switch {
		case field.Anonymous && name == "":
			addFields(values, v)
		case v.IsZero():
		case v.Kind() == reflect.Map:
			for key, each := range v.Seq2() {
				values[fmt.Sprintf(name, key.String())] = texts(each)
			}
		default:
			values.Set(name, strings.Join(texts(v), ","))
		}
	}
}

// texts are the values of a list, or the one value.
func texts(v reflect.Value) []string {
	if v.Kind() != reflect.Slice {
		return []string{text(v)}
	}
	list := make([]string, v.Len())
	for i := range list {
		list[i] = text(v.Index(i))
	}
	return list
}

func text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Format(time.RFC3339)
	case encoding.TextMarshaler:
		b, err := x.MarshalText()
		if err == nil {
			return string(b)
		}
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	panic("mocoapi: a query can't have a " + v.Type().String()) // a mistake in this package
}

func idText(id billing.ID) string { return strconv.FormatInt(int64(id), 10) }

// at is a path with an id in it, such as at("/invoices/%d", 7).
func at(format string, ids ...any) string { return fmt.Sprintf(format, ids...) }
