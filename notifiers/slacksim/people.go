package slacksim

import (
	"slices"
)

// Person is a member of the workspace.
type Person struct {
	ID   string // "U…"
	Name string // as people see it, such as "Anna Beck"
}

// personInfo is users.info.
func (s *Sim) personInfo(in args) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.people {
		if p.ID == in["user"] {
			return answer{"ok": true, "user": answer{
				"id": p.ID, "team_id": "T0SIM", "name": p.Name, "real_name": p.Name,
				"profile": answer{"real_name": p.Name, "display_name": p.Name},
			}}
		}
	}
	return refuse("user_not_found")
}

// groupMembers is usergroups.users.list.
func (s *Sim) groupMembers(in args) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		if g.ID == in["usergroup"] {
			return answer{"ok": true, "users": append([]string{}, g.Members...)}
		}
	}
	return refuse("no_such_subteam")
}

// SetMembers replaces the members of a user group.
func (s *Sim) SetMembers(group string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.groups {
		if s.groups[i].ID == group {
			s.groups[i].Members = slices.Clone(members)
		}
	}
}

// Whisper is a message that one person sees (chat.postEphemeral).
type Whisper struct {
	User string
	Message
}

func (s *Sim) postEphemeral(in args) answer {
	blocks, refusal := content(in)
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, code := s.reach(in["channel"], true)
	switch {
	case code != "":
		return refuse(code)
	case !slices.ContainsFunc(s.people, func(p Person) bool { return p.ID == in["user"] }):
		return refuse("user_not_in_channel")
	}
	m := Message{Channel: c.ID, ChannelName: c.Name, TS: s.ts(), Text: in["text"], Blocks: blocks, Args: others(in)}
	s.whispers = append(s.whispers, Whisper{in["user"], m})
	s.record("ephemeral", &m, nil)
	return answer{"ok": true, "message_ts": m.TS}
}

// Whispers are the messages that one person alone has seen.
func (s *Sim) Whispers(user string) []Whisper {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Whisper
	for _, w := range s.whispers {
		if w.User == user {
			out = append(out, w)
		}
	}
	return out
}
