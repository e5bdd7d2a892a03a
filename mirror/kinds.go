package mirror

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// The names of the data sets, which are also keys of the store.
const (
	Invoices         = "invoices"
	Payments         = "payments"
	Reminders        = "reminders"
	Companies        = "companies"
	Projects         = "projects"
	Users            = "users"
	PaymentSchedules = "payment_schedules"
)

// Kind is a data set of MOCO that the mirror keeps.
type Kind struct {
	Name string
	Path string // of its list, below /api/v1
	// Archived lists leave archived objects out unless they are asked for; an
	// archived customer can still owe money.
	Archived bool
	// Whole lists come in one answer and are read whole every time.
	Whole bool
	// Needed kinds must have been read completely before anything is decided:
	// without payments, everybody looks unpaid.
	Needed bool

	decode func(*billing.Snapshot, []byte) error
	// period is set on reports, whose rows have no ids: see reports.go.
	period billing.Period
}

// key names the data set in the store.
func (k Kind) key() string {
	if k.report() {
		return k.Name + " " + k.period.String()
	}
	return k.Name
}

// Kinds lists the data sets in the order of reading. Invoices come first, so
// that what is read later (payments, reminders) is never older than they are.
// A new data set is one line here and a constant above.
func Kinds() []Kind {
	return []Kind{
		{Name: Invoices, Path: "/invoices", Needed: true, decode: into(func(s *billing.Snapshot) *[]billing.Invoice { return &s.Invoices })},
		{Name: Payments, Path: "/invoices/payments", Needed: true, decode: into(func(s *billing.Snapshot) *[]billing.Payment { return &s.Payments })},
		{Name: Reminders, Path: "/invoice_reminders", Needed: true, decode: into(func(s *billing.Snapshot) *[]billing.Reminder { return &s.Reminders })},
		{Name: Companies, Path: "/companies", Needed: true, Archived: true, decode: into(func(s *billing.Snapshot) *[]billing.Company { return &s.Companies })},
		{Name: Projects, Path: "/projects", Archived: true, decode: into(func(s *billing.Snapshot) *[]billing.Project { return &s.Projects })},
		{Name: Users, Path: "/users", decode: into(func(s *billing.Snapshot) *[]billing.User { return &s.Users })},
		{Name: PaymentSchedules, Path: "/projects/payment_schedules", Whole: true, decode: into(func(s *billing.Snapshot) *[]billing.PaymentSchedule { return &s.Schedules })},
	}
}

// into decodes an object and appends it to its list of the snapshot.
func into[T any](list func(*billing.Snapshot) *[]T) func(*billing.Snapshot, []byte) error {
	return func(s *billing.Snapshot, body []byte) error {
		var v T
		if err := json.Unmarshal(body, &v); err != nil {
			return err
		}
		rows := list(s)
		*rows = append(*rows, v)
		return nil
	}
}

// query is the kind's list without any filter by time.
func (k Kind) query() url.Values {
	q := url.Values{}
	switch {
	case k.Archived:
		q.Set("include_archived", "true")
	case k.Name == ReportAbsences:
		q.Set("year", strconv.Itoa(k.period.To.Year))
	case k.report():
		q.Set("from", k.period.From.String())
		q.Set("to", k.period.To.String())
	}
	return q
}

// kindByName finds a data set; the error lists the known ones.
func kindByName(name string) (Kind, error) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i >= 0 {
		return kinds[i], nil
	}
	known := make([]string, len(kinds))
	for i, k := range kinds {
		known[i] = k.Name
	}
	known = append(append(known, InvoiceItems), Reports()...)
	return Kind{}, fmt.Errorf("the data set %q is not known; known are %s", name, strings.Join(known, ", "))
}

// chosen are the named kinds in the order of reading, reports last; all but
// reports for no names.
func chosen(names []string, period billing.Period) ([]Kind, error) {
	if len(names) == 0 {
		return Kinds(), nil
	}
	reports := reportsOf(period)
	for _, name := range names {
		if name == InvoiceItems {
			continue // no list: see items.go
		}
		if slices.ContainsFunc(reports, func(k Kind) bool { return k.Name == name }) {
			if period == (billing.Period{}) {
				return nil, fmt.Errorf("%s needs a period", name)
			}
			continue
		}
		if _, err := kindByName(name); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(append(Kinds(), reports...), func(k Kind) bool { return !slices.Contains(names, k.Name) }), nil
}
