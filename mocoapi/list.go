package mocoapi

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"github.com/mocowork/mocowork/billing"
)

// list reads a whole list of objects with ids. An object that comes twice is
// given once. The last element is an *Incomplete if the list is not whole.
func list[T any](ctx context.Context, c *conn, noun, path string, q url.Values) iter.Seq2[Row[T], error] {
	return rows(ctx, c, path, q, func(raw json.RawMessage) Row[T] { return decodeRow[T](c.drift, noun, raw) })
}

// report reads a whole list of rows without ids.
func report[T any](ctx context.Context, c *conn, path string, q any) iter.Seq2[Row[T], error] {
	noun := path[len("/report/"):] + " row"
	return rows(ctx, c, path, encodeQuery(q), func(raw json.RawMessage) Row[T] { return decodeReportRow[T](c.drift, noun, raw) })
}

func rows[T any](ctx context.Context, c *conn, path string, q url.Values, decode func(json.RawMessage) Row[T]) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		seen, read, last := map[billing.ID]bool{}, 0, RawPage{Total: -1}
		for page, err := range c.RawPages(ctx, path, q) {
			if err != nil {
				yield(Row[T]{}, err)
				return
			}
			last = page
			for _, raw := range page.Objects {
				row := decode(raw)
				row.Total = page.Total
				if row.ID != 0 && seen[row.ID] {
					continue
				}
				seen[row.ID] = true
				read++
				if !yield(row, nil) {
					return
				}
			}
		}
		if last.Changed || CheckComplete(last.Total, read) != nil {
			yield(Row[T]{}, &Incomplete{Path: path, Total: last.Total, Read: read, Changed: last.Changed})
		}
	}
}
