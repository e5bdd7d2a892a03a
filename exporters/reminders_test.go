package exporters

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// TestCrosses holds what counts as a payment that crossed a reminder, sent on 10
// March at 07:00 or, by hand, at some moment of that day.
func TestCrosses(t *testing.T) {
	t.Parallel()
	sent := day(t, "2026-03-10")
	at := time.Date(2026, 3, 10, 7, 0, 0, 0, time.UTC)
	tests := []struct {
		name    string
		at      time.Time
		paid    string
		entered time.Time
		want    bool
	}{
		{"an hour later", at, "2026-03-10", at.Add(time.Hour), true},
		{"just a day later", at, "2026-03-11", at.Add(24 * time.Hour), true},
		{"more than a day later", at, "2026-03-11", at.Add(25 * time.Hour), false},
		{"paid before, entered days later", at, "2026-03-09", at.Add(72 * time.Hour), true},
		{"known before", at, "2026-03-10", at.Add(-time.Hour), false},
		{"by hand, the same day", time.Time{}, "2026-03-10", at, true},
		{"by hand, the next day", time.Time{}, "2026-03-11", at, true},
		{"by hand, two days later", time.Time{}, "2026-03-12", at, false},
		{"by hand, the day before", time.Time{}, "2026-03-09", at, false},
		{"nobody says when it was entered", at, "2026-03-11", time.Time{}, true},
	}
	for _, tt := range tests {
		p := &billing.Payment{Date: day(t, tt.paid), CreatedAt: billing.Timestamp{Time: tt.entered}}
		if got := crosses(sent, tt.at, p); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestPaidOn holds the day on which an invoice of 100 is paid.
func TestPaidOn(t *testing.T) {
	t.Parallel()
	pay := func(on, m string) *billing.Payment {
		return &billing.Payment{Date: day(t, on), PaidTotal: amount(t, m)}
	}
	tests := []struct {
		name     string
		status   billing.InvoiceStatus
		payments []*billing.Payment
		paid     bool
		on       string
	}{
		{"nothing", billing.StatusSent, nil, false, ""},
		{"a part", billing.StatusPartiallyPaid, []*billing.Payment{pay("2026-03-01", "40.00 EUR")}, false, "2026-03-01"},
		{"two parts", billing.StatusPaid, []*billing.Payment{pay("2026-03-01", "40.00 EUR"), pay("2026-03-05", "60.00 EUR")}, true, "2026-03-05"},
		{"more later", billing.StatusPaid, []*billing.Payment{pay("2026-03-01", "100.00 EUR"), pay("2026-03-05", "60.00 EUR")}, true, "2026-03-01"},
		{"paid back, and again", billing.StatusPaid, []*billing.Payment{pay("2026-03-01", "100.00 EUR"), pay("2026-03-02", "-100.00 EUR"), pay("2026-03-09", "100.00 EUR")}, true, "2026-03-09"},
		{"the rest written off", billing.StatusPaid, []*billing.Payment{pay("2026-03-01", "98.00 EUR")}, true, "2026-03-01"},
		{"another currency", billing.StatusSent, []*billing.Payment{pay("2026-03-01", "100.00 CHF")}, false, ""},
		{"MOCO says so", billing.StatusPaid, nil, true, ""},
	}
	for _, tt := range tests {
		inv := &billing.Invoice{Currency: "EUR", GrossTotal: amount(t, "100.00 EUR"), Status: tt.status}
		paid, on := paidOn(inv, tt.payments)
		if paid != tt.paid || on != day(t, tt.on) {
			t.Errorf("%s: %v on %s", tt.name, paid, on)
		}
	}
}

func TestMeans(t *testing.T) {
	t.Parallel()
	var m mean
	if got := m.tenths(); !got.IsZero() {
		t.Errorf("of nothing: %s", got)
	}
	m.add(amount(t, "90.00 EUR"), 10)
	m.add(amount(t, "10.00 EUR"), -5)
	if got := m.tenths().String(); got != "8.5" {
		t.Errorf("weighted: %s", got)
	}
	m.add(billing.Money{Minor: 1 << 60, Currency: "EUR"}, 3650)
	if got := m.tenths().String(); got != "3650" {
		t.Errorf("of much: %s", got)
	}
	for want, days := range map[string][]int{"0": {}, "2.5": {1, 2, 3, 4}, "-1.7": {-5, 0, 0}, "0.3": {0, 0, 0, 1}, "-0.3": {-1, 0, 0, 0}} {
		if got := meanDays(days).String(); got != want {
			t.Errorf("mean of %v: %s, want %s", days, got, want)
		}
	}
	for want, days := range map[string][]int{"0": {}, "3": {3}, "2.5": {1, 2, 3, 40}, "-7": {-9, -7, 100}} {
		if got := medianDays(days).String(); got != want {
			t.Errorf("median of %v: %s, want %s", days, got, want)
		}
	}
}
