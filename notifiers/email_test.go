package notifiers

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/mailtest"
)

// mailWorld is a real SMTP server with a client.
func mailWorld(t *testing.T, so mailtest.Options, change func(*EmailOptions)) (*mailtest.Server, *Email) {
	t.Helper()
	s := mailtest.Start(t, so)
	o := EmailOptions{Host: mailtest.Host, Port: s.Port, From: "worker@example.org", To: []string{"finance@example.org"}, RootCAs: s.Roots,
		User: so.User, Password: so.Password}
	if change != nil {
		change(&o)
	}
	e, err := NewEmail(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

// opened is a mail taken apart.
type opened struct {
	Subject, Plain, HTML string
	Header               mail.Header
	Files                map[string]string
}

func openMail(t *testing.T, m mailtest.Mail) opened {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(m.Text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	out := opened{Subject: subject, Header: msg.Header, Files: map[string]string{}}
	out.part(t, msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), "", readAll(t, msg.Body))
	return out
}

func (o *opened) part(t *testing.T, contentType, encoding, file, body string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		r := multipart.NewReader(strings.NewReader(body), params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err != nil {
				return
			}
			_, disposition, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
			o.part(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), disposition["filename"], readAll(t, p))
		}
	case file != "":
		o.Files[file] = decoded(t, encoding, body)
	case kind == "text/plain":
		o.Plain = strings.ReplaceAll(decoded(t, encoding, body), "\r\n", "\n")
	case kind == "text/html":
		o.HTML = strings.ReplaceAll(decoded(t, encoding, body), "\r\n", "\n")
	}
}

func TestEmailIsReadable(t *testing.T) {
	t.Parallel()
	s, e := mailWorld(t, mailtest.Options{User: "worker", Password: canary}, nil)
	r, err := e.Send(t.Context(), exampleDigest().Message(billing.German))
	if err != nil {
		t.Fatal(err)
	}
	answer := text("", "Rest der Liste")
	answer.Channel, answer.ThreadTS = r.Channel, r.TS
	if _, err := e.Send(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Update(t.Context(), r, text("#finance", "alles bezahlt")); err != nil {
		t.Fatal(err)
	}
	mails := s.Mails()
	if len(mails) != 3 {
		t.Fatalf("%d mails", len(mails))
	}
	first := openMail(t, mails[0])
	if diff := cmp.Diff([]string{"finance@example.org"}, mails[0].To); diff != "" {
		t.Error(diff)
	}
	if first.Subject != subjectOf(exampleDigest().Message(billing.German).Text) || !strings.Contains(first.Plain, "r_8f31") ||
		!strings.Contains(first.HTML, "Beispiel &amp; Söhne KG") || !strings.Contains(first.HTML, `<a href="https://beispiel.mocoapp.com/invoices/`) {
		t.Errorf("subject %q\n%s\n%s", first.Subject, first.Plain, first.HTML)
	}
	if got := first.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted: %q", got)
	}
	for _, m := range mails[1:] {
		later := openMail(t, m)
		for _, h := range []string{"In-Reply-To", "References"} {
			if later.Header.Get(h) != "<"+r.TS+">" || first.Header.Get("Message-Id") != "<"+r.TS+">" {
				t.Errorf("%s of %q: %q, want <%s>", h, later.Subject, later.Header.Get(h), r.TS)
			}
		}
	}
	if got := openMail(t, mails[2]).Subject; got != "Neuer Stand: alles bezahlt" {
		t.Errorf("the edit's subject is %q", got)
	}
}

func TestEmailAttaches(t *testing.T) {
	t.Parallel()
	s, e := mailWorld(t, mailtest.Options{MaxBytes: 300_000}, func(o *EmailOptions) { o.MaxFile = 1 << 20 })
	path := filepath.Join(t.TempDir(), "x.xlsx")
	file := func(size int) Upload {
		t.Helper()
		if err := os.WriteFile(path, []byte(strings.Repeat("x", size)), 0o600); err != nil {
			t.Fatal(err)
		}
		u := exampleExport(path).Upload(billing.German)
		u.Message.Channel, u.Name = "mailto:buchhaltung@example.org", "Übersicht \"Q4\"\r\nBcc: x@example.net.xlsx"
		return u
	}
	r, err := e.Upload(t.Context(), file(5000))
	if err != nil || r.Channel != "buchhaltung@example.org" || r.File == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	got := openMail(t, s.Mails()[0])
	if len(got.Files) != 1 || got.Files[r.File] != strings.Repeat("x", 5000) && len(got.Files) != 1 {
		t.Errorf("files %v", got.Files)
	}
	for _, body := range got.Files {
		if body != strings.Repeat("x", 5000) {
			t.Errorf("the file came differently: %d bytes", len(body))
		}
	}
	if got.Header.Get("Bcc") != "" || strings.Contains(s.Mails()[0].Text, "\nBcc:") {
		t.Errorf("a file's name began a header:\n%s", s.Mails()[0].Text)
	}
	for size, want := range map[int]string{
		250_000: "email: Übersicht \"Q4\" Bcc: x@example.net.xlsx has 0.2 MB, more than the 0.2 MB that can be attached",
		2 << 20: "email: Übersicht \"Q4\" Bcc: x@example.net.xlsx has 2.0 MB, more than the 1.0 MB that can be attached",
	} {
		_, err := e.Upload(t.Context(), file(size))
		var large *TooLargeError
		if !errors.As(err, &large) || fault.KindOf(err) != fault.Permanent || err.Error() != want {
			t.Errorf("%d bytes: %v, want %s", size, err, want)
		}
	}
	if n := len(s.Mails()); n != 1 {
		t.Errorf("%d mails, want 1", n)
	}
}

