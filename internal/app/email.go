package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
)

// openNotifier puts the ways to people together: Slack, by a bot or else by a
// webhook, mail, or both. What
// Slack refuses for good goes to the fallback channel, then by mail.
func (a *App) openNotifier(context.Context) error {
	var err error
	if a.chat, err = a.openSlack(); err != nil {
		return err
	}
	if a.hook, err = a.openWebhook(); err != nil {
		return err
	}
	if a.mail, err = a.openMail(); err != nil {
		return err
	}
	if a.chat == nil && a.hook == nil && a.mail == nil {
		return nil
	}
	places := notifiers.Places{Mail: a.mail}
	switch {
	case a.chat != nil:
		places.Chat = a.chat
	case a.hook != nil:
		places.Chat = a.hook
	}
	a.Notifier = places
	if a.opt.Messages != nil {
		a.Notifier = shown{a.Notifier, a.opt.Messages, &sync.Map{}}
	}
	s := a.Config.Slack
	f := notifiers.Fallback{Notifier: a.Notifier, Channel: cmp.Or(s.FallbackChannel, a.defaultChannel()), Diverted: a.logDiverted}
	if a.hook != nil {
		f.Channel = "" // all channels are the webhook's one
	}
	if a.mail != nil {
		f.Mail = a.mailbox()
	}
	// Inside, a message that goes elsewhere is shown where it really went.
	a.Notifier = f
	return nil
}

// openSlack is nil without a token.
func (a *App) openSlack() (*notifiers.Slack, error) {
	s := a.Config.Slack
	if !s.BotToken.IsSet(a.opt.Env) {
		return nil, nil
	}
	token, err := s.BotToken.Resolve(a.opt.Env)
	if err != nil {
		return nil, err
	}
	appToken := ""
	if s.AppToken.IsSet(a.opt.Env) {
		if appToken, err = s.AppToken.Resolve(a.opt.Env); err != nil {
			return nil, err
		}
	}
	return notifiers.NewSlack(notifiers.SlackOptions{
		Token: token, AppToken: appToken, APIURL: s.APIURL, OnCall: a.countSlack, Pace: ledger.NewMessagePace(a.Ledger, notifiers.Gap),
	})
}

// openWebhook is nil with a token, which can do more, and without an address.
func (a *App) openWebhook() (*notifiers.Webhook, error) {
	s := a.Config.Slack
	if a.chat != nil || !s.WebhookURL.IsSet(a.opt.Env) {
		return nil, nil
	}
	address, err := s.WebhookURL.Resolve(a.opt.Env)
	if err != nil {
		return nil, err
	}
	return notifiers.NewWebhook(notifiers.SlackOptions{WebhookURL: address, OnCall: a.countSlack, Pace: ledger.NewMessagePace(a.Ledger, notifiers.Gap)})
}

// openMail is nil without a server.
func (a *App) openMail() (notifiers.Notifier, error) {
	m := a.Config.Email
	if m.Host == "" {
		return nil, nil
	}
	password, err := a.optional(m.Password)
	if err != nil {
		return nil, err
	}
	return notifiers.New("email", notifiers.Options{Email: notifiers.EmailOptions{
		Host: m.Host, Port: m.Port, User: m.User, Password: password, From: m.From, To: m.To, TLS: m.TLS, MaxFile: m.MaxFile,
	}})
}

// optional resolves a secret that may not be configured.
func (a *App) optional(s configs.Secret) (string, error) {
	v, err := s.Resolve(a.opt.Env)
	if s.IsZero() && errors.Is(err, configs.ErrNoSecret) {
		return "", nil
	}
	return v, err
}

// mailbox is the channel of those who get what Slack refuses.
func (a *App) mailbox() string { return notifiers.MailPrefix + strings.Join(a.Config.Email.To, ",") }

// defaultChannel takes what no route takes: without Slack, the mailbox.
func (a *App) defaultChannel() string {
	switch {
	case a.hook != nil:
		return cmp.Or(a.Config.Slack.DefaultChannel, notifiers.WebhookChannel)
	case a.chat == nil && a.mail != nil:
		return a.mailbox()
	}
	return a.Config.Slack.DefaultChannel
}

// bucket opens a bucket with the configured key, or with what the cloud's own
// places hold.
func (a *App) bucket(ctx context.Context, address string) (*exporters.Bucket, error) {
	key, err := a.optional(a.Config.S3.AccessKey)
	if err != nil {
		return nil, err
	}
	secret, err := a.optional(a.Config.S3.SecretKey)
	if err != nil {
		return nil, err
	}
	return exporters.OpenBucket(ctx, address, exporters.BucketOptions{AccessKey: key, SecretKey: secret})
}

// lookMail connects, encrypts and logs in, and sends nothing.
func (a *App) lookMail(ctx context.Context) []Checkup {
	mails := slices.DeleteFunc(namedChannels(a.Config), func(c string) bool { return !notifiers.IsMail(c) })
	if a.mail == nil {
		if len(mails) > 0 {
			return []Checkup{wrong("email", "%s is named, but email.host is not set", mails[0])}
		}
		return nil
	}
	m := a.Config.Email
	h, err := a.mail.Check(ctx, slices.Compact(slices.Sorted(slices.Values(mails))))
	if err != nil {
		return []Checkup{wrong("email", "%v", err)}
	}
	login, safe := "without login", "over STARTTLS"
	if m.User != "" {
		login = "logged in as " + m.User
	}
	switch m.TLS {
	case notifiers.EmailTLS:
		safe = "over TLS"
	case notifiers.EmailPlain:
		safe = "without encryption, on this machine"
	}
	out := []Checkup{fine("email", "%s %s, %s, from %s · not tried: a mail (doctor sends none)", h.Team, safe, login, h.Bot)}
	for _, c := range h.Channels {
		if c.Problem != "" {
			out = append(out, wrong("email", "%s  %s", c.Name, c.Problem))
		}
	}
	return out
}

// lookBuckets writes a small object into each bucket and removes it again.
func (a *App) lookBuckets(ctx context.Context) (out []Checkup) {
	seen := map[string]bool{}
	for _, x := range a.Config.Exports {
		for _, to := range x.To {
			if to.Bucket == "" || seen[to.Bucket] {
				continue
			}
			seen[to.Bucket] = true
			b, err := a.bucket(ctx, to.Bucket)
			if err == nil {
				err = b.Probe(ctx)
				_ = b.Close()
			}
			if err != nil {
				out = append(out, wrong("bucket", "%v", err))
				continue
			}
			out = append(out, fine("bucket", "%s writable (a small probe object was written, read and removed)", b))
		}
	}
	return out
}
