package configs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/diag"
)

// secretOf reads one secret of a file with a MOCO key and a Slack token.
func secretOf(t *testing.T, ref string, w fakeEnv) Secret {
	t.Helper()
	return ok(t, strings.Replace(least, "${env:MOCO_READ_KEY}", ref, 1), w).Moco.ReadKey
}

func TestSecretNeverShows(t *testing.T) {
	t.Parallel()
	s := secretOf(t, "${env:MOCO_READ_KEY}", fakeEnv{vars: map[string]string{"MOCO_READ_KEY": "hunter2"}})
	holder := struct {
		Key Secret
		Ptr *Secret
	}{s, &s}
	var logs strings.Builder
	log := slog.New(slog.NewJSONHandler(&logs, nil))
	log.Info("x", "key", s, "ptr", &s)
	slog.New(slog.NewTextHandler(&logs, nil)).Info("x", "key", s)
	out := logs.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		out += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, holder.Key)
	}
	b, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	out += string(b) + string(text) + s.String() + s.GoString() + fmt.Errorf("x: %w", errors.Join(fmt.Errorf("%v", s))).Error()
	if strings.Contains(out, "hunter2") || strings.Contains(out, "MOCO_READ_KEY") {
		t.Errorf("the secret or its reference shows in %s", out)
	}
	if n := strings.Count(out, "****"); n < 15 {
		t.Errorf("**** %d times in %s", n, out)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	const file = "/run/secrets/read"
	denied := &fs.PathError{Op: "open", Path: file, Err: fs.ErrPermission}
	tests := []struct {
		name, ref string
		w         fakeEnv
		want, err string
		warning   string
	}{
		{name: "variable", ref: "${env:A}", w: fakeEnv{vars: map[string]string{"A": "k1"}}, want: "k1"},
		{name: "variable absent", ref: "${env:A}", err: "worker.yaml:3:38: error: moco.read_key: environment variable A is not set [secret]: set it, or write ${env:A:-} if it may be absent"},
		{name: "variable empty", ref: "${env:A}", w: fakeEnv{vars: map[string]string{"A": ""}}, err: "worker.yaml:3:38: error: moco.read_key: ${env:A} is empty [secret]"},
		{name: "optional variable absent", ref: "${env:A:-}", err: "moco.read_key is not set"},
		{name: "file", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "k2\r\n"}}}, want: "k2"},
		{name: "relative file", ref: "${file:keys/read}", w: fakeEnv{files: map[string]fakeFile{"keys/read": {text: "k3"}}}, want: "k3"},
		{name: "file absent", ref: "${file:" + file + "}", err: "worker.yaml:3:38: error: moco.read_key: ${file:/run/secrets/read} can't be read: it does not exist [secret]: make the file, or write ${file:/run/secrets/read:-} if it may be absent"},
		{name: "optional file absent", ref: "${file:" + file + ":-}", err: "moco.read_key is not set"},
		{name: "file empty", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "\n"}}}, err: "worker.yaml:3:38: error: moco.read_key: ${file:/run/secrets/read} is empty [secret]"},
		{name: "open to others", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "k", mode: 0o644}}},
			err: "worker.yaml:3:38: error: moco.read_key: /run/secrets/read: mode 0644, want 0600 or stricter [secret]: chmod 600 /run/secrets/read"},
		{name: "mounted by root", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "k", mode: 0o444, root: true}}}, want: "k",
			warning: "worker.yaml:3:38: warning: moco.read_key: /run/secrets/read: mode 0444: every user of this machine or container may read it [secret]"},
		{name: "writable by others", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "k", mode: 0o666, root: true}}},
			err: "worker.yaml:3:38: error: moco.read_key: /run/secrets/read: mode 0666, want 0600 or stricter [secret]: chmod 600 /run/secrets/read"},
		{name: "folder", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {mode: fs.ModeDir | 0o700}}},
			err: "worker.yaml:3:38: error: moco.read_key: /run/secrets/read is a folder, not a file [secret]"},
		{name: "not UTF-8", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: "k\xff"}}},
			err: "worker.yaml:3:38: error: moco.read_key: ${file:/run/secrets/read} is not a short text file [secret]"},
		{name: "large", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {text: strings.Repeat("x", 100_000)}}},
			err: "worker.yaml:3:38: error: moco.read_key: /run/secrets/read is too large to be a key [secret]"},
		{name: "denied", ref: "${file:" + file + "}", w: fakeEnv{files: map[string]fakeFile{file: {err: denied}}},
			err: "worker.yaml:3:38: error: moco.read_key: ${file:/run/secrets/read} can't be read: permission denied [secret]: the file must be readable for the user that the worker runs as (chown, or LoadCredential=)"},
		{name: "Slack token", ref: "${env:A}", w: fakeEnv{vars: map[string]string{"A": "xoxb-1-2"}}, err: "worker.yaml:3:38: error: moco.read_key: ${env:A} looks like a Slack token [secret]"},
		{name: "two lines", ref: "${env:A}", w: fakeEnv{vars: map[string]string{"A": "a\nb"}}, err: "worker.yaml:3:38: error: moco.read_key: ${env:A} holds spaces, line breaks or characters that no key has [secret]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := secretOf(t, tt.ref, tt.w)
			got, err := s.Resolve(tt.w.env())
			text := ""
			if err != nil {
				text = err.Error()
			}
			if got != tt.want || text != tt.err {
				t.Errorf("got %q\nerr  %s\nwant %s", got, text, tt.err)
			}
			warning := ""
			for _, p := range s.Check(tt.w.env()) {
				if p.Severity == diag.Warning {
					warning += p.Error()
				}
			}
			if warning != tt.warning {
				t.Errorf("warning %q, want %q", warning, tt.warning)
			}
			if s.IsSet(tt.w.env()) != (tt.want != "") && tt.want != "" {
				t.Error("IsSet is false for a secret that resolves")
			}
		})
	}
}

