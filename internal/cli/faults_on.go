//go:build faults

package cli

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// faultPoint reads the variable FAULT, as in FAULT=kill@remind.intent:2: what
// happens to the process when it comes to a point for the nth time. kill is
// SIGKILL; stop is SIGSTOP, until somebody sends SIGCONT; term is SIGTERM; panic
// panics. The point * is any of them, so that 1, 2, 3, … goes through all.
// Before anything happens, stderr says where and
// when. It is built in only with the tag
// faults, for tests.
func faultPoint(w *World) func(name string) {
	text, _ := w.Env.LookupEnv("FAULT")
	what, rest, _ := strings.Cut(text, "@")
	point, nth, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(nth)
	if err != nil || point == "" {
		return nil
	}
	var mu sync.Mutex
	return func(name string) {
		mu.Lock()
		fires := false
		if point == "*" || point == name {
			n--
			fires = n == 0
		}
		mu.Unlock()
		if fires {
			fmt.Fprintf(w.Stderr, "fault: %s@%s fired at %d\n", what, name, time.Now().UnixMilli())
			suffer(what)
		}
	}
}

// suffer does to this process what was asked for.
func suffer(what string) {
	signals := map[string]syscall.Signal{"kill": syscall.SIGKILL, "stop": syscall.SIGSTOP, "term": syscall.SIGTERM}
	s, ok := signals[what]
	if !ok {
		panic("fault: " + what)
	}
	if err := syscall.Kill(syscall.Getpid(), s); err != nil {
		panic(err)
	}
	// The signal may reach another thread first.
	time.Sleep(100 * time.Millisecond)
}
