package slacksim

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// clock is a clock that stands until it is moved.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func start(t *testing.T, o Options) *Sim {
	t.Helper()
	if o.Channels == nil {
		o.Channels = []Channel{
			{ID: "C0FINANCE", Name: "finance", Members: 7},
			{ID: "C0OUTSIDE", Name: "outside", Outside: true},
			{ID: "C0OLD", Name: "old", Archived: true},
			{ID: "G0SECRET", Name: "secret", Private: true, Outside: true},
			{ID: "G0LEADS", Name: "leads", Private: true},
		}
	}
	s, err := Start("127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// result is what an answer may hold.
type result struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	TS       string `json:"ts"`
	Channel  any    `json:"channel"`
	Needed   string `json:"needed"`
	Channels []struct {
		ID, Name string
		IsMember bool `json:"is_member"`
	} `json:"channels"`
	Metadata struct {
		Next     string   `json:"next_cursor"`
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
	FileID    string `json:"file_id"`
	UploadURL string `json:"upload_url"`
	User      string `json:"user"`
	Message   struct {
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Usergroups []struct{ ID, Handle string } `json:"usergroups"`
	Members    []struct{ ID string }         `json:"members"`
}

func decode(t *testing.T, resp *http.Response) result {
	t.Helper()
	defer resp.Body.Close()
	var r result
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	return r
}

// form calls a method with a form, the token in it.
func form(t *testing.T, s *Sim, method string, pairs ...string) result {
	t.Helper()
	v := url.Values{"token": {"xoxb-sim"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(s.URL()+method, v)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, resp)
}

func postJSON(t *testing.T, s *Sim, method, token, body string) result {
	t.Helper()
	req, err := http.NewRequest("POST", s.URL()+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, resp)
}

func TestTokenIsChecked(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	if !strings.HasSuffix(s.URL(), "/api/") {
		t.Errorf("URL %q does not end in /api/", s.URL())
	}
	for _, c := range []struct{ token, want string }{
		{"xoxb-sim", ""}, {"xoxb-other", "invalid_auth"}, {"", "not_authed"},
	} {
		if got := form(t, s, "auth.test", "token", c.token); got.Error != c.want || got.OK != (c.want == "") {
			t.Errorf("form token %q: %+v, want error %q", c.token, got, c.want)
		}
		if got := postJSON(t, s, "auth.test", c.token, `{}`); got.Error != c.want {
			t.Errorf("bearer %q: error %q, want %q", c.token, got.Error, c.want)
		}
	}
	if got := postJSON(t, s, "auth.test", "", `{"token":"xoxb-sim"}`); got.Error != "not_authed" {
		t.Errorf("a token in JSON is accepted: %+v", got)
	}
	if got := form(t, s, "no.such"); got.Error != "unknown_method" {
		t.Errorf("unknown method: %+v", got)
	}
	if got := postJSON(t, s, "auth.test", "xoxb-sim", `{`); got.Error != "invalid_json" {
		t.Errorf("broken JSON: %+v", got)
	}
}

func TestPostMessageTakesFormAndJSON(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	blocks := `[{"type":"section","text":{"type":"mrkdwn","text":"hi"}}]`
	first := form(t, s, "chat.postMessage", "channel", "#finance", "text", "one", "blocks", blocks, "unfurl_links", "false")
	second := postJSON(t, s, "chat.postMessage", "xoxb-sim", `{"channel":"C0FINANCE","text":"two","thread_ts":"`+first.TS+`","blocks":`+blocks+`,"link_names":false}`)
	if !first.OK || !second.OK || first.TS == second.TS || first.Channel != "C0FINANCE" || second.Message.ThreadTS != first.TS {
		t.Fatalf("first %+v, second %+v", first, second)
	}
	got := s.In("finance")
	if len(got) != 2 || got[0].Text != "one" || got[1].ThreadTS != first.TS || string(got[1].Blocks) != blocks {
		t.Errorf("messages %+v", got)
	}
	if got[0].Args["unfurl_links"] != "false" || got[1].Args["link_names"] != "false" || got[0].Args["token"] != "" {
		t.Errorf("arguments %v and %v", got[0].Args, got[1].Args)
	}
	if lost := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "x", "thread_ts", "1.1"); !lost.OK || lost.Message.ThreadTS != "" {
		t.Errorf("an answer to an unknown message: %+v", lost)
	}
}

// TestRefusals has one row for each thing that Slack refuses.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	section := func(text string) string {
		return `{"type":"section","text":{"type":"mrkdwn","text":"` + text + `"}}`
	}
	list := func(block string, n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(block+",", n), ",") + "]"
	}
	field := `{"type":"mrkdwn","text":"f"}`
	for _, c := range []struct {
		name, channel, text, blocks, want string
	}{
		{"nothing to say", "C0FINANCE", "", "", "no_text"},
		{"text at the limit", "C0FINANCE", strings.Repeat("ü", 40000), "", ""},
		{"text over it", "C0FINANCE", strings.Repeat("ü", 40001), "", "msg_too_long"},
		{"unknown channel", "C0NONE", "x", "", "channel_not_found"},
		{"unknown name", "#none", "x", "", "channel_not_found"},
		{"private and outside", "G0SECRET", "x", "", "channel_not_found"},
		{"private and inside", "G0LEADS", "x", "", ""},
		{"outside", "C0OUTSIDE", "x", "", "not_in_channel"},
		{"archived", "C0OLD", "x", "", "is_archived"},
		{"no channel", "", "x", "", "invalid_arguments"},
		{"50 blocks", "C0FINANCE", "x", list(`{"type":"divider"}`, 50), ""},
		{"51 blocks", "C0FINANCE", "x", list(`{"type":"divider"}`, 51), "invalid_blocks"},
		{"3000 characters", "C0FINANCE", "x", list(section(strings.Repeat("a", 3000)), 1), ""},
		{"3001 characters", "C0FINANCE", "x", list(section(strings.Repeat("a", 3001)), 1), "invalid_blocks"},
		{"1501 emoji are 3002 units", "C0FINANCE", "x", list(section(strings.Repeat("😀", 1501)), 1), "invalid_blocks"},
		{"empty section", "C0FINANCE", "x", list(section(""), 1), "invalid_blocks"},
		{"section without text", "C0FINANCE", "x", `[{"type":"section"}]`, "invalid_blocks"},
		{"10 fields", "C0FINANCE", "x", `[{"type":"section","fields":` + list(field, 10) + `}]`, ""},
		{"11 fields", "C0FINANCE", "x", `[{"type":"section","fields":` + list(field, 11) + `}]`, "invalid_blocks"},
		{"long field", "C0FINANCE", "x", `[{"type":"section","fields":[{"type":"mrkdwn","text":"` + strings.Repeat("a", 2001) + `"}]}]`, "invalid_blocks"},
		{"all blocks too long", "C0FINANCE", "x", list(section(strings.Repeat("a", 2800)), 4), "msg_blocks_too_long"},
		{"header in mrkdwn", "C0FINANCE", "x", `[{"type":"header","text":{"type":"mrkdwn","text":"h"}}]`, "invalid_blocks"},
		{"long header", "C0FINANCE", "x", `[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("h", 151) + `"}}]`, "invalid_blocks"},
		{"header without text", "C0FINANCE", "x", `[{"type":"header"}]`, "invalid_blocks"},
		{"empty context", "C0FINANCE", "x", `[{"type":"context","elements":[]}]`, "invalid_blocks"},
		{"unknown block", "C0FINANCE", "x", `[{"type":"marquee"}]`, "invalid_blocks"},
		{"no blocks at all", "C0FINANCE", "x", `{"type":"divider"}`, "invalid_blocks_format"},
		{"one id twice", "C0FINANCE", "x", list(`{"type":"divider","block_id":"a"}`, 2), "invalid_blocks"},
		{"button without a label", "C0FINANCE", "x", `[{"type":"actions","elements":[{"type":"button"}]}]`, "invalid_blocks"},
		{"button", "C0FINANCE", "x", `[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"},"url":"https://x.example"}]}]`, ""},
		{"overflow with 6 options", "C0FINANCE", "x", `[{"type":"section","text":{"type":"mrkdwn","text":"a"},"accessory":{"type":"overflow","options":[1,2,3,4,5,6]}}]`, "invalid_blocks"},
	} {
		got := form(t, s, "chat.postMessage", "channel", c.channel, "text", c.text, "blocks", c.blocks)
		if got.Error != c.want || got.OK != (c.want == "") {
			t.Errorf("%s: %q %v, want %q", c.name, got.Error, got.Metadata.Messages, c.want)
		}
	}
	if n := len(s.Messages()); n != 6 {
		t.Errorf("%d messages were kept, want the 6 accepted ones", n)
	}
	if got := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "x", "metadata", `{"event_type":""}`); got.Error != "invalid_metadata_format" {
		t.Errorf("metadata: %+v", got)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	first := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "before")
	if got := form(t, s, "chat.update", "channel", "C0FINANCE", "ts", first.TS, "text", "after"); !got.OK || got.TS != first.TS {
		t.Fatalf("update: %+v", got)
	}
	if got := form(t, s, "chat.update", "channel", "C0FINANCE", "ts", "1.2", "text", "after"); got.Error != "message_not_found" {
		t.Errorf("unknown message: %+v", got)
	}
	if got := form(t, s, "chat.update", "channel", "#finance", "ts", first.TS, "text", "after"); got.Error != "channel_not_found" {
		t.Errorf("an edit by name: %+v", got)
	}
	if m := s.Messages()[0]; m.Text != "after" || m.Edits != 1 {
		t.Errorf("message %+v", m)
	}
	if e := s.Events(); len(e) != 2 || e[0].Message.Text != "before" || e[1].Type != "update" {
		t.Errorf("the log does not keep the past: %+v", e)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Scopes: []string{"chat:write", "channels:read"}})
	if got := form(t, s, "conversations.list", "types", "public_channel,private_channel"); got.Error != "missing_scope" || got.Needed != "groups:read" {
		t.Errorf("private channels: %+v", got)
	}
	if got := form(t, s, "conversations.list"); !got.OK || len(got.Channels) != 3 {
		t.Errorf("public channels: %+v", got)
	}
	for _, method := range []string{"files.getUploadURLExternal", "usergroups.list", "conversations.join", "users.list"} {
		if got := form(t, s, method, "channel", "C0OUTSIDE"); got.Error != "missing_scope" {
			t.Errorf("%s: %+v", method, got)
		}
	}
	if got := form(t, s, "conversations.info", "channel", "G0LEADS"); got.Error != "missing_scope" {
		t.Errorf("private info: %+v", got)
	}
	resp, err := http.PostForm(s.URL()+"auth.test", url.Values{"token": {"xoxb-sim"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("X-OAuth-Scopes"); got != "chat:write,channels:read" {
		t.Errorf("X-OAuth-Scopes %q", got)
	}
}

func TestListPages(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Groups: []Group{{ID: "S0BUCHHALTUNG", Handle: "buchhaltung"}}})
	var names []string
	cursor := ""
	for range 5 {
		got := form(t, s, "conversations.list", "types", "public_channel,private_channel", "limit", "2", "cursor", cursor, "exclude_archived", "true")
		for _, c := range got.Channels {
			names = append(names, c.Name)
		}
		if cursor = got.Metadata.Next; cursor == "" {
			break
		}
	}
	if got := strings.Join(names, " "); got != "finance outside leads" {
		t.Errorf("channels %q", got)
	}
	if got := form(t, s, "conversations.list", "limit", "1001"); got.Error != "invalid_limit" {
		t.Errorf("limit: %+v", got)
	}
	if got := form(t, s, "conversations.join", "channel", "C0OUTSIDE"); !got.OK {
		t.Errorf("join: %+v", got)
	}
	if got := form(t, s, "chat.postMessage", "channel", "C0OUTSIDE", "text", "x"); !got.OK {
		t.Errorf("after joining: %+v", got)
	}
	if got := form(t, s, "usergroups.list"); len(got.Usergroups) != 1 || got.Usergroups[0].Handle != "buchhaltung" {
		t.Errorf("groups: %+v", got)
	}
	if got := form(t, s, "users.list"); len(got.Members) != 1 {
		t.Errorf("users: %+v", got)
	}
}

