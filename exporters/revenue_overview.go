package exporters

import (
	"fmt"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// monthRun is a run of months on the overview.
type monthRun struct {
	name     string
	from, to int // months as numbers
	months   int
	known    bool // everything up to the as-of date was read
}

// comparisons are the report's month and what it is held against.
func (t *turnover) comparisons() []monthRun {
	last := t.until()
	month := monthOf(last)
	before := monthOf(month.AddDays(-1))
	yearAgo := billing.Date{Year: month.Year - 1, Month: month.Month, Day: 1}
	january := billing.Date{Year: month.Year, Month: time.January, Day: 1}
	make := func(german, english string, from, to billing.Date, months int) monthRun {
		read, end := t.covered(), monthOf(to.AddDays(31)).AddDays(-1)
		if end.After(last) {
			end = last
		}
		return monthRun{
			name: t.say(german, english) + " " + t.monthName(monthKey(to)), from: monthKey(from), to: monthKey(to), months: months,
			known: !read.From.After(from) && !read.To.Before(end),
		}
	}
	return []monthRun{
		make("Monat", "Month", month, month, 1),
		make("Vormonat", "Month before", before, before, 1),
		make("Vorjahresmonat", "Same month last year", yearAgo, yearAgo, 1),
		make("Jahr bis", "Year to", january, month, int(month.Month)),
	}
}

// overviewSheet is the page that people print.
func (t *turnover) overviewSheet(title string) (Sheet, error) {
	s := t.overview(title)
	if t.has(reportFinance) && t.has(reportCashflow) {
		b, err := t.comparisonBlock()
		if err != nil {
			return Sheet{}, err
		}
		s.Blocks = append(s.Blocks, b)
	}
	classes, err := t.classesBlock()
	if err != nil {
		return Sheet{}, err
	}
	s.Blocks = append(s.Blocks, classes)
	s.Blocks = append(s.Blocks, t.unknownBlock()...)
	s.Blocks = append(s.Blocks, t.courseBlock(), t.controlsBlock())
	s.Blocks = append(s.Blocks, t.complete(
		t.say("Zeilen laut MOCO − enthalten − nicht lesbar", "Rows in MOCO − contained − not readable"),
		0, "moco", "contained", "left-out"))
	return s, nil
}

// comparisonBlock has the months that people ask for. What was not read is a
// dash; Info says why.
func (t *turnover) comparisonBlock() (Block, error) {
	titles := []string{t.say("Zeitraum", "Period")}
	shown := []class{classRevenue, classReceived, classSpent}
	for _, c := range shown {
		titles = append(titles, "#"+c.title(t.Language))
	}
	titles = append(titles, t.say("#Saldo", "#Balance"))
	target := !t.Target.IsZero()
	if target {
		titles = append(titles, t.say("#Ziel Umsatz", "#Revenue target"), t.say("#erreicht", "#reached"))
	}
	b := Block{Rows: [][]Cell{heads(titles...)}}
	for i, k := range t.comparisons() {
		row := []Cell{text(k.name).look(Label)}
		if !k.known {
			for range len(titles) - 1 {
				row = append(row, text("–"))
			}
			b.Rows = append(b.Rows, row)
			continue
		}
		sums := make([]billing.Money, len(shown))
		for n, c := range shown {
			var err error
			if sums[n], err = t.inSpan(c, k.from, k.to); err != nil {
				return Block{}, err
			}
			row = append(row, money(sums[n]).named(cellName(c, i)).from(t.fromMonths(c, k.from, k.to)))
		}
		balance := sums[1]
		if err := sum(addend{&balance, sums[2]}); err != nil {
			return Block{}, err
		}
		row = append(row, money(balance).look(Label).from(Span{cellName(classReceived, i), cellName(classSpent, i)}))
		if target {
			cells, err := t.targetCells(sums[0], k.months, i)
			if err != nil {
				return Block{}, err
			}
			row = append(row, cells...)
		}
		b.Rows = append(b.Rows, row)
	}
	return b, nil
}

// targetCells are the target for a number of months, and the share reached.
func (t *turnover) targetCells(revenue billing.Money, months, i int) ([]Cell, error) {
	d, err := t.Target.Times(int64(months))
	if err != nil {
		return nil, err
	}
	goal, _, err := inCurrency(d, t.currency)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("target%d", i)
	return []Cell{money(goal).named(name), share(revenue, goal).from(Ratio{Ref(cellName(classRevenue, i)), Ref(name)})}, nil
}

// cellName names a class's cell in a row of the overview.
func cellName(c class, row int) string { return fmt.Sprintf("%s%d", c.key(), row) }

// fromMonths adds up a column of the sheet of months.
func (t *turnover) fromMonths(c class, from, to int) Formula {
	return Sum{"months", c.key(), []Where{
		{Column: "month", Op: ">=", Value: strconv.Itoa(from)}, {Column: "month", Op: "<=", Value: strconv.Itoa(to)},
	}}
}

// classesBlock has the sums of everything that was read, by class.
func (t *turnover) classesBlock() (Block, error) {
	b := Block{Rows: [][]Cell{heads(t.say("Alle Buchungen ", "All bookings ")+t.periodWords(t.covered()), "#"+t.currency, t.say("#Anzahl", "#Count"))}}
	for _, c := range t.shown() {
		rows := 0
		m, err := t.total(func(x booking) bool {
			if x.class == c {
				rows++
			}
			return x.class == c
		})
		if err != nil {
			return Block{}, err
		}
		where := []Where{{Column: "class", Value: c.title(t.Language)}}
		b.Rows = append(b.Rows, []Cell{
			text(c.title(t.Language)).look(c.look()), money(m).look(c.look()).named("all." + c.key()).from(Sum{"bookings", "effect", where}),
			count(rows).from(Rows{"bookings", "month", where}),
		})
	}
	return b, nil
}

// shown are the classes of the book's reports. Those of unknown kinds are left
// out if there are none.
func (t *turnover) shown() (out []class) {
	for c := range classCount {
		used := c != classOtherFinance && c != classOtherCash
		for _, k := range t.unknown() {
			used = used || k.class == c
		}
		if used && t.has(c.report()) {
			out = append(out, c)
		}
	}
	return out
}

// courseBlock has the last twelve months, with a chart.
func (t *turnover) courseBlock() Block {
	c := classRevenue
	if !t.has(reportFinance) {
		c = classReceived
	}
	b := Block{Rows: [][]Cell{heads(t.say("Verlauf", "Course"), "#"+c.title(t.Language))}}
	b.Rows[0][1].Name = "course.series"
	var months []*perMonth
	for _, m := range t.months {
		if m.key > 0 && m.key <= monthKey(t.until()) {
			months = append(months, m)
		}
	}
	months = months[max(0, len(months)-12):]
	for i, m := range months {
		b.Rows = append(b.Rows, []Cell{
			text(t.monthName(m.key)).named(fmt.Sprintf("course.label%d", i)),
			money(m.sums[c]).named(fmt.Sprintf("course.value%d", i)).from(t.fromMonths(c, m.key, m.key)),
		})
	}
	if last := len(months) - 1; last >= 0 {
		b.Chart = Chart{
			Title: c.title(t.Language) + " " + t.currency, Series: "course.series",
			Labels: [2]string{"course.label0", fmt.Sprintf("course.label%d", last)},
			Values: [2]string{"course.value0", fmt.Sprintf("course.value%d", last)},
		}
	}
	return b
}

// controlsBlock holds differences that must be zero.
func (t *turnover) controlsBlock() Block {
	b := Block{Rows: [][]Cell{heads(t.say("Kontrolle ", "Control ")+t.currency, t.say("#Differenz", "#Difference"))}}
	add := func(german, english string, a Formula, minus []Formula, more ...Cell) {
		cell := money(billing.Money{Currency: t.currency}).look(Control).from(Less{A: a, B: minus, Places: billing.MinorDigits(t.currency)})
		b.Rows = append(b.Rows, append([]Cell{text(t.say(german, english)), cell}, more...))
	}
	for report, s := range t.byReport() {
		name := t.reportName(report)
		var months, groups []Formula
		for _, c := range t.shown() {
			if c.report() == report {
				months = append(months, Sum{"months", c.key(), nil})
				groups = append(groups, Ref("all."+c.key()))
			}
		}
		effect := Sum{"bookings", "effect", []Where{{Column: "report", Value: name}}}
		add("Buchungen − Monate, "+name, "Bookings − Months, "+name, effect, months)
		add("Buchungen − Übersicht, "+name, "Bookings − Overview, "+name, effect, groups)
		fixed := "fixed." + report
		add("Buchungen − Summe laut Lauf, "+name, "Bookings − sum of the run, "+name, Sum{"bookings", "amount", []Where{{Column: "report", Value: name}}},
			[]Formula{Ref(fixed)}, text(t.say("Lauf:", "Run:")).look(Note), money(s.sum).look(Note).named(fixed))
	}
	if t.has(reportFinance) && t.has(reportCashflow) {
		add("Buchungen − Kunden, Umsatz im Zeitraum", "Bookings − Customers, revenue in the period", t.inPeriodFormula(nil), []Formula{Sum{"customers", "revenue", nil}})
	}
	return b
}

// inPeriodFormula adds up the net revenue of the period.
func (t *turnover) inPeriodFormula(more []Where) Formula {
	return Sum{"bookings", "effect", append([]Where{{Column: "class", Value: classRevenue.title(t.Language)}, {Column: "period", Value: "1"}}, more...)}
}
