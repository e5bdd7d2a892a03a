package notifiers

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	gomail "github.com/wneessen/go-mail"
)

// EmailOptions make an Email.
type EmailOptions struct {
	Host string // of the SMTP server; required
	Port int    // 0: that of TLS, 587, 465 or 25
	// User and Password log in; both or none.
	User, Password string
	// From is the sender's address; required.
	From string
	// To gets what is addressed to a channel that is no address, such as
	// "#finance"; nobody does if it is empty.
	To []string
	// TLS is EmailStartTLS, EmailTLS or EmailPlain; "" is EmailStartTLS.
	TLS string
	// MaxFile is the largest file that is attached, in bytes; 0: 20 MB.
	MaxFile int64
	// Timeout bounds the connection, and then each mail; 0: 40 s.
	Timeout time.Duration
	// RootCAs check the server's certificate; nil: those of the system.
	RootCAs *x509.CertPool
}

// The ways to encrypt a connection to an SMTP server. The certificate is always
// checked, and a server that does not encrypt is refused.
const (
	EmailStartTLS = "starttls" // plain at first, encrypted before anything is said
	EmailTLS      = "tls"      // from the first byte
	EmailPlain    = "none"     // never; for a server on this machine
)

// MailPrefix begins a channel that is an e-mail address.
const MailPrefix = "mailto:"

// IsMail reports whether a channel is an e-mail address: "mailto:a@example.org",
// or, as receipts have it, the address alone.
func IsMail(channel string) bool { return strings.Contains(channel, "@") && channel[0] != '@' }

// Email sends messages as e-mails: plain text and HTML, files attached, answers
// in the thread of what they belong to. An edit is a further mail in the thread
// that says how it stands now: a mail that was sent can't be changed. It is
// safe for use by several goroutines.
type Email struct {
	o    EmailOptions
	from string
}

// NewEmail checks the options. It connects to nobody.
func NewEmail(o EmailOptions) (*Email, error) {
	from, err := address(o.From)
	switch {
	case o.Host == "":
		err = errors.New("email.host is missing")
	case err != nil:
		err = fmt.Errorf("email.from: %w", err)
	case (o.User == "") != (o.Password == ""):
		err = errors.New("email.user and email.password belong together")
	case o.TLS == EmailPlain && o.User != "":
		err = errors.New("email: without encryption nobody logs in: leave out user and password, or set tls")
	}
	for _, to := range o.To {
		if _, bad := address(to); bad != nil && err == nil {
			err = fmt.Errorf("email.to: %w", bad)
		}
	}
	if err != nil {
		return nil, fault.New(fault.Permanent, err)
	}
	ports := map[string]int{EmailStartTLS: 587, EmailTLS: 465, EmailPlain: 25}
	if o.TLS == "" {
		o.TLS = EmailStartTLS
	}
	if ports[o.TLS] == 0 {
		return nil, fault.New(fault.Permanent, fmt.Errorf("email.tls: want starttls, tls or none, got %q", clip(clean(o.TLS), 20)))
	}
	if o.Port == 0 {
		o.Port = ports[o.TLS]
	}
	if o.MaxFile == 0 {
		o.MaxFile = 20 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 40 * time.Second
	}
	return &Email{o, from}, nil
}

// Format keeps the password out of every print.
func (e *Email) Format(w fmt.State, _ rune) { fmt.Fprint(w, "email") }

// Name is "email".
func (e *Email) Name() string { return "email" }

// Send mails the message. See Notifier.
func (e *Email) Send(ctx context.Context, m Message) (Receipt, error) {
	return e.send(ctx, m, m.Text, nil)
}

// Update mails how the message stands now, into its thread. The receipt stays
// that of the first mail.
func (e *Email) Update(ctx context.Context, r Receipt, m Message) (Receipt, error) {
	if !messageID.MatchString(r.TS) {
		return Receipt{}, fault.New(fault.Gone, fmt.Errorf("email: there is no mail %q to edit", clip(clean(r.TS), 40)))
	}
	if m.Text == Withdrawn {
		return r, nil
	}
	m.ThreadTS = r.TS
	if r.Channel != "" {
		m.Channel = r.Channel
	}
	if _, err := e.send(ctx, m, pick(m.Language, "Neuer Stand: ", "Now: ")+m.Text, nil); err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// Upload mails the words with the file attached. A file larger than MaxFile, or
// than what the server says that it takes, fails with a TooLargeError before
// anything is sent.
func (e *Email) Upload(ctx context.Context, u Upload) (Receipt, error) {
	if err := sendable(u.Message); err != nil {
		return Receipt{}, err
	}
	file, size, err := openFile(u.Path)
	if err != nil {
		return Receipt{}, err
	}
	file.Close()
	if u.Name == "" {
		u.Name = filepath.Base(u.Path)
	}
	if size > e.o.MaxFile {
		return Receipt{}, &TooLargeError{Name: name(u.Name), Size: size, Most: e.o.MaxFile}
	}
	r, err := e.send(ctx, u.Message, u.Message.Text, &u)
	if err == nil {
		r.File = name(u.Name)
	}
	return r, err
}

// TooLargeError says that a file is larger than what can be attached.
type TooLargeError struct {
	Name       string
	Size, Most int64 // in bytes
}

// Error says both sizes.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("email: %s has %s MB, more than the %s MB that can be attached", e.Name, megabytes(e.Size), megabytes(e.Most))
}

