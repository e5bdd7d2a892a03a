package rules

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// The benchmarks of docs/benchmarks.md.

// BenchmarkCheck reads, checks, compiles and lints 200 rules, as `worker rules
// check` does; a start does without the lints.
func BenchmarkCheck(b *testing.B) {
	files := []File{{"rules/many.yaml", []byte(manyRules(200))}}
	var loading time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		set, list, _ := Load(files, goldenOptions())
		loading += time.Since(start)
		if list.HasErrors() {
			b.Fatal(list)
		}
		set.Lint()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/check")
	b.ReportMetric(float64(loading.Milliseconds())/float64(b.N), "ms/load")
}

// BenchmarkDecide asks 50 rules about 100,000 invoices, and takes the same
// decisions in plain Go beside it.
func BenchmarkDecide(b *testing.B) {
	set, list, _ := Load([]File{{"rules/many.yaml", []byte(manyRules(50))}}, goldenOptions())
	if list.HasErrors() {
		b.Fatal(list)
	}
	in := manyInvoices(100_000)
	var took, plain, busy time.Duration
	var peak uint64
	b.ReportAllocs()
	for b.Loop() {
		stop := watchHeap(&peak)
		start, cpu := time.Now(), processorTime(b)
		d, err := set.Decide(in)
		took, busy = took+time.Since(start), busy+processorTime(b)-cpu
		stop()
		if err != nil {
			b.Fatal(err)
		}
		start = time.Now()
		want := plainGo(in, 50)
		plain += time.Since(start)
		if got := hits(d); !slices.Equal(got, want) {
			b.Fatalf("plain Go decides otherwise: %d against %d", len(want), len(got))
		}
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s/run")
	b.ReportMetric(busy.Seconds()/float64(b.N), "cpu-s/run")
	b.ReportMetric(plain.Seconds()/float64(b.N), "s/plain-go")
	b.ReportMetric(float64(took)/float64(plain), "ratio")
	b.ReportMetric(float64(peak>>20), "MB-peak")
}

// processorTime is what this process has used of all processors.
func processorTime(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// watchHeap notes the largest heap until it is stopped.
func watchHeap(peak *uint64) (stop func()) {
	runtime.GC()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() { close(done); <-ended }
}

// manyRules is a rule file with n rules: a ladder, and messages about amounts,
// dates, texts, tags and lists.
func manyRules(n int) string {
	var b strings.Builder
	b.WriteString(`version: 1
lists:
  hands_off: {tags: [Mahnsperre, Inkasso], customers: ["10017", "10023"]}
amounts:
  minimum: {EUR: 10, CHF: 12}
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, after: 14d, name: Zahlungserinnerung, pay_within: 10d}
      - {level: 2, after: 28d, name: 1. Mahnung, pay_within: 10d}
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue and invoice.open >= amounts.minimum
    unless:
      - {if: invoice in lists.hands_off, say: on the hands-off list}
      - {if: invoice.payment_pending, say: a payment was just booked}
    actions:
      - remind: {ladder: standard}
`)
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  - name: rule-%d\n    for_each: invoices\n    when: |\n      %s\n    actions:\n      - notify: {severity: info}\n", i, manyConditions(i))
	}
	return b.String()
}

// manyConditions is the question of rule i; plainAnswers says the same in Go.
func manyConditions(i int) string {
	switch i % 5 {
	case 0:
		return fmt.Sprintf(`invoice.overdue and invoice.open >= money(%d, invoice.currency) and invoice.days_overdue > %d`, 9000+10*i, 60+i)
	case 1:
		return fmt.Sprintf(`invoice.status == "overdue" and invoice.customer.country in ["CH", "AT"] and invoice.days_overdue >= %d`, 80+i)
	case 2:
		return fmt.Sprintf(`any(invoice.tags, # == "KST-%d") and invoice.level < 2 and invoice.overdue`, i)
	case 3:
		return fmt.Sprintf(`invoice.title contains "Retainer %d" and not invoice.reminded_within(10)`, 1000+i)
	}
	return fmt.Sprintf(`invoice.has_due and invoice.due < today - days(%d) and invoice.open > money(0, invoice.currency) and "VIP" in invoice.customer.tags`, 100+i)
}

// plainAnswers is what manyConditions ask, written by hand.
func plainAnswers(i int, o billing.OpenItem, open billing.Money, level int, today billing.Date) bool {
	inv, overdue := o.Invoice, open.Minor > 0 && o.Invoice.DueDate.Before(today)
	late := 0
	if overdue {
		late = today.Sub(inv.DueDate)
	}
	switch i % 5 {
	case 0:
		return overdue && open.Minor >= int64(9000+10*i)*100 && late > 60+i
	case 1:
		return inv.Status == billing.StatusOverdue && (o.Customer.CountryCode == "CH" || o.Customer.CountryCode == "AT") && late >= 80+i
	case 2:
		return overdue && level < 2 && slices.Contains(inv.Tags, fmt.Sprint("KST-", i))
	case 3:
		last := o.LastSent().Date
		return strings.Contains(inv.Title, fmt.Sprint("Retainer ", 1000+i)) && (last.IsZero() || today.Sub(last) >= 10)
	}
	return inv.DueDate.Before(today.AddDays(-100-i)) && open.Minor > 0 && slices.Contains(o.Customer.Tags, "VIP")
}

// plainGo takes the decisions of manyRules without any of this package: which
// invoices get a letter, and which messages there are.
func plainGo(in Input, rules int) (out []string) {
	today := in.Snapshot.Today
	for _, o := range in.Snapshot.OpenItems() {
		open, err := o.Open()
		if err != nil {
			continue
		}
		level := o.Level()
		for i := range rules {
			if i > 0 && plainAnswers(i, o, open, level, today) {
				out = append(out, fmt.Sprintf("rule-%d %s", i, o.Invoice.Identifier))
			}
		}
		if plainLetter(o, open, level, today) {
			out = append(out, "dunning "+o.Invoice.Identifier)
		}
	}
	slices.Sort(out)
	return out
}

// plainLetter is the rule "dunning" with its ladder.
func plainLetter(o billing.OpenItem, open billing.Money, level int, today billing.Date) bool {
	if open.Minor < 1000 || !o.Invoice.DueDate.Before(today) || level > 1 || o.Customer.Email == "" {
		return false
	}
	for _, t := range slices.Concat(o.Customer.Tags, o.Invoice.Tags) {
		if strings.EqualFold(t, "Mahnsperre") || strings.EqualFold(t, "Inkasso") {
			return false
		}
	}
	if o.Customer.Identifier == "10017" || o.Customer.Identifier == "10023" {
		return false
	}
	if p := o.LastPayment().Date; !p.IsZero() && today.Sub(p) <= 3 {
		return false
	}
	last := o.LastSent()
	return today.Sub(o.Invoice.DueDate) >= 14*(level+1) &&
		(last.ID == 0 || today.Sub(last.Date) >= 10 && today.After(last.DueDate))
}

// hits are the letters and messages of a decision, sorted.
func hits(d Decision) (out []string) {
	for _, l := range d.Lines {
		if l.Action == "remind" || l.Action == "notify" {
			out = append(out, l.Rule+" "+l.Subject.Label)
		}
	}
	slices.Sort(out)
	return out
}

// manyInvoices is an account with n invoices of n/20 customers, a fifth of them
// open, with payments, reminders and tags. It is the same each time.
func manyInvoices(n int) Input {
	rnd := rand.New(rand.NewPCG(1, 2))
	in := Input{Account: "beispiel", SenderName: "Beispiel Agentur GmbH", Snapshot: billing.Snapshot{Today: today}}
	s := &in.Snapshot
	for i := range max(n/20, 1) {
		c := billing.Company{ID: billing.ID(i + 1), Type: "customer", Identifier: fmt.Sprint(10000 + i), Name: fmt.Sprintf("Kunde %d GmbH", i),
			Email: "rechnung@kunde.example", CountryCode: []string{"DE", "DE", "CH", "AT"}[i%4], Currency: "EUR"}
		if i%50 == 0 {
			c.Tags = []string{"VIP"}
		}
		s.Companies = append(s.Companies, c)
	}
	for i := range n {
		company := s.Companies[rnd.IntN(len(s.Companies))]
		gross := billing.Money{Minor: rnd.Int64N(1_500_000) + 1, Currency: "EUR"}
		inv := billing.Invoice{ID: billing.ID(i + 1), Identifier: fmt.Sprintf("R%07d", i), CustomerID: company.ID, Title: fmt.Sprintf("Retainer %d", rnd.IntN(3000)),
			Status: billing.StatusPaid, Currency: "EUR", GrossTotal: gross, NetTotal: gross, DueDate: daysAgo(rnd.IntN(200) - 30)}
		inv.Date = inv.DueDate.AddDays(-14)
		if rnd.IntN(3) == 0 {
			inv.Tags = []string{fmt.Sprint("KST-", rnd.IntN(400)), "Print"}
		}
		if i%5 == 0 {
			inv.Status = billing.StatusOverdue
			if rnd.IntN(4) == 0 {
				s.Reminders = append(s.Reminders, billing.Reminder{ID: inv.ID, Invoice: billing.InvoiceRef{ID: inv.ID}, Status: billing.ReminderSent, Title: "Zahlungserinnerung",
					Date: daysAgo(rnd.IntN(40)), DueDate: daysAgo(rnd.IntN(40) - 10)})
			}
		} else {
			s.Payments = append(s.Payments, billing.Payment{ID: inv.ID, Invoice: billing.InvoiceRef{ID: inv.ID}, Date: inv.DueDate, PaidTotal: gross, Currency: "EUR"})
		}
		s.Invoices = append(s.Invoices, inv)
	}
	return in
}
