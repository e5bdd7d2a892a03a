package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTokenInTheAddressDoesNotCount(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	resp, err := http.Post(s.URL()+"auth.test?token=xoxb-sim", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := decode(t, resp); got.Error != "not_authed" {
		t.Errorf("%+v", got)
	}
}

func TestStrangeBodies(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, c := range []struct{ kind, body, want string }{
		{"text/plain", "channel=C0FINANCE", "invalid_form_data"},
		{"application/x-www-form-urlencoded", "%zz", "invalid_form_data"},
		{"application/json", "[]", "invalid_json"},
		{"application/json", `"x"`, "invalid_json"},
		{"application/x-www-form-urlencoded", strings.Repeat("a", maxBody+1), "request_too_large"},
	} {
		resp, err := http.Post(s.URL()+"chat.postMessage", c.kind, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, resp); got.Error != c.want {
			t.Errorf("%s %.20s: %+v, want %s", c.kind, c.body, got, c.want)
		}
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestJSONArguments(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	body := `{"channel":"C0FINANCE","text":"x","unfurl_links":false,"metadata":{"event_type":"e","event_payload":{"run":"r_1"}},"blocks":[{"type":"divider"}]}`
	if got := postJSON(t, s, "chat.postMessage", "xoxb-sim", body); !got.OK {
		t.Fatalf("%+v", got)
	}
	m := s.Messages()[0]
	if m.Args["unfurl_links"] != "false" || string(m.Blocks) != `[{"type":"divider"}]` || !strings.Contains(string(m.Metadata), "r_1") {
		t.Errorf("%+v", m)
	}
	list := postJSON(t, s, "conversations.list", "xoxb-sim", `{"limit":1}`)
	if len(list.Channels) != 1 || list.Metadata.Next != "1" {
		t.Errorf("%+v", list)
	}
	if got := postJSON(t, s, "conversations.list", "xoxb-sim", `{"cursor":"abc"}`); got.Error != "invalid_cursor" {
		t.Errorf("%+v", got)
	}
	if got := postJSON(t, s, "conversations.list", "xoxb-sim", `{"cursor":"-7"}`); !got.OK {
		t.Errorf("%+v", got)
	}
}

func TestFaultsByChannel(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Inject(Fault{Method: "chat.postMessage", Channel: "G0LEADS", Code: "fatal_error", Times: -1})
	for range 3 {
		if got := form(t, s, "chat.postMessage", "channel", "G0LEADS", "text", "x"); got.Error != "fatal_error" {
			t.Errorf("%+v", got)
		}
		if got := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "x"); !got.OK {
			t.Errorf("%+v", got)
		}
	}
	if n := len(s.In("leads")); n != 0 {
		t.Errorf("%d messages without Commit", n)
	}
}

// TestDelay: the answer is late, or never read, and the call is carried out.
func TestDelay(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Inject(Fault{Method: "chat.postMessage", Delay: time.Hour})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	body := url.Values{"token": {"xoxb-sim"}, "channel": {"C0FINANCE"}, "text": {"late"}}.Encode()
	req, err := http.NewRequestWithContext(ctx, "POST", s.URL()+"chat.postMessage", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if resp, err := http.DefaultClient.Do(req); !errors.Is(err, context.DeadlineExceeded) {
		resp.Body.Close()
		t.Fatalf("the answer was not late: %v", err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for len(s.Messages()) == 0 && time.Now().Before(deadline) {
		// The handler notices the closed connection by itself; there is no
		// event to wait for outside of it.
		time.Sleep(time.Millisecond)
	}
	if m := s.Messages(); len(m) != 1 || m[0].Text != "late" {
		t.Errorf("%+v", m)
	}
}

func TestRawUpload(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, method := range []string{http.MethodPut, http.MethodPost} {
		where := form(t, s, "files.getUploadURLExternal", "filename", "a.csv", "length", "3")
		req, err := http.NewRequest(method, where.UploadURL, strings.NewReader("a;b"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, resp); !got.OK {
			t.Errorf("%s: %+v", method, got)
		}
	}
	files := s.Files()
	if len(files) != 2 || files[0].ID == files[1].ID || string(files[1].Bytes) != "a;b" {
		t.Errorf("%+v", files)
	}
	shared := form(t, s, "files.completeUploadExternal", "files", `[{"id":"`+files[0].ID+`","title":"A"},{"id":"`+files[1].ID+`","title":"B"}]`)
	if !shared.OK || len(s.Messages()) != 0 {
		t.Errorf("without a channel the files are private: %+v, %d messages", shared, len(s.Messages()))
	}
	for _, bad := range []string{"", "[]", "{}", `[{"id":"F0NONE"}]`} {
		if got := form(t, s, "files.completeUploadExternal", "files", bad, "channel_id", "C0FINANCE"); got.OK {
			t.Errorf("files %q are accepted", bad)
		}
	}
	for _, length := range []string{"", "-1", "x", "9999999999"} {
		if got := form(t, s, "files.getUploadURLExternal", "filename", "a.csv", "length", length); got.OK {
			t.Errorf("length %q is accepted", length)
		}
	}
	if got := form(t, s, "files.getUploadURLExternal", "length", "3"); got.OK {
		t.Errorf("a file without a name: %+v", got)
	}
}

// TestSharingIsRefusedLikePosting: the same membership counts for files.
func TestSharingIsRefusedLikePosting(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	where := form(t, s, "files.getUploadURLExternal", "filename", "a.csv", "length", "19")
	if status := put(t, where.UploadURL, "bytes of a workbook"); status != http.StatusOK {
		t.Fatal(status)
	}
	for channel, want := range map[string]string{
		"C0OUTSIDE": "not_in_channel", "C0OLD": "is_archived", "G0SECRET": "channel_not_found", "C0NONE": "channel_not_found", "G0LEADS": "",
	} {
		got := form(t, s, "files.completeUploadExternal", "files", `[{"id":"`+where.FileID+`"}]`, "channel_id", channel)
		if got.Error != want {
			t.Errorf("%s: %+v, want %q", channel, got, want)
		}
	}
}

func TestThreadsHangOnTheFirstMessage(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	first := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "1")
	answer := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "2", "thread_ts", first.TS)
	deeper := form(t, s, "chat.postMessage", "channel", "C0FINANCE", "text", "3", "thread_ts", answer.TS)
	other := form(t, s, "chat.postMessage", "channel", "G0LEADS", "text", "4", "thread_ts", first.TS)
	if answer.Message.ThreadTS != first.TS || deeper.Message.ThreadTS != first.TS || other.Message.ThreadTS != "" {
		t.Errorf("%+v %+v %+v", answer, deeper, other)
	}
}

func TestInfoAndJoin(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, c := range []struct{ method, channel, want string }{
		{"conversations.info", "C0FINANCE", ""}, {"conversations.info", "G0LEADS", ""}, {"conversations.info", "G0SECRET", "channel_not_found"},
		{"conversations.info", "#finance", "channel_not_found"}, {"conversations.info", "", "channel_not_found"},
		{"conversations.join", "C0OUTSIDE", ""}, {"conversations.join", "C0OLD", "is_archived"},
		{"conversations.join", "G0LEADS", "method_not_supported_for_channel_type"}, {"conversations.join", "C0NONE", "channel_not_found"},
	} {
		if got := form(t, s, c.method, "channel", c.channel); got.Error != c.want {
			t.Errorf("%s %s: %+v, want %q", c.method, c.channel, got, c.want)
		}
	}
}

// TestManyClients: ids are unique and rise, and nothing is lost.
func TestManyClients(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 10 {
				v := url.Values{"token": {"xoxb-sim"}, "channel": {"C0FINANCE"}, "text": {fmt.Sprint(i, "/", k)}}
				resp, err := http.PostForm(s.URL()+"chat.postMessage", v)
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
	all := s.Messages()
	seen := map[string]bool{}
	for i, m := range all {
		if seen[m.TS] || i > 0 && m.TS <= all[i-1].TS {
			t.Errorf("id %s is no new, higher one", m.TS)
		}
		seen[m.TS] = true
	}
	if len(all) != 80 || s.Count("chat.postMessage") != 80 || len(s.Events()) != 80 {
		t.Errorf("%d messages, %d requests, %d events", len(all), s.Count("chat.postMessage"), len(s.Events()))
	}
}

func TestAddChannelMakesAnID(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	c := s.AddChannel(Channel{Name: "#new"})
	if c.Name != "new" || !strings.HasPrefix(c.ID, "C") {
		t.Errorf("%+v", c)
	}
	if got := form(t, s, "chat.postMessage", "channel", "new", "text", "x"); !got.OK || got.Channel != c.ID {
		t.Errorf("%+v", got)
	}
}

// TestLogHoldsFilesWithoutBytes: the log is for reading, not for archiving.
func TestLogHoldsFilesWithoutBytes(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	where := form(t, s, "files.getUploadURLExternal", "filename", "a.csv", "length", "19")
	put(t, where.UploadURL, "bytes of a workbook")
	form(t, s, "files.completeUploadExternal", "files", `[{"id":"`+where.FileID+`","title":"A"}]`, "channel_id", "C0FINANCE")
	resp, err := http.Get(s.Base() + "/_sim/log")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var e Event
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		t.Fatal(err)
	}
	if e.V != 1 || e.Type != "file" || e.File.Name != "a.csv" || e.File.Size != 19 || len(e.File.Bytes) != 0 {
		t.Errorf("%+v", e)
	}
}
