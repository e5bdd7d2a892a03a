package configs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

// CheckSecrets reads every secret of worker.yaml once and lists what is wrong:
// files that are missing, open to others, empty or hold another system's key.
// Secrets that are optional and absent are fine.
func (c *Config) CheckSecrets(env Env) diag.List {
	var l diag.List
	for _, s := range []Secret{c.Moco.ReadKey, c.Moco.WriteKey, c.Slack.BotToken, c.Slack.WebhookURL, c.Email.Password, c.S3.AccessKey, c.S3.SecretKey} {
		l = append(l, s.Check(env)...)
	}
	c.checkWebhook(env, &l)
	return l
}

// checkWebhook says what a webhook can't do, or that it is not needed.
func (c *Config) checkWebhook(env Env, l *diag.List) {
	hook := c.Slack.WebhookURL
	switch {
	case !hook.IsSet(env):
	case c.Slack.BotToken.IsSet(env):
		l.Warnf(hook.pos, "webhook", "slack.webhook_url is not used, because slack.bot_token is set")
	default:
		l.Warnf(hook.pos, "webhook", "slack.webhook_url can post only, and into its one channel, whatever routes say: edits and threads become messages of their own, and nothing can be pressed")
		for _, x := range c.Exports {
			for _, to := range x.To {
				if to.Channel != "" {
					l.Warnf(x.Pos, "webhook", "export %q can't go to %s: an incoming webhook takes no files; set slack.bot_token, or deliver to a folder or by mail", x.Name, to.Channel)
				}
			}
		}
	}
}

// CheckNames warns about exports and data sets that this program does not
// make or read, though worker.yaml may name them.
func (c *Config) CheckNames(templates, dataSets []string) diag.List {
	var l diag.List
	for _, e := range c.Exports {
		if e.Template != "" && !slices.Contains(templates, e.Template) {
			l.Add(unavailable(e.Pos, fmt.Sprintf("export %q: template %q", e.Name, e.Template), templates))
		}
	}
	for _, j := range c.Jobs {
		for _, name := range j.Pull {
			if !slices.Contains(dataSets, name) {
				l.Add(unavailable(j.Pos, fmt.Sprintf("job %q: data set %q", j.Name, name), dataSets))
			}
		}
	}
	return l
}

func unavailable(pos diag.Pos, what string, have []string) diag.Problem {
	return diag.Problem{Pos: pos, Severity: diag.Warning, Code: "unused", Text: what + " is accepted, but this version does not have it",
		Help: "it has " + strings.Join(slices.Sorted(slices.Values(have)), ", ")}
}
