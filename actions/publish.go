package actions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
)

// Said is a message that may be edited later, under a name of its own.
type Said struct {
	Name, Kind string // see ledger.Message
	// Body is what a later edit has to know; Editable says that one is expected.
	Body     any
	Editable bool
}

// errSaying is what a second worker meets that wants to post the same message.
var errSaying = &fault.Error{Kind: fault.Throttled, After: 3 * time.Second, Err: errors.New("another worker is posting the same message")}

// Publish posts a message, or edits the one that was posted under the same name
// before. One that can't be edited any more is posted anew. Where it is gets
// recorded at once, so that nothing is posted twice for want of memory.
func (env *Env) Publish(ctx context.Context, as Said, m notifiers.Message) (Written, error) {
	n := env.Delivery.Notifier
	if n == nil {
		return Written{}, errNoNotifier
	}
	kept, mine, err := env.Told.HoldMessage(ctx, as.Name, as.Kind)
	switch {
	case err != nil:
		return Written{}, fault.New(fault.Temporary, err)
	case !mine:
		return Written{}, errSaying
	}
	if kept.Body, err = json.Marshal(as.Body); err != nil {
		return Written{}, err
	}
	kept.Editable = as.Editable
	w, r, err := env.postOrEdit(ctx, n, &kept, m)
	if err != nil {
		return Written{}, errors.Join(err, env.Told.LeaveMessage(context.WithoutCancel(ctx), as.Name))
	}
	keep := func(hold bool) error { return env.Told.KeepMessage(context.WithoutCancel(ctx), kept, hold) }
	if err := keep(true); err != nil {
		return w, err
	}
	err = thread(ctx, n, &kept, m.InThread(r))
	if err != nil && !uneditable(err) {
		return w, errors.Join(err, keep(false)) // the rest follows with the next attempt
	}
	if err != nil {
		w.Note += "; its thread is not complete: " + err.Error()
	}
	return w, keep(false)
}

// postOrEdit brings a message's first part to people.
func (env *Env) postOrEdit(ctx context.Context, n notifiers.Notifier, kept *ledger.Message, m notifiers.Message) (w Written, r notifiers.Receipt, err error) {
	hash := hashOf(m)
	if kept.Posted() {
		r = notifiers.Receipt{Channel: kept.Channel, TS: kept.TS}
		if kept.Hash == hash {
			return Written{RemoteID: r.Channel + ":" + r.TS, Note: told(m)}, r, nil
		}
		switch _, err = n.Update(ctx, r, m); {
		case err == nil:
			kept.Hash = hash
			return Written{RemoteID: r.Channel + ":" + r.TS, Note: told(m) + byEdit}, r, nil
		case !uneditable(err):
			return w, r, err
		}
		kept.Thread = nil
	}
	if r, err = n.Send(ctx, m); err != nil {
		return w, r, err
	}
	kept.Channel, kept.TS, kept.Hash = r.Channel, r.TS, hash
	w = Written{RemoteID: r.Channel + ":" + r.TS, Note: told(m)}
	if r.Diverted != "" {
		w.Note = "meant for " + m.Channel + ", told " + r.Diverted
	}
	return w, r, nil
}

// uneditable reports whether an edit failed because of the message: somebody
// deleted it, or the workspace allows no edits this late.
func uneditable(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Gone || k == fault.Permanent
}

// thread posts or edits what belongs into a message's thread. An answer that
// is not needed any more says so.
func thread(ctx context.Context, n notifiers.Notifier, kept *ledger.Message, wanted []notifiers.Message) error {
	for i, m := range wanted {
		hash := hashOf(m)
		if i < len(kept.Thread) {
			if kept.Thread[i].Hash == hash {
				continue
			}
			_, err := n.Update(ctx, notifiers.Receipt{Channel: m.Channel, TS: kept.Thread[i].TS}, m)
			if err == nil {
				kept.Thread[i].Hash = hash
				continue
			}
			if !uneditable(err) {
				return err
			}
		}
		r, err := n.Send(ctx, m)
		if err != nil {
			return err
		}
		kept.Thread = append(kept.Thread[:min(i, len(kept.Thread))], append([]ledger.Answer{{TS: r.TS, Hash: hash}}, kept.Thread[min(i+1, len(kept.Thread)):]...)...)
	}
	for i := len(wanted); i < len(kept.Thread); i++ {
		m := notifiers.Message{Kind: notifiers.KindDigest, Channel: kept.Channel, Text: notifiers.Withdrawn}
		if kept.Thread[i].Hash == hashOf(m) {
			continue
		}
		if _, err := n.Update(ctx, notifiers.Receipt{Channel: kept.Channel, TS: kept.Thread[i].TS}, m); err != nil && !uneditable(err) {
			return err
		}
		kept.Thread[i].Hash = hashOf(m)
	}
	return nil
}

// hashOf identifies what a message says.
func hashOf(m notifiers.Message) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %v %v", m.Text, m.Parts, m.Data))
	return hex.EncodeToString(sum[:8])
}
