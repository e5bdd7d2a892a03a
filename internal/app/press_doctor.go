package app

import (
	"context"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/configs"
)

// lookButtons says whether somebody hears what is pressed. It opens no
// connection of its own: Slack would send presses there.
func (a *App) lookButtons(ctx context.Context) []Checkup {
	if a.chat == nil {
		return nil
	}
	if !a.chat.Pressable() {
		return []Checkup{fine("slack", "no buttons: slack.app_token is not set; messages name the commands")}
	}
	if err := a.chat.CheckButtons(ctx); err != nil {
		return []Checkup{wrong("slack", "buttons: %s", strings.TrimPrefix(err.Error(), "slack: "))}
	}
	out := []Checkup{a.lookHearing(ctx)}
	for _, id := range a.groupsWhoPress() {
		if _, err := a.chat.Members(ctx, id); err != nil {
			out = append(out, wrong("slack", "who belongs to %s can't be asked: %v", id, err))
		}
	}
	if len(a.whoMayPress()) == 0 {
		out = append(out, hurts("slack", "buttons: neither slack.may_press nor approvers name anybody, so every press is refused"))
	}
	return out
}

// lookHearing asks the worker that serves here whether it is connected.
func (a *App) lookHearing(ctx context.Context) Checkup {
	serving, _ := ServingBy(ctx, a.Config.DataDir) // lookServing says what is wrong with it
	for _, l := range serving {
		if l.Buttons != "" && l.Buttons != connected {
			return wrong("slack", "buttons: %s", strings.TrimPrefix(l.Buttons, "slack: "))
		}
	}
	if slices.ContainsFunc(serving, func(l Loaded) bool { return l.Buttons == connected }) {
		return fine("slack", "buttons: Socket Mode connected")
	}
	return fine("slack", "buttons: the app token is accepted; Socket Mode is connected while worker serve runs")
}

// whoMayPress are those who may use the buttons other than those of approvals.
func (a *App) whoMayPress() []string {
	if a.Config.Slack.MayPress != nil {
		return a.Config.Slack.MayPress
	}
	return approvers(a.Config)
}

// approvers are the people and groups of all approval groups.
func approvers(c *configs.Config) []string {
	var out []string
	for _, g := range c.Approvals {
		out = append(out, g.Approvers...)
	}
	return out
}

// groupsWhoPress are the user groups whose members count.
func (a *App) groupsWhoPress() []string {
	all := slices.DeleteFunc(append(approvers(a.Config), a.Config.Slack.MayPress...), func(id string) bool { return !strings.HasPrefix(id, "S") })
	slices.Sort(all)
	return slices.Compact(all)
}
