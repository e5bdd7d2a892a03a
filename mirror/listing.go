package mirror

import (
	"time"

	"github.com/mocowork/mocowork/mocoapi"
)

// listing is one reading of a list from its first page to its last. It keeps
// ids only, so that the largest account needs a few megabytes.
type listing struct {
	full    bool      // the list has no filter by time
	started time.Time // before the first request, by the database's clock
	date    time.Time // MOCO's clock at the first page; zero if unknown

	// catchingUp: the pages that come now are not the list's, but what was
	// changed since its first page.
	catchingUp bool

	ids      map[int64]struct{} // of the pages and of the catch-up
	born     map[int64]struct{} // of them, those made after the first page
	touched  int                // how often an object was seen that was changed after the first page
	unsure   int                // objects behind the first page that were made or changed in its very second
	pages    int
	first    int // MOCO's count at the first page
	last     int // and at the last
	repeated bool
	shrunk   bool
	ahead    bool     // objects are stamped later than MOCO's own Date
	newest   [2]int64 // the latest change on the first page, and on all, in MOCO's milliseconds
}

func newListing(full bool, started time.Time) *listing {
	return &listing{full: full, started: started, ids: map[int64]struct{}{}, born: map[int64]struct{}{}}
}

// take takes in the next page, and gives its objects, looked at.
func (l *listing) take(p mocoapi.RawPage) []object {
	if !l.catchingUp {
		l.turn(p)
	}
	objects := make([]object, len(p.Objects))
	for i, raw := range p.Objects {
		o := readObject(raw)
		if !l.catchingUp {
			l.compare(&o)
		}
		l.see(o)
		objects[i] = o
	}
	return objects
}

// turn notes what the page's headers say about the list.
func (l *listing) turn(p mocoapi.RawPage) {
	l.pages++
	if l.pages == 1 {
		l.first, l.date = p.Total, p.Date
	}
	l.shrunk = l.shrunk || l.pages > 1 && p.Total < l.last
	l.last = p.Total
}

// compare notes whether the object was on an earlier page, and whether its
// times fit to MOCO's clock. Objects without an id that look alike are
// different ones.
func (l *listing) compare(o *object) {
	_, twice := l.ids[o.id]
	for ; twice && o.id < 0; _, twice = l.ids[o.id] {
		o.id--
	}
	l.repeated = l.repeated || twice
	l.ahead = l.ahead || l.pages == 1 && time.UnixMilli(o.updated).After(l.date.Add(time.Minute))
}

// see notes an object of the list, or one that was changed since its first
// page.
func (l *listing) see(o object) {
	_, known := l.ids[o.id]
	l.ids[o.id] = struct{}{}
	if l.pages == 1 {
		l.newest[0] = max(l.newest[0], o.updated)
	}
	l.newest[1] = max(l.newest[1], o.updated)
	if !l.dated() {
		return
	}
	at := l.date.UnixMilli()
	if o.updated > at {
		l.touched++
		if o.created > at {
			l.born[o.id] = struct{}{}
		}
	}
	stamp := o.created
	if !l.full {
		stamp = o.updated
	}
	if behind := l.pages > 1 || l.catchingUp; behind && !known && stamp/1000 == at/1000 {
		l.unsure++
	}
}

// dated reports whether MOCO's Date header can be compared with the times in
// its objects.
func (l *listing) dated() bool { return !l.date.IsZero() && !l.ahead }

// latest is the latest change that can serve as a cursor: everything before it
// (less the overlap) was seen. Without a catch-up that holds for the first page
// only, because later pages may be far younger; 0 if there is none.
func (l *listing) latest() int64 {
	if l.pages > 1 && !l.dated() {
		return l.newest[0]
	}
	return l.newest[1]
}

// proven reports whether each object that existed and did not change during
// the reading was read.
//
// One page is one answer and can't be torn. Over several pages an object is
// missed when one that was read before it disappears or moves behind it. MOCO's
// count shows that, unless as many appear at the same time. So for a whole list
// the objects born meanwhile are counted too: the count must have grown by just
// as many, which leaves no room for a deletion; then the objects read, with
// those changed meanwhile, must be as many as MOCO counts. A list of changes
// gains objects that were not born, so there nothing may have changed at all.
//
// MOCO's times have a grain of a second: of an object that was made in the very
// second of the first page nobody can tell whether it was made after it. Then
// the list is read again, as long as there is a next time.
func (l *listing) proven(last bool) bool {
	switch {
	case l.pages == 0:
		return false
	case l.last < 0:
		return l.pages == 1
	case len(l.ids) != l.last:
		return false
	case l.pages == 1:
		return true
	case l.unsure > 0 && !last:
		return false
	case l.full && l.dated():
		return !l.shrunk && l.last-l.first == len(l.born)
	}
	return !l.repeated && l.first == l.last && l.touched == 0
}
