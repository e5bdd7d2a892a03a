package slacksim

import (
	"cmp"
	"strconv"
	"strings"
)

func (s *Sim) authTest(args) answer {
	return answer{
		"ok": true, "url": "https://" + strings.ToLower(s.team) + ".slack.com/", "team": s.team, "team_id": "T0SIM",
		"user": s.bot, "user_id": "U0BOT", "bot_id": "B0BOT",
	}
}

// find is a channel by id, or by name where names are allowed. The caller
// holds the lock.
func (s *Sim) find(channel string, byName bool) (*Channel, bool) {
	bare := strings.TrimPrefix(channel, "#")
	for i := range s.channels {
		c := &s.channels[i]
		if c.ID == channel || byName && c.Name == bare {
			// A private channel does not exist for those outside.
			return c, !(c.Private && c.Outside)
		}
	}
	return nil, false
}

// scopeOf is the right that reading a channel needs.
func scopeOf(private bool) string {
	if private {
		return "groups:read"
	}
	return "channels:read"
}

func (c Channel) json() answer {
	return answer{
		"id": c.ID, "name": c.Name, "is_channel": !c.Private, "is_group": c.Private, "is_private": c.Private,
		"is_archived": c.Archived, "is_member": !c.Outside, "num_members": c.Members,
	}
}

func (s *Sim) listConversations(in args) answer {
	types := strings.Split(cmp.Or(in["types"], "public_channel"), ",")
	wanted := map[bool]bool{}
	for _, t := range types {
		private := strings.TrimSpace(t) == "private_channel"
		if !s.has(scopeOf(private)) {
			return s.lacks(scopeOf(private))
		}
		wanted[private] = true
	}
	limit, err := strconv.Atoi(cmp.Or(in["limit"], "100"))
	if err != nil || limit < 1 || limit > 1000 {
		return refuse("invalid_limit")
	}
	from := 0
	if in["cursor"] != "" {
		if from, err = strconv.Atoi(in["cursor"]); err != nil {
			return refuse("invalid_cursor")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []answer
	for _, c := range s.channels {
		if wanted[c.Private] && !(c.Private && c.Outside) && !(in["exclude_archived"] == "true" && c.Archived) {
			all = append(all, c.json())
		}
	}
	from = min(max(from, 0), len(all))
	end, next := min(from+limit, len(all)), ""
	if end < len(all) {
		next = strconv.Itoa(end)
	}
	return answer{"ok": true, "channels": append([]answer{}, all[from:end]...), "response_metadata": answer{"next_cursor": next}}
}

func (s *Sim) conversationInfo(in args) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.find(in["channel"], false)
	if !ok {
		return refuse("channel_not_found")
	}
	if !s.has(scopeOf(c.Private)) {
		return s.lacks(scopeOf(c.Private))
	}
	return answer{"ok": true, "channel": c.json()}
}

func (s *Sim) joinConversation(in args) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.find(in["channel"], false)
	switch {
	case !ok:
		return refuse("channel_not_found")
	case c.Private:
		return refuse("method_not_supported_for_channel_type")
	case c.Archived:
		return refuse("is_archived")
	}
	c.Outside = false
	return answer{"ok": true, "channel": c.json()}
}

func (s *Sim) listUsers(args) answer {
	bot := answer{"id": "U0BOT", "name": s.bot, "is_bot": true}
	return answer{"ok": true, "members": []answer{bot}, "response_metadata": answer{"next_cursor": ""}}
}

func (s *Sim) listGroups(args) answer {
	groups := []answer{}
	for _, g := range s.groups {
		groups = append(groups, answer{"id": g.ID, "handle": g.Handle, "name": g.Name, "is_usergroup": true})
	}
	return answer{"ok": true, "usergroups": groups}
}
