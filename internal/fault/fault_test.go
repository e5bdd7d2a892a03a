package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// kinded is an error of another package that knows its kind.
type kinded struct{ kind fault.Kind }

func (kinded) Error() string           { return "refused" }
func (k kinded) FaultKind() fault.Kind { return k.kind }

func TestKindOf(t *testing.T) {
	t.Parallel()
	plain := errors.New("plain")
	for name, tt := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"nil":                               {nil, fault.Permanent},
		"nobody classified it":              {plain, fault.Permanent},
		"classified":                        {fault.New(fault.Unsure, plain), fault.Unsure},
		"wrapped":                           {fmt.Errorf("invoice 7: %w", fault.New(fault.Throttled, plain)), fault.Throttled},
		"joined":                            {errors.Join(plain, fault.New(fault.Gone, plain)), fault.Gone},
		"the outermost counts":              {fault.New(fault.Unsure, fmt.Errorf("x: %w", fault.New(fault.Temporary, plain))), fault.Unsure},
		"cancelled":                         {fmt.Errorf("x: %w", context.Canceled), fault.Temporary},
		"timed out":                         {context.DeadlineExceeded, fault.Temporary},
		"timed out during a write":          {fault.New(fault.Unsure, context.DeadlineExceeded), fault.Unsure},
		"unsure about somebody's temporary": {fault.New(fault.Unsure, kinded{fault.Temporary}), fault.Unsure},
		"of another package":                {fmt.Errorf("x: %w", kinded{fault.Invalid}), fault.Invalid},
		"of another package, and wraps":     {errors.Join(kinded{fault.Auth}, context.Canceled), fault.Auth},
	} {
		if got := fault.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	if fault.New(fault.Unsure, nil) != nil {
		t.Error("no error became one")
	}
	cause := errors.New("MOCO answers 502")
	err := fault.New(fault.Unsure, cause)
	if err.Error() != "MOCO answers 502" || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestAfterOf(t *testing.T) {
	t.Parallel()
	slow := &fault.Error{Kind: fault.Throttled, After: 7 * time.Second, Err: errors.New("429")}
	for want, err := range map[time.Duration]error{7 * time.Second: fmt.Errorf("x: %w", slow), 0: errors.New("plain")} {
		if got := fault.AfterOf(err); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}

func TestKindString(t *testing.T) {
	t.Parallel()
	want := []string{"permanent", "temporary", "throttled", "unsure", "auth", "gone", "invalid"}
	for i, w := range want {
		if got := fault.Kind(i).String(); got != w {
			t.Errorf("kind %d is %q, want %q", i, got, w)
		}
	}
	for _, k := range []fault.Kind{-1, fault.Kind(len(want))} {
		if got := k.String(); got != "unknown" {
			t.Errorf("kind %d is %q", k, got)
		}
	}
}