func TestPace(t *testing.T) {
	t.Parallel()
	c := &clock{time.Unix(1795426200, 0)}
	s := start(t, Options{Pace: true, Now: c.now})
	post := func(channel string) (int, string) {
		resp, err := http.PostForm(s.URL()+"chat.postMessage", url.Values{"token": {"xoxb-sim"}, "channel": {channel}, "text": {"x"}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode, resp.Header.Get("Retry-After")
	}
	for i, step := range []struct {
		channel string
		move    time.Duration
		status  int
	}{
		{"C0FINANCE", 0, 200}, {"C0FINANCE", 0, 429}, {"G0LEADS", 0, 200}, {"C0FINANCE", time.Second, 200},
	} {
		c.t = c.t.Add(step.move)
		status, after := post(step.channel)
		if status != step.status || (status == 429) != (after == "1") {
			t.Errorf("step %d: status %d, Retry-After %q, want %d", i, status, after, step.status)
		}
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	content := "bytes of a workbook"
	parent := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "digest")
	where := form(t, s, "files.getUploadURLExternal", "filename", "a.xlsx", "length", "19")
	if !where.OK || where.UploadURL == "" {
		t.Fatalf("address: %+v", where)
	}
	files := `[{"id":"` + where.FileID + `","title":"A"}]`
	if got := form(t, s, "files.completeUploadExternal", "files", files, "channel_id", "C0FINANCE"); got.Error != "file_not_found" {
		t.Errorf("sharing before the bytes: %+v", got)
	}
	if status := put(t, where.UploadURL, "too short"); status != http.StatusBadRequest {
		t.Errorf("wrong size: status %d", status)
	}
	if status := put(t, where.UploadURL, content); status != http.StatusOK {
		t.Errorf("upload: status %d", status)
	}
	if status := put(t, s.Base()+"/upload/F0NONE", content); status != http.StatusNotFound {
		t.Errorf("unknown file: status %d", status)
	}
	if got := form(t, s, "files.completeUploadExternal", "files", files, "channel_id", "#finance"); got.Error != "channel_not_found" {
		t.Errorf("sharing by name: %+v", got)
	}
	if got := form(t, s, "files.completeUploadExternal", "files", files, "channel_id", "C0FINANCE", "thread_ts", parent.TS, "initial_comment", "here"); !got.OK {
		t.Fatalf("sharing: %+v", got)
	}
	f := s.Files()[0]
	if string(f.Bytes) != content || f.Title != "A" || f.ThreadTS != parent.TS || f.Comment != "here" {
		t.Errorf("file %+v", f)
	}
	if got := form(t, s, "files.getUploadURLExternal", "filename", "a.xlsx", "length", "0"); got.Error != "invalid_arguments" {
		t.Errorf("empty file: %+v", got)
	}
}

func put(t *testing.T, url, content string) int {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		t.Fatal(err)
	}
	w.Close()
	resp, err := http.Post(url, w.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Inject(Fault{Method: "chat.postMessage", Skip: 1, Code: "internal_error", Commit: true})
	s.Inject(Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "7"})
	s.Inject(Fault{Method: "auth.test", Drop: true, Times: 2})
	want := []string{"", "internal_error", ""}
	statuses := []int{429, 200, 200}
	for i := range 3 {
		resp, err := http.PostForm(s.URL()+"chat.postMessage", url.Values{"token": {"xoxb-sim"}, "channel": {"C0FINANCE"}, "text": {"x"}})
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != statuses[i] {
			t.Errorf("call %d: status %d, want %d", i, resp.StatusCode, statuses[i])
		}
		if resp.StatusCode == 429 {
			if resp.Header.Get("Retry-After") != "7" {
				t.Errorf("Retry-After %q", resp.Header.Get("Retry-After"))
			}
			resp.Body.Close()
			continue
		}
		if got := decode(t, resp); got.Error != want[i] {
			t.Errorf("call %d: %+v, want %q", i, got, want[i])
		}
	}
	if n := len(s.Messages()); n != 2 {
		t.Errorf("%d messages, want 2: the committed failure and the success", n)
	}
	for range 2 {
		// A POST with a body is not repeated by net/http when the connection is cut.
		if resp, err := http.PostForm(s.URL()+"auth.test", url.Values{"token": {"xoxb-sim"}}); err == nil {
			t.Errorf("the connection was not cut: status %d", resp.StatusCode)
			resp.Body.Close()
		}
	}
	if got := form(t, s, "auth.test"); !got.OK {
		t.Errorf("after the faults: %+v", got)
	}
	if n := s.Count("auth.test"); n != 3 {
		t.Errorf("auth.test was called %d times, want 3", n)
	}
}

func TestLogOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "Beispiel &amp; Söhne <x>")
	form(t, s, "chat.postMessage", "channel", "G0LEADS", "text", "two")
	resp, err := http.Get(s.Base() + "/_sim/log")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], `{"v":1,"type":"message"`) || !strings.Contains(lines[0], "Söhne <x>") {
		t.Errorf("log %q", lines)
	}
	if strings.Contains(string(b), "xoxb") {
		t.Error("the log holds the token")
	}
}

func TestStartFailsOnATakenAddress(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	if _, err := Start(s.listener.Addr().String(), Options{}); err == nil || !strings.HasPrefix(err.Error(), "slacksim: ") {
		t.Errorf("error %v", err)
	}
}
