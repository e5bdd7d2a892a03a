package mocoapi

import (
	"context"
	"errors"
	"iter"
	"maps"

	"github.com/mocowork/mocowork/billing"
)

// Whole reads a list again and again until it is proven that no object is
// missing that was there all the time, at most passes times. It takes at least
// two.
//
// MOCO gives lists by page numbers. When an object that was read is deleted,
// or moves to another place, the objects behind it move up, and the first one
// of the next page is never seen; an insert beside it leaves X-Total as it was.
// But an object is only skipped after another one that was read has gone: the
// next pass does not find that one. Or it has moved to a page that was still
// to come: then it is seen twice. So two passes after each other that saw the
// same ids, none of them twice, have skipped nothing.
//
// The rows are those of the last pass. The error is an *Incomplete if passes
// were not enough.
func Whole[T any](ctx context.Context, passes int, list iter.Seq2[Row[T], error]) ([]Row[T], error) {
	var before map[billing.ID]bool
	last := &Incomplete{Changed: true, Total: -1}
	for range passes {
		rows, err := once(list)
		switch again := new(Incomplete); {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.As(err, &again):
			before, last = nil, again
			continue
		case errors.Is(err, errRepeated):
			before = nil
			continue
		case err != nil:
			return nil, err
		}
		ids := make(map[billing.ID]bool, len(rows))
		for _, r := range rows {
			ids[r.ID] = true
		}
		if before != nil && maps.Equal(before, ids) {
			return rows, nil
		}
		before, last = ids, &Incomplete{Total: len(ids), Read: len(ids), Changed: true}
	}
	return nil, last
}

func once[T any](list iter.Seq2[Row[T], error]) (rows []Row[T], err error) {
	for row, err := range list {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
