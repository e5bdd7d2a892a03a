package mocosim

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// StoryDay is the day on which the story stands as it is told in the documentation.
const StoryDay = "2026-11-23"

// Story fills the account with the demo's agency as it stands on a day ("2006-01-02"): 420 invoices, 96 customers, and
// on StoryDay 42 open EUR invoices over 74,310.00, of which 14 over 49,362.50 are overdue. Those and what goes with them are the
// same for each seed; the seed decides about the rest: who bought what and paid how late. On another day all dates move
// along, and the numbers of the invoices stay. The account must be empty. Set Options.Now to a time of that day.
func (s *Server) Story(seed int64, day string) error {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return fmt.Errorf("mocosim: story day %q: want YYYY-MM-DD", day)
	}
	told, _ := time.Parse(time.DateOnly, StoryDay)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.store.rows(kindInvoices)) > 0 {
		return fmt.Errorf("mocosim: the account has invoices already; a story needs an empty one")
	}
	t := &teller{
		st: s.store, rnd: rand.New(rand.NewPCG(uint64(seed), 0x6d6f636f)), account: s.opts.Account,
		shift: int(at.Sub(told).Hours() / 24),
	}
	t.tell()
	t.tellSettings(seed)
	t.tellBusiness(seed)
	return nil
}

// PayWhenAsked books the rest of an invoice right after the first list of invoices has been answered: whoever decides by
// that list, decides by what is no longer so.
func (s *Server) PayWhenAsked(identifier string) error {
	if s.Account().Invoice(identifier) == 0 {
		return fmt.Errorf("mocosim: there is no invoice %s", identifier)
	}
	s.After(Match{Method: "GET", Path: "/invoices"}, 1, payRest(identifier))
	return nil
}

// PayAfterWrites books the rest of an invoice right after the nth write from now: a customer pays while letters go out.
func (s *Server) PayAfterWrites(identifier string, n int) error {
	if s.Account().Invoice(identifier) == 0 {
		return fmt.Errorf("mocosim: there is no invoice %s", identifier)
	}
	s.AfterWrites(n, payRest(identifier))
	return nil
}

func payRest(identifier string) func(*Account) {
	return func(a *Account) { _, _ = a.Pay(identifier, "") } // it errors only if the invoice was deleted meanwhile
}

// teller writes the story. Its dates are those of StoryDay, moved by shift days on the way into the store.
type teller struct {
	st      *store
	rnd     *rand.Rand
	account string
	shift   int

	users     []*object
	customers map[string]*object
	pool      []*object // customers of ordinary invoices
	projects  map[int64][]*object
	invoices  []*told
}

func (t *teller) tell() {
	t.tellUsers()
	t.tellCompanies()
	t.tellProjects()
	t.tellInvoices()
	t.tellPayments()
	t.tellReminders()
	t.tellComments()
	t.tellSchedules()
	t.tellHours()
	t.tellReports()
	t.linkProjects()
}

// date moves a date of the story to the day it is told on.
func (t *teller) date(d string) string { return daysAfter(d, t.shift) }

// at is a timestamp on a date of the story; the hour is UTC.
func (t *teller) at(d string, hour, minute int) string {
	return fmt.Sprintf("%sT%02d:%02d:00Z", t.date(d), hour, minute)
}

// spread fills the gaps of a rising row of numbers whose values at some places are given, evenly.
func spread(n int, given map[int]int) []int {
	row := make([]int, n)
	last := 0
	for i := range row {
		v, known := given[i]
		if !known {
			continue
		}
		row[i] = v
		for j := last + 1; j < i; j++ {
			row[j] = row[last] + (v-row[last])*(j-last)/(i-last)
		}
		last = i
	}
	return row
}

// pickFrom draws one of the values.
func pickFrom[T any](t *teller, values []T) T { return values[t.rnd.IntN(len(values))] }
