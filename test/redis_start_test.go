package test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/report"
)

// TestF28_WrongKeyOrTLS starts a worker, and asks for work, with each thing
// that can be wrong with the way to a Redis: both say the cause in one line,
// end with the right code, and show no password.
func TestF28_WrongKeyOrTLS(t *testing.T) {
	t.Parallel()
	s, secure, ca := redistest.Secure(t)
	for user, rights := range map[string]string{"reader": "~* &* +@read +@connection", "elsewhere": "~app:* &* +@all", "worker": "~asynq:* ~mocowork:* &asynq:* &mocowork:* +@all -@admin -@dangerous +info"} {
		args := []any{"ACL", "SETUSER", user, "on", ">acl-canary"}
		for right := range strings.FieldsSeq(rights) {
			args = append(args, right)
		}
		redisDo(t, s, args...)
	}
	row := report.Row{ID: "F28", Note: "each at start and for enqueue; the cause in one line, no password"}
	w := newWorld(t, setup{redis: "redis://h"})
	for _, tt := range []struct {
		name, url string
		code      int
		text      string
	}{
		{"wrong password", "redis://:pw-canary@" + s.Address, 4, "WRONGPASS"},
		{"no password", "redis://" + s.Address, 4, "NOAUTH"},
		{"unknown user", "redis://nobody:pw-canary@" + s.Address, 4, "WRONGPASS"},
		{"a user that may only read", "redis://reader:acl-canary@" + s.Address, 4, "NOPERM"},
		{"a user of other keys", "redis://elsewhere:acl-canary@" + s.Address, 4, "NOPERM"},
		{"TLS where there is none", fmt.Sprintf("rediss://:%s@%s", s.Password, s.Address), 75, "is this the port for TLS?"},
		{"no TLS where it is wanted", fmt.Sprintf("redis://:%s@%s", s.Password, secure), 75, "does it want TLS"},
		{"a certificate that nobody trusts", fmt.Sprintf("rediss://:%s@%s", s.Password, secure), 3, "SSL_CERT_FILE"},
		{"no sentinel", fmt.Sprintf("redis-sentinel://:%s@%s?master=none", s.Password, s.Address), 75, ""},
		{"no cluster", fmt.Sprintf("redis-cluster://:%s@%s", s.Password, s.Address), 75, ""},
		{"another master", "redis-sentinel://:pw-canary@" + s.Address, 3, "?master=NAME"},
	} {
		w.env = []string{"MOCOWORK_REDIS_URL=" + tt.url}
		row.Runs++
		fired := 0
		for _, command := range [][]string{{"worker", "serve"}, {"enqueue", "dun"}} {
			r := w.start(command[0], command[1:]...).wait()
			if r.code == tt.code && strings.Contains(r.err, tt.text) {
				fired++
			} else {
				t.Errorf("%s: %v ended with %d, want %d with %q:\n%s", tt.name, command, r.code, tt.code, tt.text, r.err)
			}
			r.not(t, "pw-canary", "acl-canary", s.Password, "goroutine")
			if n := strings.Count(r.err, "error: "); n != 1 {
				t.Errorf("%s: %v says %d errors:\n%s", tt.name, command, n, r.err)
			}
		}
		row.Fired += fired / 2
	}
	w.wantUntouched()
	// With the right ones it works.
	for _, env := range [][]string{
		{"MOCOWORK_REDIS_URL=redis://worker:acl-canary@" + s.Address},
		{fmt.Sprintf("MOCOWORK_REDIS_URL=rediss://:%s@%s", s.Password, secure), "SSL_CERT_FILE=" + ca},
	} {
		w.env = env
		p := w.serve()
		w.enqueue("dun", "--wait").want(t, 0, "done")
		p.stop().want(t, 0).not(t, "NOPERM")
	}
	w.wantSent("R-1", "R-2", "R-3")
	row.Dup, row.Missing = w.excess(), w.lacking("R-1", "R-2", "R-3")
	report.Print(t, row)
}
