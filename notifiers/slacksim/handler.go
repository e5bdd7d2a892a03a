package slacksim

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// answer is the body of an answer.
type answer map[string]any

// refuse is an answer with ok:false.
func refuse(code string) answer { return answer{"ok": false, "error": code} }

// statusKey holds an answer's HTTP status until it is written; without it the
// status is 200, as for most of Slack's refusals.
const statusKey = "-status"

// with is the answer with another HTTP status.
func (a answer) with(status int) answer {
	a[statusKey] = status
	return a
}

// args are a call's arguments: those of a form, or the fields of a JSON object
// with everything but texts in JSON form.
type args map[string]string

// methods are the Web API's methods with the scope that each needs.
var methods = map[string]struct {
	scope string
	run   func(*Sim, args) answer
}{
	"auth.test":                    {"", (*Sim).authTest},
	"conversations.list":           {"", (*Sim).listConversations}, // scopes by type
	"conversations.info":           {"", (*Sim).conversationInfo},
	"conversations.join":           {"channels:join", (*Sim).joinConversation},
	"chat.postMessage":             {"chat:write", (*Sim).postMessage},
	"chat.update":                  {"chat:write", (*Sim).updateMessage},
	"chat.postEphemeral":           {"chat:write", (*Sim).postEphemeral},
	"views.open":                   {"", (*Sim).openView},
	"users.info":                   {"users:read", (*Sim).personInfo},
	"usergroups.users.list":        {"usergroups:read", (*Sim).groupMembers},
	"files.getUploadURLExternal":   {"files:write", (*Sim).uploadURL},
	"files.completeUploadExternal": {"files:write", (*Sim).completeUpload},
	"users.list":                   {"users:read", (*Sim).listUsers},
	"usergroups.list":              {"usergroups:read", (*Sim).listGroups},
}

func (s *Sim) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("/upload/{id}", s.serveUpload)
	mux.HandleFunc("POST /services/", s.serveWebhook)
	mux.HandleFunc("/link/", s.serveSocket)
	mux.HandleFunc("GET /_sim/log", s.serveLog)
	return mux
}

// maxBody bounds a call other than an upload.
const maxBody = 4 << 20

func (s *Sim) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	in, token, code := readArgs(http.MaxBytesReader(w, r.Body, maxBody), r)
	s.answer(w, r, name, in["channel"], func() answer {
		switch method, ok := methods[name]; {
		case code != "":
			return refuse(code)
		case name == "apps.connections.open":
			return s.connect(token)
		case !ok:
			return refuse("unknown_method")
		case token == "":
			return refuse("not_authed")
		case token != s.token:
			return refuse("invalid_auth")
		case method.scope != "" && !s.has(method.scope):
			return s.lacks(method.scope)
		case !s.inTier(name):
			return refuse("ratelimited").with(http.StatusTooManyRequests)
		default:
			return method.run(s, in)
		}
	})
}

// answer carries a call out, with the faults that were planned for it.
func (s *Sim) answer(w http.ResponseWriter, r *http.Request, name, channel string, run func() answer) {
	f, faulty := s.takeFault(name, channel)
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	if faulty && f.fails() {
		if f.Commit {
			run()
		}
		s.note(name, f.status(), f.Code)
		f.write(w)
		return
	}
	a := run()
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.scopes, ","))
	code, _ := a["error"].(string)
	status := http.StatusOK
	if other, ok := a[statusKey].(int); ok {
		status = other
		delete(a, statusKey)
	}
	s.note(name, status, code)
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(a) // a reader that has gone needs no answer
}

func (f Fault) status() int {
	switch {
	case f.Drop:
		return 0
	case f.Status != 0:
		return f.Status
	}
	return http.StatusOK
}

func (s *Sim) note(method string, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{method, status, code})
}

// readArgs reads a form or a JSON object. A token in a JSON object does not
// count: Slack wants it in the header there.
func readArgs(body io.Reader, r *http.Request) (in args, token, code string) {
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, "", "request_too_large"
	}
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	in = args{}
	for k, v := range r.URL.Query() {
		in[k] = v[0]
	}
	delete(in, "token") // Slack takes none from an address
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json" && len(b) == 0:
	case kind == "application/json":
		var fields map[string]json.RawMessage
		if json.Unmarshal(b, &fields) != nil {
			return nil, "", "invalid_json"
		}
		for k, raw := range fields {
			in[k] = jsonText(raw)
		}
		delete(in, "token")
	case len(b) > 0 || kind != "":
		form, err := parseForm(kind, b)
		if err != nil {
			return nil, "", "invalid_form_data"
		}
		maps.Copy(in, form)
	}
	if bearer == "" {
		bearer = in["token"]
	}
	delete(in, "token")
	return in, bearer, ""
}

// jsonText is a text's content, and other values' JSON.
func jsonText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func (s *Sim) has(scope string) bool { return slices.Contains(s.scopes, scope) }

func (s *Sim) lacks(scope string) answer {
	a := refuse("missing_scope")
	a["needed"], a["provided"] = scope, strings.Join(s.scopes, ",")
	return a
}