// Whatever a text holds, it stays a text: no header, no recipient, no markup.
func TestEmailInjection(t *testing.T) {
	t.Parallel()
	s, e := mailWorld(t, mailtest.Options{}, nil)
	corpus := []string{
		"a\r\nBcc: evil@example.net", "a\nTo: evil@example.net\n\n<b>body</b>", "=?utf-8?q?a=0D=0ABcc:_evil@example.net?=", "<script>alert(1)</script>",
		"\u202eevil\x00\x1b[31m", ".\r\nQUIT\r\n", strings.Repeat("ä", 4000), `"><img src=x onerror=alert(1)>`,
	}
	for _, words := range corpus {
		if _, err := e.Send(t.Context(), text("#finance", words)); err != nil {
			t.Errorf("%q: %v", clip(words, 20), err)
		}
	}
	for i, m := range s.Mails() {
		got := openMail(t, m)
		if len(m.To) != 1 || got.Header.Get("Bcc") != "" || len(got.Header["To"]) != 1 || strings.ContainsAny(got.Subject, "\r\n\x00\x1b") ||
			strings.Contains(got.HTML, "<script") || strings.Contains(got.HTML, "<img") || strings.Contains(got.HTML, "<b>body") {
			t.Errorf("%q became\n%s", clip(corpus[i], 30), m.Text)
		}
	}
	if n := len(s.Mails()); n != len(corpus) {
		t.Errorf("%d mails for %d messages", n, len(corpus))
	}
	for _, to := range []string{
		"mailto:", "mailto:a@example.org\r\nRCPT TO:<b@example.org>", "mailto:A <a@example.org>", "mailto:a@example.org> <b@example.org", "mailto:a b@example.org",
		"mailto:a@example.org,", "mailto:a@example.org;b@example.org", "mailto:\"a\r\n\"@example.org",
	} {
		if _, err := e.Send(t.Context(), text(to, "x")); to != "mailto:" && fault.KindOf(err) != fault.Permanent || to != "mailto:" && err == nil {
			t.Errorf("%q was taken: %v", to, err)
		}
	}
}

// Each way that a server refuses or fails has its kind, and a sentence.
func TestEmailErrors(t *testing.T) {
	t.Parallel()
	reply := func(code int, words string) *smtp.SMTPError {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
	}
	two := func(o *EmailOptions) { o.To = []string{"finance@example.org", "gone@example.org"} }
	for name, c := range map[string]struct {
		server mailtest.Options
		change func(*EmailOptions)
		kind   fault.Kind
		want   string
		taken  int
	}{
		"busy":             {server: mailtest.Options{Answer: func() *smtp.SMTPError { return reply(451, "try later") }}, kind: fault.Temporary, want: "does not take the mail: 451"},
		"refused":          {server: mailtest.Options{Answer: func() *smtp.SMTPError { return reply(554, "spam") }}, kind: fault.Permanent, want: "does not take the mail: 554"},
		"greylisted":       {server: mailtest.Options{Refuse: map[string]*smtp.SMTPError{"finance@example.org": reply(450, "greylisted")}}, kind: fault.Temporary, want: "450 greylisted"},
		"one of two":       {server: mailtest.Options{Refuse: map[string]*smtp.SMTPError{"gone@example.org": reply(550, "no such user")}}, change: two, kind: fault.Permanent, want: "refuses the recipient gone@example.org, so nobody got it: 550 no such user"},
		"cut":              {server: mailtest.Options{Cut: true}, kind: fault.Unsure, want: "may have arrived or not", taken: 1},
		"no STARTTLS":      {server: mailtest.Options{NoTLS: true}, kind: fault.Permanent, want: "does not offer STARTTLS"},
		"wrong password":   {server: mailtest.Options{User: "worker", Password: "right"}, change: func(o *EmailOptions) { o.Password = canary }, kind: fault.Auth, want: "refuses email.user and email.password"},
		"nobody to log in": {server: mailtest.Options{}, change: func(o *EmailOptions) { o.User, o.Password = "worker", canary }, kind: fault.Permanent, want: "offers no way to log in"},
		"certificate":      {change: func(o *EmailOptions) { o.RootCAs = nil }, kind: fault.Permanent, want: "certificate that can't be trusted"},
		"other host":       {change: func(o *EmailOptions) { o.Host = "localhost" }, kind: fault.Permanent, want: "certificate that can't be trusted"},
		"nobody there":     {change: func(o *EmailOptions) { o.Port = 1 }, kind: fault.Temporary, want: "can't be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := mailWorld(t, c.server, c.change)
			_, err := e.Send(t.Context(), text("#finance", "x"))
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v (%v), want %q (%v)", err, fault.KindOf(err), c.want, c.kind)
			}
			if err != nil && (strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "\n")) {
				t.Errorf("the error holds the password or a line break: %q", err)
			}
			if n := len(s.Mails()); n != c.taken {
				t.Errorf("%d mails were taken, want %d", n, c.taken)
			}
		})
	}
}

