package configs

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) slack(s section) {
	k := Slack{
		BotToken:        s.secret("bot_token"),
		AppToken:        s.secret("app_token"),
		WebhookURL:      s.secret("webhook_url"),
		MayPress:        r.mayPress(s),
		APIURL:          parsed(s, "api_url", "api-url", parseAPIURL, itself),
		DefaultChannel:  parsed(s, "default_channel", "channel", parseChannel, itself),
		FallbackChannel: parsed(s, "fallback_channel", "channel", parseChannel, itself),
		Routes:          r.routes(s),
		Group:           r.group(s.section("group")),
		RepeatAfter:     s.duration("repeat_after"),
	}
	d := s.section("digest")
	k.Digest = Digest{At: d.clock("at"), On: d.enum("on"), WhenUnchanged: d.enum("when_unchanged"), Set: s.Has("digest")}
	k.Group.Set = s.Has("group")
	k.QuietHours = r.quiet(s.section("quiet_hours"))
	if !k.BotToken.IsZero() && !s.Has("default_channel") {
		s.List().Errorf(s.Key("bot_token"), "missing-key", "slack.bot_token needs slack.default_channel, for what no route takes")
	}
	r.cfg.Slack = k
}

func (r *reader) group(s section) Group {
	return Group{By: s.list("by"), Wait: s.duration("wait"), MaxItems: s.number("max_items"), Overflow: s.enum("overflow")}
}

func (r *reader) quiet(s section) calendar.Quiet {
	q := calendar.Quiet{From: s.clock("from"), To: s.clock("to"), Weekends: s.boolean("weekends"), Holidays: s.boolean("holidays"),
		Calendar: r.cfg.Calendar, Loc: r.cfg.Timezone}
	if s.Has("from") != s.Has("to") {
		s.List().Errorf(s.Fields.Node.Pos(), "missing-key", "slack.quiet_hours needs both from and to")
	}
	return q
}

func (r *reader) routes(file section) []Route {
	if !file.Has("routes") {
		return nil
	}
	var out []Route
	for _, s := range file.items("routes", "route", "") {
		route := Route{
			When:        Expr{Text: s.text("when"), Node: s.Get("when")},
			Channel:     parsed(s, "channel", "channel", parseChannel, itself),
			Mention:     s.list("mention"),
			IgnoreQuiet: s.enum("quiet_hours") == "ignore",
			KeepQuiet:   s.Has("quiet_hours") && s.enum("quiet_hours") == "keep",
		}
		if n := route.When.Node; n != nil && n.Kind == diag.Scalar && !n.ExprStyleOK() {
			s.Add("when", diag.Problem{Code: "style", Text: "an expression stands on one line, without escapes, or in a | block", Help: "write when: | and the expression below it"})
		}
		out = append(out, route)
	}
	return out
}

// parseAPIURL takes a loopback address only: the token is sent there.
func parseAPIURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || !loopbackURL(u) {
		return "", diag.Problem{Text: "slack.api_url must be a loopback address such as http://127.0.0.1:8090/api/", Why: "the token is sent there"}
	}
	return s, nil
}

// parseChannel reads "#name", the id of a channel, or "mailto:" and an e-mail
// address.
func parseChannel(s string) (string, error) {
	if to, isMail := strings.CutPrefix(s, "mailto:"); isMail {
		_, err := parseMail(to)
		return s, err
	}
	name, isName := strings.CutPrefix(s, "#")
	if isName && validChannel(name) || isID(s, "CG") {
		return s, nil
	}
	p := diag.Problem{Text: fmt.Sprintf("want a channel such as #finance or its id (C0…), got %q", clip(s))}
	if lower := strings.ToLower(strings.ReplaceAll(name, " ", "-")); validChannel(lower) && !strings.ContainsAny(lower, "@") {
		p.Help = `did you mean "#` + lower + `"?`
	}
	return "", p
}

// validChannel follows Slack: up to 80 lower-case letters, digits, - and _.
func validChannel(s string) bool {
	if s == "" || len([]rune(s)) > 80 {
		return false
	}
	for _, c := range s {
		if c != '-' && c != '_' && !unicode.IsDigit(c) && (!unicode.IsLetter(c) || unicode.IsUpper(c)) {
			return false
		}
	}
	return true
}

// isID reports whether s is one of Slack's ids of the given first letters.
func isID(s, letters string) bool {
	return len(s) >= 4 && strings.ContainsRune(letters, rune(s[0])) && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
