package notifiers

import (
	"context"
	"errors"
	"io/fs"

	"github.com/mocowork/mocowork/internal/fault"
)

// Fallback is a notifier that puts what its channel refuses into another
// channel, with the reason in front: an archived channel must not swallow an
// alert (law 3). The receipt says that it happened.
type Fallback struct {
	Notifier
	Channel string // where to; "" for nowhere
	// Mail is where to when the channel refuses too, or when the whole service
	// refuses us: an address as in a channel, "mailto:…"; "" for nowhere.
	Mail string
	// Diverted hears of every message that went elsewhere; nil for nobody.
	Diverted func(from, to string, reason error)
}

// Send is the inner notifier's, and on an error that stays once more to the
// fallback channel, then by mail. If all fail, the error has their reasons and
// the first one's kind.
func (f Fallback) Send(ctx context.Context, m Message) (Receipt, error) {
	r, err := f.Notifier.Send(ctx, m)
	if err == nil {
		return r, nil
	}
	return f.elsewhere(ctx, m, err)
}

// Upload is the inner notifier's; a file that is refused for good is not sent
// elsewhere, because not everybody may see it, but its words are.
func (f Fallback) Upload(ctx context.Context, u Upload) (Receipt, error) {
	r, err := f.Notifier.Upload(ctx, u)
	if err == nil {
		return r, nil
	}
	return f.elsewhere(ctx, u.Message, err)
}

// elsewhere sends what was refused to the first place that takes it.
func (f Fallback) elsewhere(ctx context.Context, m Message, refused error) (Receipt, error) {
	all := refused
	for _, to := range []string{f.Channel, f.Mail} {
		if !helps(refused, m, to) {
			continue
		}
		r, err := f.Notifier.Send(ctx, divert(m, to, refused))
		if err == nil {
			if f.Diverted != nil {
				f.Diverted(m.Channel, to, refused)
			}
			r.Diverted = to + " instead: " + refused.Error()
			return r, nil
		}
		all = errors.Join(all, err)
	}
	if all != refused {
		all = fault.New(fault.KindOf(refused), all)
	}
	return Receipt{}, all
}

// helps reports whether another place is worth a try: not if it is a file of
// this machine that is wrong, not for what may pass, and not the same service
// when that refuses us as a whole.
func helps(err error, m Message, to string) bool {
	var file *fs.PathError
	if errors.As(err, &file) || to == "" || to == m.Channel || m.Channel == "" || m.Text == "" {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Permanent:
		return true
	case fault.Auth:
		return IsMail(to) != IsMail(m.Channel)
	}
	return false
}

// divert is the message with the reason in front, addressed to another place.
func divert(m Message, to string, reason error) Message {
	why := pick(m.Language, "Eigentlich für ", "Meant for ") + name(m.Channel) + ": " + clip(clean(reason.Error()), 500)
	body := m.Parts
	if len(body) == 0 {
		body = []Part{Paragraph{Rich{say(m.Text)}}}
	}
	m.Channel, m.ThreadTS = to, ""
	m.Parts = append([]Part{Note{Rich{say(why)}}}, body...)
	return m
}