// FaultKind is Permanent: the file gets no smaller.
func (e *TooLargeError) FaultKind() fault.Kind { return fault.Permanent }

// megabytes is a size with one digit behind the point.
func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) }

// Check connects, encrypts and logs in, and sends nothing.
func (e *Email) Check(ctx context.Context, channels []string) (Health, error) {
	c, err := e.dial(ctx)
	if err != nil {
		return Health{}, err
	}
	_ = c.Quit() // it works, however it says goodbye
	h := Health{Team: e.server(), Bot: e.from}
	for _, channel := range channels {
		x := ChannelHealth{Name: channel, ID: channel}
		if _, err := e.recipients(channel); err != nil {
			x.Problem = err.Error()
		}
		h.Channels = append(h.Channels, x)
	}
	return h, nil
}

func (e *Email) server() string { return net.JoinHostPort(e.o.Host, strconv.Itoa(e.o.Port)) }

// messageID is the form of the ids of our mails.
var messageID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}@[A-Za-z0-9.-]{1,200}$`)

// send mails a message under a subject, with a file if there is one.
func (e *Email) send(ctx context.Context, m Message, subject string, u *Upload) (Receipt, error) {
	if err := sendable(m); err != nil {
		return Receipt{}, err
	}
	to, err := e.recipients(m.Channel)
	if err != nil {
		return Receipt{}, fault.New(fault.Permanent, err)
	}
	if err := ctx.Err(); err != nil {
		return Receipt{}, fault.New(fault.Temporary, fmt.Errorf("email: the message was not sent: %w", err))
	}
	id := strings.ToLower(rand.Text()) + "@" + e.from[strings.LastIndexByte(e.from, '@')+1:]
	msg, err := e.compose(m, to, id, subject, u)
	if err != nil {
		return Receipt{}, fault.New(fault.Permanent, fmt.Errorf("email: %w", err))
	}
	if err := e.transmit(ctx, msg, to, u); err != nil {
		return Receipt{}, err
	}
	return Receipt{Channel: strings.Join(to, ","), TS: id}, nil
}

// recipients are the addresses behind a channel.
func (e *Email) recipients(channel string) ([]string, error) {
	if !IsMail(channel) {
		if len(e.o.To) == 0 {
			return nil, fmt.Errorf("email: %s is no address, and email.to names nobody for it", name(channel))
		}
		return e.o.To, nil
	}
	var out []string
	for _, a := range strings.Split(strings.TrimPrefix(channel, MailPrefix), ",") {
		to, err := address(a)
		if err != nil {
			return nil, fmt.Errorf("email: %w", err)
		}
		out = append(out, to)
	}
	return out, nil
}

// address is a plain address: no name, no comment, nothing that begins a new
// line or a second address.
func address(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || strings.ContainsAny(s, " \t\r\n<>\",;:") || name(s) != s {
		return "", fmt.Errorf("%q is no e-mail address", clip(clean(s), 60))
	}
	return s, nil
}

// compose makes the mail.
func (e *Email) compose(m Message, to []string, id, subject string, u *Upload) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8))
	if err := msg.FromFormat("mocowork", e.from); err != nil {
		return nil, err
	}
	if err := msg.To(to...); err != nil {
		return nil, err
	}
	msg.SetDate()
	msg.SetMessageIDWithValue(id)
	msg.Subject(subjectOf(subject))
	msg.SetUserAgent("mocowork")
	// Nobody's holiday reply comes back (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if messageID.MatchString(m.ThreadTS) {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.ThreadTS+">")
		msg.SetGenHeader(gomail.HeaderReferences, "<"+m.ThreadTS+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, strings.Join(Render(m), "\n")+"\n")
	msg.AddAlternativeString(gomail.TypeTextHTML, page(m))
	if u != nil {
		msg.AttachFile(u.Path, gomail.WithFileName(name(u.Name)))
	}
	return msg, nil
}

// maxSubject is the length of a subject, in characters.
const maxSubject = 150

// subjectOf is a text as one line without anything that could begin a header, or
// that mail programs would decode into something else.
func subjectOf(text string) string {
	line := strings.Join(strings.Fields(clean(start(text, 16*maxSubject))), " ")
	return clip(strings.ReplaceAll(line, "=?", "= ?"), maxSubject)
}
