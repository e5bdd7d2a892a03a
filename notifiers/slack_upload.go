package notifiers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// maxFile is the largest file that is sent to Slack, whose own limit is 1 GB.
const maxFile = 1 << 30

// Upload delivers a file in Slack's three steps: ask for an address, put the
// bytes there, share the file with its words. Only the last step shows
// anything, so only it can leave an Unsure.
func (s *Slack) Upload(ctx context.Context, u Upload) (Receipt, error) {
	if err := sendable(u.Message); err != nil {
		return Receipt{}, err
	}
	if u.Name == "" {
		u.Name = filepath.Base(u.Path)
	}
	channel, err := s.resolve(ctx, u.Message.Channel)
	if err != nil {
		return Receipt{}, err
	}
	if !isChannelID(channel) {
		return Receipt{}, s.unresolved(u.Message.Channel)
	}
	file, size, err := openFile(u.Path)
	if err != nil {
		return Receipt{}, err
	}
	defer file.Close()
	id, err := s.put(ctx, u, file, size)
	if err != nil {
		return Receipt{}, err
	}
	return s.share(ctx, u, channel, id)
}

// unresolved says why a file can't go to a channel that is known by name only.
func (s *Slack) unresolved(channel string) error {
	s.channels.mu.Lock()
	defer s.channels.mu.Unlock()
	if s.channels.denied {
		return fault.New(fault.Permanent, fmt.Errorf("slack: the file to %s was not sent: the app may not look up channels; add the scopes channels:read and groups:read, or write the channel's id (C…)", name(channel)))
	}
	return fault.New(fault.Permanent, fmt.Errorf("slack: the file to %s was not sent: there is no such channel that the bot can see; check the name, and in a private channel invite the bot", name(channel)))
}

// openFile opens a regular file that Slack would take.
func openFile(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fault.New(fault.Permanent, fmt.Errorf("the file to send can't be opened: %w", err))
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = &fs.PathError{Op: "send", Path: path, Err: errors.New("not a regular file")}
	case info.Size() == 0:
		err = &fs.PathError{Op: "send", Path: path, Err: errors.New("the file is empty, and Slack refuses empty files")}
	case info.Size() > maxFile:
		err = &fs.PathError{Op: "send", Path: path, Err: errors.New("the file is larger than 1 GB, Slack's limit")}
	}
	if err != nil {
		f.Close()
		return nil, 0, fault.New(fault.Permanent, err)
	}
	return f, info.Size(), nil
}

// put uploads the bytes and returns the file's id. Until it is shared nobody
// sees the file, so both steps may be repeated.
func (s *Slack) put(ctx context.Context, u Upload, file io.ReadSeeker, size int64) (string, error) {
	var id string
	c := call{what: "the file to " + name(u.Message.Channel), channel: u.Message.Channel, slow: true}
	err := s.do(ctx, c, func(ctx context.Context, api *slack.Client) error {
		where, err := api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: clean(u.Name), FileSize: int(size)})
		if err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		id = where.FileID
		return api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: where.UploadURL, Reader: file, Filename: clean(u.Name)})
	})
	return id, err
}

// share shows the file in the channel.
func (s *Slack) share(ctx context.Context, u Upload, channel, id string) (Receipt, error) {
	title := clean(u.Title)
	if title == "" {
		title = clean(u.Name)
	}
	r := Receipt{Channel: channel, File: id}
	c := call{what: "the file to " + name(u.Message.Channel), channel: u.Message.Channel, post: true, paced: channel}
	err := s.do(ctx, c, func(ctx context.Context, api *slack.Client) error {
		done, err := api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: id, Title: title}}, Channel: channel,
			ThreadTimestamp: u.Message.ThreadTS, InitialComment: s.comment(ctx, u.Message),
		})
		if err == nil && len(done.Files) == 0 {
			return errNoID
		}
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// comment is the message as one text: Slack shows no blocks beside a file's
// comment.
func (s *Slack) comment(ctx context.Context, m Message) string {
	r := render{language: m.Language, mention: s.mentions(ctx, m)}
	var lines []string
	for _, p := range m.Parts {
		if line := r.markdown(partText(p), maxSection); line != "" {
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, "\n")
	if len(lines) == 0 || units(text) > maxText {
		return r.text(m.Text, maxText)
	}
	return text
}

// partText is a part as running text.
func partText(p Part) Rich {
	switch p := p.(type) {
	case Heading:
		return Rich{bold(p.Text)}
	case Paragraph:
		return p.Text
	case Note:
		return p.Text
	case Item:
		return p.Text
	case Buttons:
		return p.unpressed()
	case Facts:
		var all []Rich
		for _, f := range p {
			all = append(all, append(Rich{say(f.Name + ": ")}, f.Value...))
		}
		return join(" | ", all...)
	}
	return nil
}
