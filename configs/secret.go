package configs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/internal/diag"
)

// hidden is what every way of printing a secret gives.
const hidden = "****"

// Secret is a reference to a key. It never holds the key: that is read each
// time it is used, so that a rotated file is noticed. The zero value is not
// set. Every way of printing it gives "****".
type Secret struct {
	key string // the key of worker.yaml, such as "moco.read_key"
	dir string // what a relative path is relative to
	ref reference
	pos diag.Pos
}

// String gives "****".
func (Secret) String() string { return hidden }

// GoString gives "****" for %#v.
func (Secret) GoString() string { return hidden }

// Format gives "****" for every verb.
func (Secret) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, hidden) }

// MarshalText gives "****".
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON gives "****".
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue gives "****".
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// IsZero reports whether worker.yaml names no secret here.
func (s Secret) IsZero() bool { return s.ref.kind == "" }

// IsSet reports whether there is something to resolve: a variable or file that
// exists and is not empty. It does not look at the file's content.
func (s Secret) IsSet(env Env) bool {
	switch s.ref.kind {
	case "env":
		v, _ := env.lookup(s.ref.name)
		return v != ""
	case "file":
		info, err := env.stat(joinPath(s.dir, s.ref.name))
		return err == nil && info.Size > 0
	}
	return false
}

// ErrNoSecret comes out of Resolve, and says that the secret is not configured
// or optional and absent.
var ErrNoSecret = errors.New("not set")

// Resolve reads the secret. The error is ErrNoSecret, or a diag.Problem that
// names the key of worker.yaml and the reason, never the content.
func (s Secret) Resolve(env Env) (string, error) {
	if s.IsZero() {
		return "", fmt.Errorf("secret is %w", ErrNoSecret)
	}
	for _, p := range s.Check(env) {
		if p.Severity == diag.Error {
			return "", p
		}
	}
	v, err := s.read(env)
	if err == nil && v == "" {
		return "", fmt.Errorf("%s is %w", s.key, ErrNoSecret)
	}
	return v, err
}

// Check lists what is wrong with the secret as it stands in env now. A secret
// that is not configured, or optional and absent, is fine.
func (s Secret) Check(env Env) diag.List {
	var l diag.List
	if s.IsZero() {
		return l
	}
	if s.ref.kind == "file" {
		if done := s.checkFile(env, &l); done {
			return l
		}
	}
	v, err := s.read(env)
	var p diag.Problem
	switch {
	case errors.As(err, &p):
		l.Add(p)
	case v == "" && !s.ref.optional:
		l.Add(s.problem(s.ref.String() + " is empty"))
	case v != "":
		s.checkShape(v, &l)
	}
	return l
}

// read looks the reference up and puts the key's name before the reason.
func (s Secret) read(env Env) (string, error) {
	v, err := s.ref.value(env, s.dir)
	var p diag.Problem
	if errors.As(err, &p) {
		p.Pos, p.Code, p.Text = s.pos, "secret", s.key+": "+p.Text
		if s.ref.kind == "env" {
			p.Help = "set it, or write ${env:" + s.ref.name + ":-} if it may be absent"
		}
		return "", p
	}
	return strings.TrimSpace(v), err
}

func (s Secret) problem(text string) diag.Problem {
	return diag.Problem{Pos: s.pos, Code: "secret", Text: s.key + ": " + text}
}

// checkFile looks at the file without reading it. done is true when there is
// nothing to read.
func (s Secret) checkFile(env Env, l *diag.List) (done bool) {
	info, err := env.stat(joinPath(s.dir, s.ref.name))
	perm := info.Mode.Perm()
	p := s.problem("")
	switch {
	case errors.Is(err, fs.ErrNotExist) && s.ref.optional:
		return true
	case err != nil:
		p = unreadable(s.ref, err)
		p.Pos, p.Text = s.pos, s.key+": "+p.Text
	case info.Mode.IsDir():
		p.Text += s.ref.name + " is a folder, not a file"
	case info.Size > maxSecretSize:
		p.Text += s.ref.name + " is too large to be a key"
	case perm&0o077 == 0:
		return false
	case perm&0o022 == 0 && info.OwnedByRoot:
		// Docker and Kubernetes mount secrets like this.
		l.Warnf(s.pos, "secret", "%s: %s: mode %04o: every user of this machine or container may read it", s.key, s.ref.name, perm)
		return false
	default:
		p.Text += fmt.Sprintf("%s: mode %04o, want 0600 or stricter", s.ref.name, perm)
		p.Help = "chmod 600 " + s.ref.name
	}
	l.Add(p)
	return true
}

// checkShape finds keys that belong into another field.
func (s Secret) checkShape(v string, l *diag.List) {
	isSlack := strings.HasPrefix(v, "xox") || strings.HasPrefix(v, "xapp-")
	want := map[string]string{"slack.bot_token": "xoxb-", "slack.app_token": "xapp-"}[s.key]
	switch {
	case !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }):
		l.Add(s.problem(s.ref.String() + " holds spaces, line breaks or characters that no key has"))
	case strings.HasPrefix(s.key, "moco.") && isSlack:
		l.Add(s.problem(s.ref.String() + " looks like a Slack token"))
	case s.key == "slack.webhook_url" && !isWebhook(v):
		l.Add(s.problem(s.ref.String() + " is no address of an incoming webhook (https://hooks.slack.com/services/…)"))
	case want != "" && !strings.HasPrefix(v, want):
		l.Add(s.problem(s.ref.String() + " does not begin with " + want))
	}
}

// isWebhook takes Slack's host, and this machine for simulators: messages name
// customers and amounts.
func isWebhook(v string) bool {
	u, err := url.Parse(v)
	return err == nil && u.User == nil && len(u.Path) > 1 && (u.Scheme == "https" && u.Host == "hooks.slack.com" || loopbackURL(u))
}
