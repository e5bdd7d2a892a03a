package mocosim

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
)

// The kinds that the server answers from. Others are kept as they were loaded and written out again.
const (
	kindInvoices   = "invoices"
	kindPayments   = "invoice_payments"
	kindReminders  = "invoice_reminders"
	kindCompanies  = "companies"
	kindProjects   = "projects"
	kindUsers      = "users"
	kindComments   = "comments"
	kindSchedules  = "payment_schedules"
	kindActivities = "activities"
	kindExpenses   = "project_expenses"
	kindContacts   = "contacts"
	kindDeals      = "deals"
	kindOffers     = "offers"
	kindPurchases  = "purchases"
	kindCashflow   = "report_cashflow"
	kindFinance    = "report_finance"
	kindAbsences   = "report_absences"
	kindUtilised   = "report_utilization"
	kindPlanned    = "report_planned_vs_tracked"
)

// store holds the account's objects by kind, in the order in which they came. Its user holds the server's lock.
type store struct {
	kinds     map[string]*collection
	order     []string
	parts     map[string]int64 // the last id given out, by kind and key of lists inside objects
	passwords map[int64]string // of users who were given one, by id
}

type collection struct {
	rows      []*object
	byID      map[int64]*object
	byInvoice map[int64][]*object // of payments and reminders
	next      int64
}

func newStore() *store {
	return &store{kinds: map[string]*collection{}, parts: map[string]int64{}, passwords: map[int64]string{}}
}

func (s *store) of(kind string) *collection {
	c := s.kinds[kind]
	if c == nil {
		c = &collection{byID: map[int64]*object{}, byInvoice: map[int64][]*object{}, next: 1}
		s.kinds[kind] = c
		s.order = append(s.order, kind)
	}
	return c
}

func (s *store) rows(kind string) []*object {
	if c := s.kinds[kind]; c != nil {
		return c.rows
	}
	return nil
}

func (s *store) find(kind string, id int64) *object {
	if c := s.kinds[kind]; c != nil {
		return c.byID[id]
	}
	return nil
}

// sure is the object with the id, an empty one if there is none.
func (s *store) sure(kind string, id int64) *object {
	if o := s.find(kind, id); o != nil {
		return o
	}
	return newObject()
}

// put adds o or takes the place of the object with the same id.
func (s *store) put(kind string, o *object) {
	c, id := s.of(kind), o.number("id")
	o.id = id
	if old := c.byID[id]; old != nil && id != 0 {
		c.unlink(old)
		*old = *o
		c.link(old)
		return
	}
	c.rows = append(c.rows, o)
	c.link(o)
	if id != 0 {
		c.byID[id] = o
		c.next = max(c.next, id+1)
	}
}

func (c *collection) link(o *object) {
	if invoice := o.sub("invoice").number("id"); invoice != 0 {
		c.byInvoice[invoice] = append(c.byInvoice[invoice], o)
	}
}

func (c *collection) unlink(o *object) {
	invoice := o.sub("invoice").number("id")
	c.byInvoice[invoice] = without(c.byInvoice[invoice], o)
}

func (s *store) remove(kind string, id int64) bool {
	c := s.kinds[kind]
	if c == nil || c.byID[id] == nil {
		return false
	}
	gone := c.byID[id]
	delete(c.byID, id)
	c.unlink(gone)
	c.rows = without(c.rows, gone)
	return true
}

// without makes a new list, since answers under way may still hold the old one.
func without(rows []*object, gone *object) []*object {
	return slices.DeleteFunc(slices.Clone(rows), func(o *object) bool { return o == gone })
}

// nextID gives out an id once; a deleted object's id does not come back.
func (s *store) nextID(kind string) int64 {
	c := s.of(kind)
	c.next++
	return c.next - 1
}

// nextIn is nextID for the objects that those of a kind hold in a list.
func (s *store) nextIn(kind, list string) int64 {
	key := kind + "." + list
	for _, o := range s.rows(kind) {
		for _, p := range o.objects(list) {
			s.parts[key] = max(s.parts[key], p.number("id"))
		}
	}
	s.parts[key]++
	return s.parts[key]
}

// load adds the objects of a JSON file {"kind": [object, ...], ...}.
func (s *store) load(r io.Reader) error {
	var file map[string][]json.RawMessage
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return fmt.Errorf("account file: want {\"kind\": [objects]}: %w", err)
	}
	kinds := make([]string, 0, len(file))
	for kind := range file {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		s.of(kind)
		for i, raw := range file[kind] {
			o, err := parseObject(raw)
			if err != nil {
				return fmt.Errorf("account file: %s[%d]: %w", kind, i, err)
			}
			s.put(kind, o)
		}
	}
	return nil
}

// dump writes what load reads.
func (s *store) dump(w io.Writer) error {
	file := newObject()
	for _, kind := range s.order {
		file.put(kind, s.kinds[kind].rows)
	}
	_, err := w.Write(file.encode())
	return err
}
