package rules

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// The usual gap is the middle one: a holiday in between says nothing.
func TestRhythm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ago  []int // days, the oldest first
		want string
	}{
		{"no payment", nil, ""},
		{"nine days with a booking", []int{100, 99, 98, 97, 96, 95, 94, 93, 92}, ""},
		{"ten", []int{100, 99, 98, 97, 96, 95, 94, 93, 92, 91}, "24 Aug 2026, usually every day"},
		{"twice a day counts once", []int{100, 99, 98, 97, 96, 95, 94, 93, 92, 92}, ""},
		{"a long holiday in between", []int{70, 68, 66, 64, 62, 60, 58, 28, 26, 24, 22}, "01 Nov 2026, usually every 2 days"},
		{"between two and three days", []int{70, 68, 66, 64, 62, 59, 56, 53, 50, 48, 45}, "09 Oct 2026, usually every 3 days"},
		{"half a year ago there was another rhythm", []int{400, 399, 398, 397, 396, 395, 394, 393, 392, 391, 100}, ""},
		{"a day that is to come", []int{70, 68, 66, 64, 62, 60, 58, 56, 54, 52, -3}, "02 Oct 2026, usually every 2 days"},
	} {
		var payments []billing.Payment
		for _, n := range tt.ago {
			payments = append(payments, billing.Payment{Date: daysAgo(n)})
		}
		got := newRhythm(BookingDays(payments), today).old(today)
		if got = strings.TrimPrefix(got, "payments in MOCO look old: the last was booked on "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Without the gate a plan with letters says that the books look old; one
// without letters does not.
func TestOldPaymentsAreWarnedOf(t *testing.T) {
	t.Parallel()
	warned := func(set *Set, days int) string {
		a := newAccount(t)
		a.due(days)
		a.bookings(2, daysAgo(20))
		return strings.Join(decide(t, set, a.in).Warnings, "\n")
	}
	const want = "payments in MOCO look old: the last was booked on 03 Nov 2026, usually every 2 days; a customer who has paid may get a letter"
	if got := warned(examples(t), 30); !strings.Contains(got, want) {
		t.Errorf("a letter goes, and the warnings are %q", got)
	}
	if got := warned(examples(t), 1); strings.Contains(got, want) {
		t.Errorf("no letter goes, and the warnings are %q", got)
	}
	if got := warned(situationRules(t, "`payments_fresh: 30d`"), 30); strings.Contains(got, want) {
		t.Errorf("the ladder looks at it, and the warnings are %q", got)
	}
}

// The number is a word of its own, in any case and spelling of spaces.
func TestNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"R2610-022": true, "RE R2610-022/2026": true, "re r2610-022, danke": true, "R2610-0221 R2610-022": true, "(R2610-022)": true,
		"R2610-0221": false, "AR2610-022": false, "R2610 022": false, "": false, "022": false,
	} {
		if got := names(text, "R2610-022"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if names("1111", "11") { // not even where it has just been found
		t.Error("1111 does not name 11")
	}
	if names("RE 5 und 6", "") || !names("RE  5\n6", "5 6") {
		t.Error("an empty number, or one with a space")
	}
}
