package diag

import (
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	known := []string{"actions", "when", "unless", "for_each", "if", "days_overdue", "invoices", "payments", "Europe/Berlin", "Europe/Dublin", "next_workday", "run", "skip", "größe"}
	tests := []struct{ got, want string }{
		{"action", "actions"},
		{"whne", "when"},
		{"foreach", "for_each"},
		{"for-each", "for_each"},
		{"days_overdu", "days_overdue"},
		{"invocies", "invoices"},
		{"Europe/Berlim", "Europe/Berlin"},
		{"europe/berlin", "Europe/Berlin"},
		{"WHEN", "when"},
		{"next-workday", "next_workday"},
		{"invoice", "invoices"},
		{"grösse", "größe"},
		{"skp", "skip"},
		{"of", ""},
		{"x", ""},
		{"something", ""},
		{"", ""},
		{strings.Repeat("a", 1000), ""},
	}
	for _, tt := range tests {
		if got := Suggest(tt.got, known); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.got, got, tt.want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	few := []string{"payments", "invoices", "customers"}
	many := strings.Split("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec", " ")
	tests := []struct {
		got   string
		known []string
		want  string
	}{
		{"invocies", few, `did you mean "invoices"? known: customers, invoices, payments`},
		{"zzz", few, "known: customers, invoices, payments"},
		{"novembre", many, `did you mean "november"?`},
		{"zzz", many, ""},
		{"zzz", nil, ""},
	}
	for _, tt := range tests {
		if got := DidYouMean(tt.got, tt.known); got != tt.want {
			t.Errorf("DidYouMean(%q) = %q, want %q", tt.got, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"abc", "abd", 1}, {"abc", "ac", 1}, {"kitten", "sitting", 3}, {"ä", "a", 1}}
	for _, tt := range tests {
		if got := distance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
