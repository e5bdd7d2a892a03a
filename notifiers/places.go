package notifiers

import (
	"context"
	"errors"

	"github.com/mocowork/mocowork/internal/fault"
)

// Places sends each message by the service that its channel belongs to: e-mail
// addresses by mail, everything else by chat. One of the two may be nil. With
// mail alone, messages to channels go to the addresses that take their place.
type Places struct{ Chat, Mail Notifier }

// Name is that of the chat, else of the mail.
func (p Places) Name() string {
	if p.Chat != nil {
		return p.Chat.Name()
	}
	return p.Mail.Name()
}

// errNoMail is what a message to an address fails with where there is no mail.
var errNoMail = fault.New(fault.Permanent, errors.New("email.host is not set, so no mail can be sent"))

// of is the service of a channel.
func (p Places) of(channel string) (Notifier, error) {
	switch {
	case IsMail(channel) && p.Mail == nil:
		return nil, errNoMail
	case IsMail(channel), p.Chat == nil:
		return p.Mail, nil
	}
	return p.Chat, nil
}

// Send is the service's.
func (p Places) Send(ctx context.Context, m Message) (Receipt, error) {
	n, err := p.of(m.Channel)
	if err != nil {
		return Receipt{}, err
	}
	return n.Send(ctx, m)
}

// Update is that of the service that gave the receipt.
func (p Places) Update(ctx context.Context, r Receipt, m Message) (Receipt, error) {
	n, err := p.of(r.Channel)
	if err != nil {
		return Receipt{}, err
	}
	return n.Update(ctx, r, m)
}

// Upload is the service's.
func (p Places) Upload(ctx context.Context, u Upload) (Receipt, error) {
	n, err := p.of(u.Message.Channel)
	if err != nil {
		return Receipt{}, err
	}
	return n.Upload(ctx, u)
}

// Check is the chat's for its channels, and the mail's where there is no chat.
// Ask the mail itself about addresses.
func (p Places) Check(ctx context.Context, channels []string) (Health, error) {
	if p.Chat != nil {
		return p.Chat.Check(ctx, channels)
	}
	return p.Mail.Check(ctx, channels)
}
