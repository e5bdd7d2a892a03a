package rules

import (
	"fmt"
	"slices"
	"sync"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

// The years around the day of the run that working days are counted in.
const (
	workdayYearsBack  = 30
	workdayYearsAhead = 10
)

// workdays counts working days for the rules of one run. The table is made
// when the first rule asks, so that each question after it costs the same,
// however far its dates are apart.
type workdays struct {
	calendar calendar.Calendar
	today    billing.Date
	once     sync.Once
	first    billing.Date // of the table
	upTo     []int32      // [i]: working days from first on, up to and with the i-th day after it
}

// place is the date's index in the table.
func (w *workdays) place(d Date) (int, error) {
	if billing.Date(d).IsZero() {
		return 0, errNoDate
	}
	w.once.Do(w.count)
	i := billing.Date(d).Sub(w.first)
	if i < 1 || i >= len(w.upTo) {
		return 0, fmt.Errorf("%s is too far away: working days are known from %d to %d", billing.Date(d), w.first.Year, w.today.Year+workdayYearsAhead)
	}
	return i, nil
}

func (w *workdays) count() {
	w.first = billing.Date{Year: w.today.Year - workdayYearsBack, Month: 1, Day: 1}
	last := billing.Date{Year: w.today.Year + workdayYearsAhead, Month: 12, Day: 31}
	n := int32(0)
	w.upTo = make([]int32, 0, last.Sub(w.first)+1)
	for d := w.first; !d.After(last); d = d.AddDays(1) {
		if w.calendar.IsWorkday(d) {
			n++
		}
		w.upTo = append(w.upTo, n)
	}
}

// between counts the working days after a, up to and with b.
func (w *workdays) between(a, b Date) (int, error) {
	i, err := w.place(a)
	if err != nil {
		return 0, err
	}
	j, err := w.place(b)
	if err != nil {
		return 0, err
	}
	return int(w.upTo[j] - w.upTo[i]), nil
}

// add is the n-th working day after d, or before it if n is negative; see
// calendar.Calendar.AddWorkdays.
func (w *workdays) add(d Date, n int) (Date, error) {
	i, err := w.place(d)
	if err != nil || n == 0 {
		return d, err
	}
	want := int(w.upTo[i]) + n
	if n < 0 {
		want = int(w.upTo[i-1]) + n + 1
	}
	if want < 1 || want > int(w.upTo[len(w.upTo)-1]) {
		return Date{}, fmt.Errorf("%d working days from %s are too far away", n, billing.Date(d))
	}
	j, _ := slices.BinarySearch(w.upTo, int32(want)) // the first day with that count
	return Date(w.first.AddDays(j)), nil
}
