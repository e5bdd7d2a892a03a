package notifiers

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// slackErrors are Slack's error words (HTTP 200 with ok:false; docs.slack.dev,
// chat.postMessage and files.completeUploadExternal), what they mean for the
// caller and what a person does about them. %[1]s is the channel, %[2]s the
// bot's name.
var slackErrors = map[string]struct {
	kind fault.Kind
	do   string
}{
	"invalid_auth":     {fault.Auth, "Slack refuses the token: check slack.bot_token"},
	"not_authed":       {fault.Auth, "Slack got no token: check slack.bot_token"},
	"token_revoked":    {fault.Auth, "the token was revoked: install the app again and put in its new token"},
	"token_expired":    {fault.Auth, "the token has expired: install the app again and put in its new token"},
	"account_inactive": {fault.Auth, "the bot or its workspace was deactivated: install the app again"},
	"no_permission":    {fault.Auth, "the token may not do this: check the app's scopes"},
	"missing_scope":    {fault.Auth, "the app lacks a scope: add it under OAuth & Permissions and install the app again"},

	"not_in_channel":            {fault.Permanent, "the bot is not a member of %[1]s: write /invite @%[2]s there"},
	"channel_not_found":         {fault.Permanent, "there is no channel %[1]s that the bot can see: check the name; in a private channel write /invite @%[2]s"},
	"is_archived":               {fault.Permanent, "%[1]s is archived: choose another channel or unarchive it"},
	"restricted_action":         {fault.Permanent, "the workspace does not let the bot write in %[1]s: ask an admin, or choose another channel"},
	"msg_too_long":              {fault.Permanent, "the message is too long for Slack"},
	"msg_blocks_too_long":       {fault.Permanent, "the message's blocks are too long for Slack"},
	"no_text":                   {fault.Permanent, "the message has no text"},
	"invalid_blocks":            {fault.Permanent, "Slack can't read the message's blocks"},
	"message_not_found":         {fault.Gone, "the message to edit is gone"},
	"cant_update_message":       {fault.Permanent, "the message to edit was written by somebody else"},
	"edit_window_closed":        {fault.Permanent, "the workspace does not allow edits this late"},
	"file_not_found":            {fault.Gone, "the uploaded file is gone"},
	"posting_to_channel_denied": {fault.Permanent, "files may not be shared in %[1]s: choose another channel"},

	"internal_error":         {fault.Unsure, "Slack had an internal error; the message may be there"},
	"fatal_error":            {fault.Unsure, "Slack had an internal error; the message may be there"},
	"request_timeout":        {fault.Unsure, "Slack took too long; the message may be there"},
	"service_unavailable":    {fault.Temporary, "Slack is not available at the moment"},
	"team_added_to_org":      {fault.Temporary, "the workspace is being moved at the moment"},
	"ratelimited":            {fault.Throttled, "Slack asks to wait"},
	"rate_limited":           {fault.Throttled, "Slack asks to wait"},
	"message_limit_exceeded": {fault.Throttled, "Slack asks to wait"},
}

// word is the form of Slack's error words; anything else is not repeated.
var word = regexp.MustCompile(`^[a-z][a-z_]{1,60}$`)

// classify turns an error of slack-go into one with a kind and a sentence.
// Nothing of the original's text is kept unless it is known to be harmless:
// addresses of uploads are secrets as well as the token.
func (s *Slack) classify(ctx context.Context, c call, w *wire, err error) error {
	var answer slack.SlackErrorResponse
	var status slack.StatusCodeError
	var hook *hookAnswer
	switch {
	case w.status == 429:
		return s.throttled(c, w.after(s.clock.Now()))
	case errors.As(err, &hook):
		return s.webhookRefused(c, hook)
	case errors.As(err, &answer):
		return s.refused(ctx, c, w, answer)
	case errors.As(err, &status):
		return s.statusError(c, status.Code)
	case errors.Is(err, errNoID):
		return s.unclear(c, errNoID)
	}
	return s.networkError(c, w, err)
}

// refused is an answer with ok:false.
func (s *Slack) refused(ctx context.Context, c call, w *wire, answer slack.SlackErrorResponse) error {
	known, ok := slackErrors[answer.Err]
	if !ok {
		code := answer.Err
		if !word.MatchString(code) {
			code = "unreadable error"
		}
		return fault.New(fault.Permanent, s.sentence(c, "was refused by Slack: "+code, nil))
	}
	if known.kind == fault.Throttled {
		return s.throttled(c, w.after(s.clock.Now()))
	}
	do := known.do
	if strings.Contains(do, "%[") {
		do = fmt.Sprintf(do, orThe(c.channel), s.botName(ctx, do))
	}
	if needed := scopes(answer.Needed); answer.Err == "missing_scope" && needed != "" {
		do = "the app lacks the scope " + needed + ": add it under OAuth & Permissions and install the app again"
	}
	return fault.New(known.kind, s.sentence(c, "failed: "+do+" ("+answer.Err+")", nil))
}

func orThe(channel string) string {
	if channel == "" {
		return "the channel"
	}
	return name(channel)
}

var scopeList = regexp.MustCompile(`^[a-z:._, -]{1,200}$`)

// scopes is Slack's list of scopes if it looks like one.
func scopes(list string) string {
	if !scopeList.MatchString(list) {
		return ""
	}
	return list
}

// statusError is an answer without JSON.
func (s *Slack) statusError(c call, status int) error {
	err := s.sentence(c, fmt.Sprintf("failed: Slack answered %d", status), nil)
	switch {
	case status == 503, status >= 500 && !c.post && c.paced == "":
		return fault.New(fault.Temporary, err)
	case status >= 500:
		return fault.New(fault.Unsure, err)
	case status == 401, status == 403:
		return fault.New(fault.Auth, err)
	case status == 408:
		return fault.New(fault.Unsure, err)
	case status >= 300 && status < 400:
		err = s.sentence(c, fmt.Sprintf("failed: the answer was a redirection (%d); is there a proxy that wants a login?", status), nil)
	}
	return fault.New(fault.Permanent, err)
}

// networkError has no answer, or none that can be read.
func (s *Slack) networkError(c call, w *wire, err error) error {
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &cert):
		return fault.New(fault.Temporary, s.sentence(c, "was not sent: Slack's certificate can't be verified", nil))
	case !w.sent.Load():
		return fault.New(fault.Temporary, s.sentence(c, "was not sent: Slack can't be reached", err))
	case !c.post:
		return fault.New(fault.Temporary, s.sentence(c, "failed on the way", err))
	}
	return s.unclear(c, err)
}

func (s *Slack) unclear(c call, err error) error {
	return fault.New(fault.Unsure, s.sentence(c, "may have arrived or not", err))
}

func (s *Slack) throttled(c call, after time.Duration) error {
	err := s.sentence(c, fmt.Sprintf("has to wait: Slack takes no more for %s", after.Round(time.Second)), nil)
	return &fault.Error{Kind: fault.Throttled, After: after, Err: err}
}

// sentence is "slack: the message to #finance failed: …". Of err only a
// harmless core is kept; a context's end stays recognizable.
func (s *Slack) sentence(c call, what string, err error) error {
	head := "slack: " + c.what + " " + what
	switch {
	case err == nil:
		return errors.New(head)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: no answer in time (%w)", head, context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", head, context.Canceled)
	}
	return errors.New(head + ": " + s.harmless(err))
}

// harmless is an error's text without the address and without the token.
func (s *Slack) harmless(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	text := name(err.Error())
	if strings.Contains(text, s.token) || strings.Contains(text, "://") {
		return "connection error"
	}
	return text
}
