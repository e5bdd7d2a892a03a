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
	// Diverted hears of every message that went elsewhere; nil for nobody.
	Diverted func(from, to string, reason error)
}

// Send is the inner notifier's, and on a permanent error once more to the
// fallback channel. If that fails as well, the error has both reasons and the
// first one's kind.
func (f Fallback) Send(ctx context.Context, m Message) (Receipt, error) {
	r, err := f.Notifier.Send(ctx, m)
	if err == nil || !f.helps(err, m) {
		return r, err
	}
	r, second := f.Notifier.Send(ctx, f.divert(m, err))
	if second != nil {
		return Receipt{}, fault.New(fault.KindOf(err), errors.Join(err, second))
	}
	return f.diverted(r, m.Channel, err), nil
}

// Upload is the inner notifier's; a file that is refused for good is not sent
// elsewhere, because not everybody may see it, but its words are.
func (f Fallback) Upload(ctx context.Context, u Upload) (Receipt, error) {
	r, err := f.Notifier.Upload(ctx, u)
	if err == nil || !f.helps(err, u.Message) {
		return r, err
	}
	r, second := f.Notifier.Send(ctx, f.divert(u.Message, err))
	if second != nil {
		return Receipt{}, fault.New(fault.KindOf(err), errors.Join(err, second))
	}
	return f.diverted(r, u.Message.Channel, err), nil
}

func (f Fallback) diverted(r Receipt, from string, reason error) Receipt {
	if f.Diverted != nil {
		f.Diverted(from, f.Channel, reason)
	}
	r.Diverted = f.Channel + " instead: " + reason.Error()
	return r
}

// helps reports whether another channel is worth a try: not if it is a file of
// this machine that is wrong.
func (f Fallback) helps(err error, m Message) bool {
	var file *fs.PathError
	if errors.As(err, &file) {
		return false
	}
	return f.Channel != "" && m.Channel != f.Channel && m.Channel != "" && m.Text != "" && fault.KindOf(err) == fault.Permanent
}

// divert is the message with the reason in front, addressed to the fallback.
func (f Fallback) divert(m Message, reason error) Message {
	why := pick(m.Language, "Eigentlich für ", "Meant for ") + name(m.Channel) + ": " + clip(clean(reason.Error()), 500)
	body := m.Parts
	if len(body) == 0 {
		body = []Part{Paragraph{Rich{say(m.Text)}}}
	}
	m.Channel, m.ThreadTS = f.Channel, ""
	m.Parts = append([]Part{Note{Rich{say(why)}}}, body...)
	return m
}
