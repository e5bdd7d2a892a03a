package app

import (
	"context"
	"sync"

	"github.com/mocowork/mocowork/notifiers"
)

// shown is a notifier whose delivered messages are shown to somebody as well,
// under the names of their channels.
type shown struct {
	notifiers.Notifier
	show  func(notifiers.Message)
	names *sync.Map // of channels, by id
}

func (s shown) Send(ctx context.Context, m notifiers.Message) (notifiers.Receipt, error) {
	r, err := s.Notifier.Send(ctx, m)
	if err == nil {
		s.named(m, r)
	}
	return r, err
}

// Update shows an edit as the message that it makes.
func (s shown) Update(ctx context.Context, r notifiers.Receipt, m notifiers.Message) (notifiers.Receipt, error) {
	r, err := s.Notifier.Update(ctx, r, m)
	if err == nil {
		s.named(m, r)
	}
	return r, err
}

// named shows a message. What belongs into a thread names its channel by id.
func (s shown) named(m notifiers.Message, r notifiers.Receipt) {
	if m.Channel != r.Channel {
		s.names.Store(r.Channel, m.Channel)
	}
	if name, ok := s.names.Load(m.Channel); ok {
		m.Channel = name.(string)
	}
	s.show(m)
}

func (s shown) Upload(ctx context.Context, u notifiers.Upload) (notifiers.Receipt, error) {
	r, err := s.Notifier.Upload(ctx, u)
	if err == nil {
		s.named(u.Message, r)
	}
	return r, err
}
