package mocosim_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// A model of one invoice's payments runs beside the account: after each step status and open amount agree.
func TestStatusFollowsPaymentsWhateverHappens(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		c := start(t, mocosim.Options{})
		m := &paymentModel{client: c, rnd: rand.New(rand.NewPCG(seed, 1)), held: map[int64]int64{}}
		for step := range 40 {
			did := m.step()
			if got, want := m.status(), m.want(); got != want {
				t.Fatalf("seed %d, step %d (%s): status %s, want %s with %v", seed, step, did, got, want, m.held)
			}
			if open, _ := c.sim.Account().Open("R2610-022"); open != decimal(1240000-m.sum()) {
				t.Fatalf("seed %d, step %d (%s): open %s, want %s", seed, step, did, open, decimal(1240000-m.sum()))
			}
		}
	}
}

type paymentModel struct {
	*client
	rnd  *rand.Rand
	held map[int64]int64 // payment → hundredths
}

// step books, changes or deletes one payment and says what it did.
func (m *paymentModel) step() string {
	amount := m.rnd.Int64N(900000)
	id := m.any()
	switch n := m.rnd.IntN(3); {
	case n == 0 && id != 0:
		m.do("DELETE", "/invoices/payments/"+itoa(id), "").want(m.t, 204)
		delete(m.held, id)
		return "delete"
	case n == 1 && id != 0:
		m.do("PUT", "/invoices/payments/"+itoa(id), `{"paid_total":`+decimal(amount)+`}`).want(m.t, 200)
		m.held[id] = amount
		return "change"
	}
	a := m.do("POST", "/invoices/payments", `{"invoice_id":80699,"date":"2026-11-23","paid_total":`+decimal(amount)+`}`).want(m.t, 200)
	m.held[decode[struct{ ID int64 }](m.t, a).ID] = amount
	return "book"
}

func (m *paymentModel) any() int64 {
	var lowest int64
	for id := range m.held {
		if lowest == 0 || id < lowest {
			lowest = id
		}
	}
	return lowest
}

func (m *paymentModel) sum() (sum int64) {
	for _, n := range m.held {
		sum += n
	}
	return sum
}

func (m *paymentModel) want() string {
	switch sum := m.sum(); {
	case sum >= 1240000:
		return "paid"
	case sum > 0:
		return "partially_paid"
	}
	return "overdue"
}

func (m *paymentModel) status() string {
	return decode[struct{ Status string }](m.t, m.get("/invoices/80699")).Status
}

// decimal writes hundredths the way the account does.
func decimal(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
	if s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return s
}

// What the lists say together is what the single invoices say: the join that a client has to make itself.
func TestListsAndDetailsAgree(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	paid, reminded := map[int64]int{}, map[int64]int{}
	count := func(path string, into map[int64]int) {
		for page := 1; ; page++ {
			a := c.get(fmt.Sprintf("%s?page=%d", path, page)).want(t, 200)
			rows := decode[[]struct{ Invoice *struct{ ID int64 } }](t, a)
			for _, r := range rows {
				if r.Invoice != nil {
					into[r.Invoice.ID]++
				}
			}
			if len(rows) < 100 {
				return
			}
		}
	}
	count("/invoices/payments", paid)
	count("/invoice_reminders", reminded)
	for page := 1; page <= 5; page++ {
		for _, id := range c.get(fmt.Sprintf("/invoices?page=%d", page)).ids(t) {
			if id%10 != 0 { // each tenth is enough
				continue
			}
			detail := decode[struct{ Payments, Reminders []json.RawMessage }](t, c.get("/invoices/"+itoa(id)))
			if len(detail.Payments) != paid[id] || len(detail.Reminders) != reminded[id] {
				t.Errorf("invoice %d: %d payments and %d reminders inside, %d and %d in the lists",
					id, len(detail.Payments), len(detail.Reminders), paid[id], reminded[id])
			}
		}
	}
}

// Page numbers are no snapshot: a new reminder shifts all later pages by one.
func TestPagesShiftUnderInserts(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	first := c.get("/invoice_reminders?per_page=10").ids(t)
	c.do("POST", "/invoice_reminders", newReminder).want(t, 200)
	second := c.get("/invoice_reminders?per_page=10&page=2").ids(t)
	if first[9] != second[0] {
		t.Errorf("page 1 ended with %d, page 2 starts with %d; want the same one again", first[9], second[0])
	}
	third := c.get("/invoice_reminders?per_page=10&page=3").ids(t)
	c.do("DELETE", "/invoice_reminders/2309", "").want(t, 200)
	if again := c.get("/invoice_reminders?per_page=10&page=3").ids(t); again[0] != third[1] {
		t.Errorf("after a deletion page 3 starts with %d, want %d: one row is skipped", again[0], third[1])
	}
}