func TestZeroSecret(t *testing.T) {
	t.Parallel()
	var s Secret
	if _, err := s.Resolve(Env{}); !errors.Is(err, ErrNoSecret) {
		t.Errorf("err = %v", err)
	}
	if s.IsSet(Env{}) || !s.IsZero() || len(s.Check(Env{})) > 0 {
		t.Error("the zero secret is not set and has no problems")
	}
}

func TestOptionalIsErrNoSecret(t *testing.T) {
	t.Parallel()
	s := secretOf(t, "${env:A:-}", fakeEnv{})
	if _, err := s.Resolve(fakeEnv{}.env()); !errors.Is(err, ErrNoSecret) || s.IsSet(fakeEnv{}.env()) {
		t.Errorf("err = %v", err)
	}
}

func TestCheckSecrets(t *testing.T) {
	t.Parallel()
	text := least + "slack: {bot_token: \"${env:BOT}\", default_channel: \"#f\"}\n"
	w := fakeEnv{vars: map[string]string{"MOCO_READ_KEY": "abc", "BOT": "abc"}}
	l := ok(t, text, w).CheckSecrets(w.env())
	if len(l) != 1 || l[0].Error() != "worker.yaml:4:21: error: slack.bot_token: ${env:BOT} does not begin with xoxb- [secret]" {
		t.Errorf("got %v", l)
	}
	w.vars["BOT"] = "xoxb-1"
	if l := ok(t, text, w).CheckSecrets(w.env()); len(l) > 0 {
		t.Errorf("got %v", l)
	}
}

// A key that replaces the file's reference through MOCOWORK_… is taken from
// that variable itself.
func TestSecretOverride(t *testing.T) {
	t.Parallel()
	w := fakeEnv{vars: map[string]string{"MOCOWORK_MOCO_READ_KEY": "direct"}}
	if got, err := ok(t, least, w).Moco.ReadKey.Resolve(w.env()); got != "direct" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	w = fakeEnv{vars: map[string]string{"MOCOWORK_MOCO_READ_KEY": "${env:OTHER}", "OTHER": "indirect"}}
	if got, err := ok(t, least, w).Moco.ReadKey.Resolve(w.env()); got != "indirect" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
