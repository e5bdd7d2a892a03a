package mocoapi

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"no account", func(o *Options) { o.Account = "" }, `the sub-domain only (a-z, 0-9, -), got ""`},
		{"host", func(o *Options) { o.Account = "acme.mocoapp.com" }, "sub-domain only"},
		{"another host", func(o *Options) { o.Account = "evil.com/?" }, `got "evil.com/?"`},
		{"userinfo", func(o *Options) { o.Account = "a@evil" }, "sub-domain only"},
		{"upper case", func(o *Options) { o.Account = "Acme" }, "sub-domain only"},
		{"hyphen first", func(o *Options) { o.Account = "-acme" }, "sub-domain only"},
		{"hyphen last", func(o *Options) { o.Account = "acme-" }, "sub-domain only"},
		{"umlaut", func(o *Options) { o.Account = "müller" }, "sub-domain only"},
		{"too long", func(o *Options) { o.Account = strings.Repeat("a", 64) }, "sub-domain only"},
		{"no key", func(o *Options) { o.Key = nil }, "needs a key"},
		{"negative timeout", func(o *Options) { o.Timeout = -time.Second }, "must not be negative"},
		{"negative body", func(o *Options) { o.MaxBody = -1 }, "must not be negative"},
		{"negative attempts", func(o *Options) { o.Attempts = -1 }, "must not be negative"},
		{"impersonate", func(o *Options) { o.Impersonate = -3 }, "-3 is not the id of a MOCO user"},
		{"class", func(o *Options) { o.ReadClass = 7 }, "7 is not a class"},
		{"base URL", func(o *Options) { o.BaseURL = "https://evil.com" }, "must be https://beispiel.mocoapp.com or a loopback"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options("")
			tt.change(&o)
			if _, err := New(o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to contain %q", err, tt.want)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := newClient(t, Options{Account: "beispiel", Key: func() (string, error) { return canary, nil }})
	if c.opt.Timeout != 30*time.Second || c.opt.MaxBody != 32<<20 || c.opt.Attempts != 5 || c.opt.ReadClass != Read {
		t.Errorf("defaults are %v, %d, %d", c.opt.Timeout, c.opt.MaxBody, c.opt.Attempts)
	}
	if c.opt.Now == nil || c.opt.Sleep == nil || c.opt.Logger == nil || c.opt.OnRequest == nil {
		t.Error("a hook has no default")
	}
	if got := c.base.String(); got != "https://beispiel.mocoapp.com/api/v1" {
		t.Errorf("base is %s", got)
	}
}

func TestParseBase(t *testing.T) {
	t.Parallel()
	tests := []struct{ base, want, err string }{
		{base: "https://beispiel.mocoapp.com", want: "https://beispiel.mocoapp.com/api/v1"},
		{base: "https://beispiel.mocoapp.com/", want: "https://beispiel.mocoapp.com/api/v1"},
		{base: "https://BEISPIEL.mocoapp.com:443/api/v1/", want: "https://BEISPIEL.mocoapp.com:443/api/v1"},
		{base: "http://127.0.0.1:8080", want: "http://127.0.0.1:8080/api/v1"},
		{base: "http://127.9.9.9", want: "http://127.9.9.9/api/v1"},
		{base: "https://[::1]:9/x", want: "https://[::1]:9/x"},
		{base: "http://localhost:1/api/v1", want: "http://localhost:1/api/v1"},
		{base: "http://beispiel.mocoapp.com", err: "must be https://"},
		{base: "https://beispiel.mocoapp.com:8443", err: "must be https://"},
		{base: "https://other.mocoapp.com", err: "must be https://beispiel.mocoapp.com"},
		{base: "https://beispiel.mocoapp.com.evil.com", err: "must be https://"},
		{base: "https://beispiel.mocoapp.com@evil.com", err: "user name"},
		{base: "https://u:hunter2@127.0.0.1", err: "user name or a password"},
		{base: "http://10.0.0.1", err: "loopback"},
		{base: "http://0.0.0.0", err: "loopback"},
		{base: "http://127.0.0.1.nip.io", err: "loopback"},
		{base: "http://localhost.evil.com", err: "loopback"},
		{base: "ftp://127.0.0.1", err: "loopback"},
		{base: "127.0.0.1:80", err: "URL"},
		{base: "http://127.0.0.1/?a=b", err: "? or #"},
		{base: "http://127.0.0.1/#x", err: "? or #"},
		{base: "http://127.0.0.1/a/../b", err: ".. or //"},
		{base: "http://u:hunter2@127.0.0.1:bad", err: "is not a URL"},
	}
	for _, tt := range tests {
		u, err := parseBase("beispiel", tt.base)
		switch {
		case tt.err == "" && (err != nil || u.String() != tt.want):
			t.Errorf("%s: got %v, %v, want %s", tt.base, u, err, tt.want)
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
			t.Errorf("%s: got %v, want an error with %q", tt.base, err, tt.err)
		case err != nil && strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: the password is in the error: %v", tt.base, err)
		}
	}
}

func TestRefuseNonLoopback(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"127.0.0.1:80", "[::1]:80"} {
		if err := refuseNonLoopback(a); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	for _, a := range []string{"10.0.0.1:80", "[2001:db8::1]:80", "localhost:80", "127.0.0.1"} {
		if err := refuseNonLoopback(a); err == nil {
			t.Errorf("%s is allowed", a)
		}
	}
}

func TestFormatShowsAccountOnly(t *testing.T) {
	t.Parallel()
	o := options("http://u:" + canary + "@127.0.0.1")
	c := newClient(t, options("http://127.0.0.1"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, o); got != "mocoapi.Options(beispiel)" {
			t.Errorf("%s of Options is %s", verb, got)
		}
		if got := fmt.Sprintf(verb, c); got != "mocoapi.Client(beispiel)" {
			t.Errorf("%s of Client is %s", verb, got)
		}
	}
	var b strings.Builder
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Info("started", "options", o, "client", c)
	}
	if strings.Contains(b.String(), canary) {
		t.Errorf("the log contains a secret: %s", b.String())
	}
}
