package app

import (
	"context"

	"github.com/mocowork/mocowork/notifiers"
)

// shown is a notifier whose delivered messages are shown to somebody as well.
type shown struct {
	notifiers.Notifier
	show func(notifiers.Message)
}

func (s shown) Send(ctx context.Context, m notifiers.Message) (notifiers.Receipt, error) {
	r, err := s.Notifier.Send(ctx, m)
	if err == nil {
		s.show(m)
	}
	return r, err
}

func (s shown) Upload(ctx context.Context, u notifiers.Upload) (notifiers.Receipt, error) {
	r, err := s.Notifier.Upload(ctx, u)
	if err == nil {
		s.show(u.Message)
	}
	return r, err
}
