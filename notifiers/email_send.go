package notifiers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/internal/fault"
	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// dial connects, encrypts and logs in.
func (e *Email) dial(ctx context.Context) (*smtp.Client, error) {
	opts := []gomail.Option{
		gomail.WithPort(e.o.Port), gomail.WithTimeout(e.o.Timeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: e.o.Host, MinVersion: tls.VersionTLS12, RootCAs: e.o.RootCAs}),
	}
	switch e.o.TLS {
	case EmailTLS:
		opts = append(opts, gomail.WithSSL())
	case EmailPlain:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if e.o.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(e.o.User), gomail.WithPassword(e.o.Password))
	}
	client, err := gomail.NewClient(e.o.Host, opts...)
	if err != nil {
		return nil, fault.New(fault.Permanent, e.sentence("is not configured well", err))
	}
	c, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, e.notConnected(err)
	}
	if err := c.UpdateDeadline(e.o.Timeout); err != nil {
		_ = c.Close()
		return nil, fault.New(fault.Temporary, e.sentence("can't be reached", err))
	}
	return c, nil
}

// transmit sends a composed mail. All recipients get it, or none does.
func (e *Email) transmit(ctx context.Context, msg *gomail.Msg, to []string, u *Upload) error {
	c, err := e.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if u != nil {
		if err := fits(c, u); err != nil {
			return err
		}
	}
	if err := c.Mail("<" + e.from + ">"); err != nil {
		return e.answered("refuses the sender "+e.from, err)
	}
	for _, r := range to {
		if err := c.Rcpt("<" + r + ">"); err != nil {
			return e.answered("refuses the recipient "+r+", so nobody got it", err)
		}
	}
	w, err := c.Data()
	if err != nil {
		return e.answered("does not take the mail", err)
	}
	// From here on only a clear answer says what became of it.
	if _, err = msg.WriteTo(w); err == nil {
		err = w.Close()
	}
	if err != nil {
		return e.unclear(err)
	}
	_ = c.Quit() // it has said yes; how it says goodbye does not matter
	return nil
}

// encoded is how much longer a file is in a mail: base64 with its line breaks,
// and some room for the words.
func encoded(size int64) int64 { return size*4/3 + size/38 + 64<<10 }

// fits asks what the server has said about the size of mails.
func fits(c *smtp.Client, u *Upload) error {
	_, limit := c.Extension("SIZE")
	most, err := strconv.ParseInt(limit, 10, 64)
	if err != nil || most <= 0 {
		return nil
	}
	info, err := os.Stat(u.Path)
	if err != nil {
		return fault.New(fault.Permanent, fmt.Errorf("email: %w", err))
	}
	if encoded(info.Size()) > most {
		return &TooLargeError{Name: name(u.Name), Size: info.Size(), Most: max(0, (most-64<<10)*19/26)}
	}
	return nil
}

// notConnected sorts an error from before the first command.
func (e *Email) notConnected(err error) error {
	var cert *tls.CertificateVerificationError
	var answer *textproto.Error
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Temporary, fmt.Errorf("email: %s did not answer in time: %w", e.server(), err))
	case errors.As(err, &cert), errors.As(err, &unknown):
		return fault.New(fault.Permanent, e.sentence("has a certificate that can't be trusted", err))
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return fault.New(fault.Permanent, fmt.Errorf("email: %s does not offer STARTTLS, and nothing is sent without encryption; is email.tls: tls meant, on port 465?", e.server()))
	case strings.HasPrefix(err.Error(), "SMTP AUTH failed") && errors.As(err, &answer) && answer.Code >= 500:
		return fault.New(fault.Auth, e.sentence("refuses email.user and email.password", err))
	case errors.Is(err, gomail.ErrNoSupportedAuthDiscovered), strings.Contains(err.Error(), "does not support SMTP AUTH"):
		return fault.New(fault.Permanent, e.sentence("offers no way to log in that is safe", err))
	case errors.As(err, &answer):
		return e.answered("does not take mails", err)
	}
	return fault.New(fault.Temporary, e.sentence("can't be reached", err))
}

// answered is an error from before the mail's text: nobody has got it. A reply
// of 4xx says that a later try may work (RFC 5321, 4.2.1).
func (e *Email) answered(what string, err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 {
		return fault.New(fault.Permanent, e.sentence(what, err))
	}
	return fault.New(fault.Temporary, e.sentence(what, err))
}

// unclear is an error from after the mail's text had begun.
func (e *Email) unclear(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return e.answered("does not take the mail", err)
	}
	return fault.New(fault.Unsure, e.sentence("was cut off, and the mail may have arrived or not", err))
}

// sentence is "email: SERVER …: reason", on one line and without the password.
func (e *Email) sentence(what string, err error) error {
	var answer *textproto.Error
	reason := err.Error()
	switch {
	case errors.As(err, &answer):
		reason = strconv.Itoa(answer.Code) + " " + answer.Msg
	case errors.Is(err, io.EOF):
		reason = "the connection was closed"
	}
	if e.o.Password != "" && strings.Contains(reason, e.o.Password) {
		reason = "(the server's words hold the password)"
	}
	return fmt.Errorf("email: %s %s: %s", e.server(), what, clip(strings.Join(strings.Fields(clean(reason)), " "), 200))
}
