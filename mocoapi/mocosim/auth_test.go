package mocosim_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{ReadKey: "r3ad", WriteKey: "wr1te"})
	const note = `{"commentable_type":"Invoice","commentable_id":80612,"text":"x"}`
	for _, tt := range []struct {
		name, key, method, path, body string
		status                        int
		want                          string
	}{
		{"token form reads", "Token token=r3ad", "GET", "/session", "", 200, `"uuid"`},
		{"bearer form reads", "Bearer r3ad", "GET", "/session", "", 200, `"uuid"`},
		{"write key reads", "Token token=wr1te", "GET", "/users", "", 200, `Jane`},
		{"write key writes", "Bearer wr1te", "POST", "/comments", note, 200, `"manual":true`},
		{"read key does not write", "Bearer r3ad", "POST", "/comments", note, 403, `{"errors":["Access denied"]}`},
		{"no key", "", "GET", "/session", "", 401, `{"message":"Unauthorized"}`},
		{"wrong key", "Bearer nope", "GET", "/session", "", 401, `{"message":"Unauthorized"}`},
		{"wrong form", "Basic r3ad", "GET", "/session", "", 401, `{"message":"Unauthorized"}`},
		{"wrong key on an unknown path", "Bearer nope", "GET", "/nothing", "", 401, ""},
		{"unknown path", "Bearer r3ad", "GET", "/nothing", "", 404, ""},
	} {
		c.key = tt.key
		t.Run(tt.name, func(t *testing.T) { c.do(tt.method, tt.path, tt.body).want(t, tt.status, tt.want) })
	}
	if n := len(c.sim.Writes()); n != 2 {
		t.Errorf("%d writes in the log, want 2", n)
	}
}

func TestKeysStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{ReadKey: "canary-read", WriteKey: "canary-write"})
	c.key = "Bearer canary-read"
	c.get("/session")
	c.key = "Bearer canary-wrong"
	c.get("/session").want(t, 401)
	log := c.log()
	if strings.Contains(log, "canary") {
		t.Errorf("a key stands in the log: %s", log)
	}
	for _, want := range []string{`"key":"read"`, `"key":"wrong"`} {
		if !strings.Contains(log, want) {
			t.Errorf("want %s in %s", want, log)
		}
	}
}

func TestImpersonation(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/profile").want(t, 200, `"first_name":"Jane"`, `"external":false`)
	c.do("GET", "/profile", "", "X-IMPERSONATE-USER-ID", "933591").want(t, 200, `"first_name":"Anna"`)
	c.do("GET", "/profile", "", "X-IMPERSONATE-USER-ID", "1").want(t, 403, `{"errors":["Access denied"]}`)
	const note = `{"commentable_type":"Invoice","commentable_id":80612,"text":"x"}`
	c.do("POST", "/comments", note, "X-IMPERSONATE-USER-ID", "933591").
		want(t, 200, `"user":{"id":933591,`, `"impersonating_user":{"id":933590,`)
	for _, a := range []answer{c.do("POST", "/comments", note), c.do("POST", "/comments", note, "X-IMPERSONATE-USER-ID", "933590")} {
		if a.want(t, 200, `"user":{"id":933590,`); strings.Contains(a.body, "impersonating") {
			t.Errorf("impersonating_user without impersonation: %s", a.body)
		}
	}
}

func TestKeyOwnerIsASetting(t *testing.T) {
	t.Parallel()
	start(t, mocosim.Options{UserID: 933592}).get("/session").want(t, 200, `"id":933592`)
	empty := serve(t, mocosim.New(mocosim.Options{}))
	empty.get("/session").want(t, 200, `"id":1`)
	empty.get("/invoices").is(t, "[]")
}