func TestEmailCheck(t *testing.T) {
	t.Parallel()
	s, e := mailWorld(t, mailtest.Options{User: "worker", Password: canary}, func(o *EmailOptions) { o.To = nil })
	h, err := e.Check(t.Context(), []string{"mailto:a@example.org", "#finance", "mailto:nobody"})
	if err != nil {
		t.Fatal(err)
	}
	var problems []bool
	for _, c := range h.Channels {
		problems = append(problems, c.Problem != "")
	}
	if diff := cmp.Diff([]bool{false, true, true}, problems); diff != "" || len(s.Mails()) != 0 {
		t.Errorf("%+v, %d mails\n%s", h, len(s.Mails()), diff)
	}
	if got := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(got, canary) {
		t.Errorf("printing shows the password: %s", got)
	}
}

func TestEmailOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]EmailOptions{
		"email.host is missing":                {From: "a@example.org"},
		`email.from: "x" is no e-mail address`: {Host: "h", From: "x"},
		"belong together":                      {Host: "h", From: "a@example.org", User: "u"},
		"without encryption nobody logs in":    {Host: "h", From: "a@example.org", User: "u", Password: "p", TLS: "none"},
		"want starttls, tls or none":           {Host: "h", From: "a@example.org", TLS: "ssl"},
		"email.to":                             {Host: "h", From: "a@example.org", To: []string{"a@example.org,b@example.org"}},
	} {
		if _, err := NewEmail(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", o.TLS, err, want)
		}
	}
}

// What Slack refuses goes to the fallback channel, then to the mail; when it
// refuses the token, straight to the mail.
func TestFallbackToMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, channel, fallback string
		change                  func(*EmailOptions)
		token                   bool // is refused
		want                    string
		mails                   int
	}{
		{"taken", "#finance", "#ops-alerts", nil, false, "", 0},
		{"archived", "#old", "#ops-alerts", nil, false, "#ops-alerts instead", 0},
		{"both archived", "#old", "#outside", nil, false, "mailto:ops@example.org instead", 1},
		{"token", "#finance", "#ops-alerts", nil, true, "mailto:ops@example.org instead", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, e := mailWorld(t, mailtest.Options{}, c.change)
			w := newWorld(t, func(_ *slacksimOptions, o *SlackOptions) {
				if c.token {
					o.Token = "xoxb-other"
				}
			})
			n := Fallback{Notifier: Places{Chat: w.slack, Mail: e}, Channel: c.fallback, Mail: "mailto:ops@example.org"}
			r, err := n.Send(context.Background(), text(c.channel, "Achtung"))
			if err != nil || !strings.HasPrefix(r.Diverted, c.want) || (r.Diverted == "") != (c.want == "") {
				t.Errorf("%+v, %v", r, err)
			}
			if len(s.Mails()) != c.mails {
				t.Fatalf("%d mails, want %d", len(s.Mails()), c.mails)
			}
			for _, m := range s.Mails() {
				if got := openMail(t, m); !strings.Contains(got.Plain, "Eigentlich für "+c.channel) || !strings.Contains(got.Plain, "Achtung") {
					t.Errorf("the mail says\n%s", got.Plain)
				}
			}
		})
	}
}
