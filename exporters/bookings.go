package exporters

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// The reports on money, as MOCO's documentation calls them.
const (
	reportFinance  = "report.finance"
	reportCashflow = "report.cashflow"
)

// booking is one row of MOCO's reports on money.
type booking struct {
	report      string
	kind        string // MOCO's word
	class       class
	date        billing.Date
	month       int // 202611; 0 without a date
	record      billing.ID
	company     billing.ID
	customer    string
	description string
	person      billing.UserRef
	amount      billing.Money // as MOCO writes it
	effect      billing.Money // in is positive, out is negative
	inPeriod    bool
}

// bookings are the rows of one or both reports with what they are sorted into.
type bookings struct {
	frame
	people   *people
	currency string // of all amounts
	whence   string // how the currency is known, in words
	rows     []booking
	kinds    []*kindSum
	sums     map[string]*tally // by report
	rounded  int
	lost     int // rows that MOCO sent and that could not be understood
}

// kindSum is a kind of booking with its rows and its sum, as MOCO writes it.
type kindSum struct {
	report, kind string
	class        class
	tally
	// flipped says that MOCO writes what goes out as positive amounts.
	flipped bool
}

// newBookings reads the named reports. It fails on sums that do not fit.
func newBookings(in Input, reports ...string) (*bookings, error) {
	b := &bookings{frame: frame{Input: in}, sums: map[string]*tally{}}
	b.people = newPeople(&b.frame)
	b.currency, b.whence = b.accountCurrency()
	b.codes = []string{b.currency}
	for _, r := range reports {
		b.sums[r] = &tally{sum: billing.Money{Currency: b.currency}}
		b.lost += len(b.broken(r))
		if err := b.read(r); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(b.rows, func(x, y booking) int {
		return cmp.Or(x.date.Compare(y.date), cmp.Compare(y.report, x.report), cmp.Compare(x.kind, y.kind),
			cmp.Compare(x.record, y.record), cmp.Compare(x.amount.Minor, y.amount.Minor))
	})
	return b, b.classify()
}

// read adds the rows of one report.
func (b *bookings) read(report string) error {
	if report == reportCashflow {
		for _, r := range b.Snapshot.Cashflow {
			err := b.add(booking{report: report, kind: r.Kind, date: r.Date, record: r.RecordID, company: cmp.Or(r.Company.ID, r.CompanyID),
				customer: r.Company.Name, description: r.Description, person: user(r.User, r.UserID)}, r.AmountInAccountCurrency)
			if err != nil {
				return err
			}
		}
		return nil
	}
	for _, r := range b.Snapshot.Finance {
		err := b.add(booking{report: report, kind: r.Kind, date: r.Date, record: r.RecordID, company: cmp.Or(r.Company.ID, r.CompanyID),
			customer: r.Company.Name, description: r.Description, person: user(r.User, r.UserID)}, r.NetAmountInAccountCurrency)
		if err != nil {
			return err
		}
	}
	return nil
}

// user is a row's person; MOCO gives the id beside the object.
func user(u billing.UserRef, id billing.ID) billing.UserRef {
	u.ID = cmp.Or(u.ID, id)
	return u
}

// add counts a row by its report and its kind.
func (b *bookings) add(x booking, d billing.Decimal) error {
	m, rounded, err := inCurrency(d, b.currency)
	if err != nil {
		return fmt.Errorf("%s, record %d: %w", x.report, x.record, err)
	}
	if rounded {
		b.rounded++
	}
	x.amount = m
	if !x.date.IsZero() {
		x.month = monthKey(x.date)
	}
	x.inPeriod = b.contains(x.date)
	k := b.kind(x.report, x.kind)
	k.rows++
	b.sums[x.report].rows++
	b.rows = append(b.rows, x)
	return sum(addend{&k.sum, m}, addend{&b.sums[x.report].sum, m})
}

// kind finds the sums of a kind, or begins them.
func (b *bookings) kind(report, kind string) *kindSum {
	for _, k := range b.kinds {
		if k.report == report && k.kind == kind {
			return k
		}
	}
	k := &kindSum{report: report, kind: kind, class: classOf(report, kind), tally: tally{sum: billing.Money{Currency: b.currency}}}
	b.kinds = append(b.kinds, k)
	return k
}

// classify gives each row its class, and its sign: in MOCO's documentation
// expenses are positive, and nothing says that they always are. A kind that
// goes out and adds up to more than 0 is turned round as a whole.
func (b *bookings) classify() error {
	for _, k := range b.kinds {
		k.flipped = k.class.out() && k.sum.Minor > 0
	}
	slices.SortFunc(b.kinds, func(x, y *kindSum) int {
		return cmp.Or(cmp.Compare(y.report, x.report), cmp.Compare(x.class, y.class), cmp.Compare(x.kind, y.kind))
	})
	for i := range b.rows {
		x := &b.rows[i]
		k := b.kind(x.report, x.kind)
		x.class, x.effect = k.class, x.amount
		if k.flipped {
			var err error
			if x.effect, err = (billing.Money{Currency: b.currency}).Sub(x.amount); err != nil {
				return err
			}
		}
		if x.date.After(b.Today) {
			x.class = x.class.planned()
		}
	}
	return nil
}

// total adds up the effects of the rows that are asked for.
func (b *bookings) total(want func(booking) bool) (billing.Money, error) {
	out := billing.Money{Currency: b.currency}
	for _, x := range b.rows {
		if want(x) {
			if err := sum(addend{&out, x.effect}); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// unknown are the kinds that no class is known for.
func (b *bookings) unknown() []*kindSum {
	return slices.DeleteFunc(slices.Clone(b.kinds), func(k *kindSum) bool { return k.class != classOtherFinance && k.class != classOtherCash })
}

// covered is the time that the reports were read for.
func (f *frame) covered() billing.Period {
	if f.Snapshot.Period == (billing.Period{}) {
		return f.covers()
	}
	return f.Snapshot.Period
}

// periodWords prints a period for people.
func (f *frame) periodWords(p billing.Period) string {
	return p.From.Format(f.Language) + " – " + p.To.Format(f.Language)
}

// monthKey is a month as a number that sorts: 202611.
func monthKey(d billing.Date) int { return d.Year*100 + int(d.Month) }

// monthName is "2026-11".
func (f *frame) monthName(month int) string {
	if month == 0 {
		return f.say("ohne Datum", "without date")
	}
	return fmt.Sprintf("%04d-%02d", month/100, month%100)
}

// reportName is a report for people.
func (f *frame) reportName(report string) string {
	if report == reportCashflow {
		return "Cashflow"
	}
	return f.say("Finanzen", "Finance")
}

// bookingsSheet is the data sheet of the books about money.
func (b *bookings) bookingsSheet(table string, ranks map[billing.ID]int) Sheet {
	s := Sheet{Key: "bookings", Name: b.say("Buchungen", "Bookings"), Table: table, Frozen: 1, Columns: b.bookingColumns(),
		Rows: func(yield func([]Cell) bool) {
			for _, x := range b.rows {
				if !yield(b.bookingRow(x, ranks[x.company], &changes{})) {
					return
				}
			}
		}}
	for report, t := range b.byReport() {
		row := make([]Cell, len(s.Columns))
		row[0] = text(b.say("Summe ", "Total ") + b.reportName(report) + " " + b.currency)
		row[s.column("currency")] = text(b.currency)
		row[s.column("amount")] = money(t.sum).from(b.reportTotal(report))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	for _, x := range b.rows {
		b.bookingRow(x, 0, &b.changed)
	}
	return s
}

// byReport walks the reports in the order of their bookings.
func (b *bookings) byReport() func(func(string, *tally) bool) {
	return func(yield func(string, *tally) bool) {
		for _, r := range []string{reportFinance, reportCashflow} {
			if t := b.sums[r]; t != nil && !yield(r, t) {
				return
			}
		}
	}
}

// reportTotal adds up a report's amounts. It follows the filter in a book of
// one report.
func (b *bookings) reportTotal(report string) Formula {
	if len(b.sums) == 1 {
		return Shown{"bookings", "amount"}
	}
	return Sum{"bookings", "amount", []Where{{Column: "report", Value: b.reportName(report)}}}
}

func (b *bookings) bookingColumns() []Column {
	col := b.col
	cols := []Column{
		col("date", Date, "Datum", "Date", "Datum der Buchung laut MOCO", "date of the booking in MOCO"),
		col("report", Text, "Bericht", "Report", "Bericht, aus dem die Zeile stammt: Finanzen (netto) oder Cashflow (brutto)", "the report that the row comes from: finance (net) or cashflow (gross)"),
		col("kind", Text, "Art", "Kind", "Art der Buchung, wie MOCO sie nennt", "kind of booking, as MOCO calls it"),
		col("class", Text, "Gruppe", "Group", "wozu die Art zählt; die Zuordnung steht auf diesem Blatt", "what the kind counts as; the mapping is on this sheet"),
		col("customer", Text, "Kunde", "Customer", "Firma der Buchung in MOCO", "the booking's company in MOCO"),
		col("description", Text, "Beschreibung", "Description", "Beschreibung in MOCO", "description in MOCO"),
		col("currency", Text, "Whg.", "Currency", "Kontowährung", "the account's currency"),
		col("amount", Money, "Betrag", "Amount", "Betrag in Kontowährung, mit dem Vorzeichen von MOCO", "amount in the account's currency, with MOCO's sign"),
		col("effect", Money, "Wirkung", "Effect", "derselbe Betrag: Zufluss positiv, Abfluss negativ", "the same amount: in is positive, out is negative"),
		col("person", Text, "Person", "Person", "Person der Buchung in MOCO", "the booking's person in MOCO"),
		col("record", Int, "MOCO-ID", "MOCO id", "Kennung des Belegs in MOCO", "id of the record in MOCO"),
		col("month", Int, "Monat", "Month", "Monat der Buchung als Zahl", "the booking's month as a number"),
		col("period", Int, "Im Zeitraum", "In period", "1, wenn die Buchung im Zeitraum des Berichts liegt, sonst 0", "1 if the booking is in the report's period, else 0"),
		col("rank", Int, "Kundenrang", "Customer rank", "Rang des Kunden nach Umsatz; 21 steht für die übrigen", "the customer's rank by revenue; 21 stands for the rest"),
	}
	for i := range cols {
		cols[i].Wrap = slices.Contains([]string{"customer", "description"}, cols[i].Key)
		cols[i].Moves = slices.Contains([]string{"class", "rank"}, cols[i].Key) // what was planned comes true
	}
	return cols
}

func (b *bookings) bookingRow(x booking, rank int, c *changes) []Cell {
	own := func(s string) Cell { return text(b.clean(s, c)) }
	in := 0
	if x.inPeriod {
		in = 1
	}
	return []Cell{
		date(x.date), text(b.reportName(x.report)), own(x.kind), text(x.class.title(b.Language)), own(x.customer), own(strings.TrimSpace(x.description)),
		text(b.currency), money(x.amount), money(x.effect), own(b.people.name(x.person)), count(int(x.record)), count(x.month), count(in), count(rank),
	}
}
