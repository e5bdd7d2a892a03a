package mocosim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faultKeys are what a written fault can say.
var faultKeys = map[string]func(*Fault, string) error{
	"method": func(f *Fault, v string) error {
		return oneOf(&f.Match.Method, strings.ToUpper(v), "GET", "POST", "PUT", "PATCH", "DELETE")
	},
	"path":  func(f *Fault, v string) error { f.Match.Path = v; return nil },
	"query": func(f *Fault, v string) error { f.Match.Query = v; return nil },
	"nth":   func(f *Fault, v string) error { return atLeast(&f.Nth, v, 1) },
	"times": func(f *Fault, v string) error { return atLeast(&f.Times, v, 1) },
	"status": func(f *Fault, v string) error {
		if err := atLeast(&f.Status, v, 200); err != nil || f.Status > 599 {
			return fmt.Errorf("%q is no status from 200 to 599", v)
		}
		return nil
	},
	"retry-after": func(f *Fault, v string) error { f.Header = map[string]string{"Retry-After": v}; return nil },
	"commit":      func(f *Fault, v string) error { return oneOf(&f.Commit, v, CommitBefore, CommitAfter, CommitNever) },
	"body":        func(f *Fault, v string) error { return oneOf(&f.Body, v, BodyCut, BodyHTML, BodyEmpty, BodyGarbage) },
	"then":        func(f *Fault, v string) error { return oneOf(&f.Then, v, ThenClose, ThenReset, ThenHang) },
	"delay": func(f *Fault, v string) (err error) {
		f.Delay, err = time.ParseDuration(v)
		if err != nil || f.Delay < 0 {
			return fmt.Errorf("%q is no time such as 500ms or 2s", v)
		}
		return nil
	},
}

// FaultKeys are the words before the equals signs of a written fault, sorted.
func FaultKeys() []string {
	keys := make([]string, 0, len(faultKeys))
	for k := range faultKeys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// ParseFault reads a fault from a line such as "status=429 retry-after=30 nth=3 times=2" or
// "method=POST path=/invoice_reminders/*/send_email commit=before then=close": the fields of Fault by their names, in any
// order, separated by spaces. Its error names the word that it does not understand.
func ParseFault(line string) (Fault, error) {
	var f Fault
	seen := map[string]bool{}
	for _, word := range strings.Fields(line) {
		key, value, found := strings.Cut(word, "=")
		set := faultKeys[key]
		switch {
		case !found || value == "":
			return Fault{}, fmt.Errorf("%q: want key=value", word)
		case set == nil:
			return Fault{}, fmt.Errorf("%q is none of %s", key, strings.Join(FaultKeys(), ", "))
		case seen[key]:
			return Fault{}, fmt.Errorf("%q comes twice", key)
		}
		seen[key] = true
		if err := set(&f, value); err != nil {
			return Fault{}, fmt.Errorf("%s: %w", key, err)
		}
	}
	if len(seen) == 0 {
		return Fault{}, fmt.Errorf("an empty fault; one is such as status=429 nth=3")
	}
	return f, nil
}

func oneOf[T ~string](field *T, v string, words ...T) error {
	if !slices.Contains(words, T(v)) {
		return fmt.Errorf("%q is none of %v", v, words)
	}
	*field = T(v)
	return nil
}

func atLeast(field *int, v string, least int) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < least {
		return fmt.Errorf("%q is no number from %d", v, least)
	}
	*field = n
	return nil
}
