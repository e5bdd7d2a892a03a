package configs

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

// email reads how mails leave.
func (r *reader) email(file section) {
	s := file.section("email")
	e := Email{
		Host: s.text("host"), Port: s.number("port"), User: s.text("user"), Password: s.secret("password"),
		From: parsed(s, "from", "email", parseMail, itself), To: s.list("to"), TLS: s.enum("tls"), MaxFile: int64(s.number("max_attachment_mb")) << 20,
	}
	for _, n := range s.Get("to").Items() {
		if _, err := parseMail(n.Value); n.Kind == diag.Scalar && err != nil {
			r.list.Errorf(n.Text(), "email", "email.to: %s", err)
		}
	}
	if !file.Has("email") {
		r.withoutMail(file)
		return
	}
	switch {
	case len(e.To) == 0 && s.Has("to"):
		s.Errorf("to", "empty", "email.to is empty")
	case (e.User == "") != e.Password.IsZero():
		s.Errorf("host", "missing-key", "email.user and email.password belong together")
	case e.TLS == "none" && !loopbackHost(e.Host):
		s.Errorf("tls", "tls", "email.tls: none is for a server on this machine only: every other would be told everything in the open")
	case e.TLS == "none" && e.User != "":
		s.Errorf("tls", "tls", "email.tls: none takes no user: the password would go over the line in the open")
	}
	r.cfg.Email = e
}

// withoutMail reports addresses that nothing could be mailed to.
func (r *reader) withoutMail(file section) {
	at := func(pos diag.Pos, channel string) {
		if strings.HasPrefix(channel, "mailto:") && !r.queueOnly {
			r.list.Errorf(pos, "missing-key", "%s needs a section email, with the server that mails leave by", clip(channel))
		}
	}
	for _, x := range r.cfg.Exports {
		for _, to := range x.To {
			if to.Mail != "" {
				at(x.Pos, "mailto:"+to.Mail)
			}
		}
	}
	for _, route := range r.cfg.Slack.Routes {
		if route.When.Node != nil {
			at(route.When.Node.Pos(), route.Channel)
		}
	}
	for _, g := range r.cfg.Approvals {
		at(g.Pos, g.Channel)
	}
	at(file.Key("slack"), r.cfg.Slack.DefaultChannel)
	at(file.Key("slack"), r.cfg.Slack.FallbackChannel)
}

// s3 reads the key for buckets.
func (r *reader) s3(s section) {
	r.cfg.S3 = S3{AccessKey: s.secret("access_key"), SecretKey: s.secret("secret_key")}
}

// parseBucket checks the address of a bucket. Keys do not belong into it: it is
// stored with plans and shown.
func parseBucket(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "" || u.Fragment != "":
		return "", fmt.Errorf("want an address such as s3://BUCKET/PREFIX, got %q", clip(s))
	case u.User != nil:
		return "", errors.New("a key does not belong into a bucket's address: see s3.access_key")
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return "", fmt.Errorf("%s: the prefix leads upwards", clip(s))
	}
	for key, values := range u.Query() {
		if u.Scheme == "s3" && key != "region" && key != "endpoint" {
			return "", fmt.Errorf("s3: %q is unknown; an address takes region and endpoint", clip(key))
		}
		if key != "endpoint" {
			continue
		}
		e, err := url.Parse(values[0])
		if err != nil || e.Host == "" || e.User != nil || e.Scheme != "https" && !loopbackURL(e) {
			return "", errors.New("s3: endpoint must begin with https://, or be a loopback address: workbooks are sent there")
		}
	}
	return s, nil
}
