package diag

import (
	"slices"
	"strings"
)

// Suggest is the known word that got was probably meant to be, or "" if none
// is near. Case and the difference between "-", "_" and " " don't count; up to
// two letters may be missing, added, changed or swapped, fewer in short words.
func Suggest(got string, known []string) string {
	best, bestCost := "", 1000
	g := fold(got)
	for _, k := range known {
		f := fold(k)
		cost := distance([]rune(g), []rune(f))
		if cost > allowed(len(f)) && !isPrefix(g, f) {
			continue
		}
		if cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

func fold(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
}

// allowed is how many letters of a word of n bytes may be wrong.
func allowed(n int) int {
	switch {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 12:
		return 2
	}
	return 3
}

// isPrefix reports whether one word is the beginning of the other and long
// enough to mean it.
func isPrefix(a, b string) bool {
	return min(len(a), len(b)) >= 4 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// distance counts insertions, deletions, changes and swaps of neighbours
// (Damerau-Levenshtein, each pair swapped at most once). Words longer than 64
// characters are not compared.
func distance(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return 1000
	}
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// DidYouMean is a help text for an unknown word: the nearest known one, the
// whole list if it is short, or both are empty.
func DidYouMean(got string, known []string) string {
	var parts []string
	s := Suggest(got, known)
	if s != "" {
		parts = append(parts, `did you mean "`+s+`"?`)
	}
	if n := len(known); n > 0 && (s == "" && n <= 16 || n <= 6) {
		sorted := slices.Sorted(slices.Values(known))
		parts = append(parts, "known: "+strings.Join(sorted, ", "))
	}
	return strings.Join(parts, " ")
}
