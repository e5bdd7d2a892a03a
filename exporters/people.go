package exporters

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/mocowork/mocowork/billing"
)

// smallestTeam is the number of people below which a team's figures would be
// those of a person.
const smallestTeam = 3

// people shows persons as the configuration wants them: as names, as initials,
// or as their team.
type people struct {
	frame *frame
	mode  People
	users map[billing.ID]billing.User
	marks map[billing.ID]string // the initials, distinct
}

// newPeople collects the persons of a snapshot. The list of users knows most;
// reports name those whom it leaves out.
func newPeople(f *frame) *people {
	p := &people{frame: f, mode: cmp.Or(f.People, PeopleInitials), users: map[billing.ID]billing.User{}}
	s := f.Snapshot
	for _, r := range s.PlannedVsTracked {
		p.meet(billing.User{UserRef: billing.UserRef{ID: cmp.Or(r.User.ID, r.UserID), Firstname: r.User.Firstname, Lastname: r.User.Name}, Unit: r.User.Unit})
	}
	for _, r := range s.Absences {
		p.meet(billing.User{UserRef: r.User})
	}
	for _, r := range s.Finance {
		p.meet(billing.User{UserRef: user(r.User, r.UserID)})
	}
	for _, r := range s.Cashflow {
		p.meet(billing.User{UserRef: user(r.User, r.UserID)})
	}
	for _, u := range s.Users {
		p.users[u.ID] = u
	}
	for _, r := range s.Utilization {
		p.meet(billing.User{UserRef: billing.UserRef{ID: r.UserID}})
	}
	p.mark()
	return p
}

// meet notes a person; what is known already stays.
func (p *people) meet(u billing.User) {
	if u.ID == 0 {
		return
	}
	known := p.users[u.ID]
	if known.Name() == "" {
		known.UserRef = u.UserRef
	}
	if known.Unit.ID == 0 && known.Unit.Name == "" {
		known.Unit = u.Unit
	}
	p.users[u.ID] = known
}

// mark gives each person initials that nobody else has.
func (p *people) mark() {
	p.marks = map[billing.ID]string{}
	ids := make([]billing.ID, 0, len(p.users))
	for id := range p.users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	used := map[string]int{}
	for _, id := range ids {
		m := initials(p.users[id].UserRef)
		used[m]++
		if n := used[m]; n > 1 {
			m += fmt.Sprint(n)
		}
		p.marks[id] = m
	}
}

// initials are the first letters of the names: "AW".
func initials(u billing.UserRef) string {
	out := ""
	for _, s := range []string{u.Firstname, u.Lastname} {
		for _, r := range strings.TrimSpace(s) {
			if unicode.IsLetter(r) {
				out += string(unicode.ToUpper(r))
				break
			}
		}
	}
	return cmp.Or(out, "?")
}

// name shows a person; "" shows nobody.
func (p *people) name(u billing.UserRef) string {
	if u.ID == 0 {
		return ""
	}
	switch p.mode {
	case PeopleNames:
		return cmp.Or(p.users[u.ID].Name(), u.Name(), fmt.Sprintf("ID %d", u.ID))
	case PeopleTeam:
		return "" // a booking is one person's
	}
	return p.marks[u.ID]
}

// unit is a person's team as MOCO has it.
func (p *people) unit(id billing.ID) string {
	return cmp.Or(strings.TrimSpace(p.users[id].Unit.Name), p.frame.say("ohne Team", "no team"))
}

// words say on Info how people are shown.
func (p *people) words() string {
	switch p.mode {
	case PeopleNames:
		return p.frame.say("mit Namen", "by name")
	case PeopleTeam:
		return p.frame.say(fmt.Sprintf("nur als Team; Teams unter %d Personen stehen unter „Übrige“", smallestTeam), fmt.Sprintf("as teams only; teams of fewer than %d people are among “Others”", smallestTeam))
	}
	return p.frame.say("mit Initialen", "by initials")
}

// seat is what a book shows of a person: the team and the name, or the team
// alone.
type seat struct {
	team, name string
	id         billing.ID // keeps people of one name apart; 0 for a team
}

// compare sorts by team, then by name.
func (s seat) compare(t seat) int {
	return cmp.Or(cmp.Compare(s.team, t.team), cmp.Compare(s.name, t.name), cmp.Compare(s.id, t.id))
}

// shown is the name, or the team where there is none.
func (s seat) shown() string { return cmp.Or(s.name, s.team) }

// seats gives each of these people a seat. In a book about teams, one of fewer
// than three people is folded into "Others", and so is the next smallest until
// that one is large enough itself; of fewer than three people nobody has a
// seat.
func (p *people) seats(ids []billing.ID) map[billing.ID]seat {
	out := map[billing.ID]seat{}
	if p.mode != PeopleTeam {
		for _, id := range ids {
			out[id] = seat{team: p.unit(id), name: cmp.Or(p.name(billing.UserRef{ID: id}), "?"), id: id}
		}
		return out
	}
	if len(ids) < smallestTeam {
		return nil
	}
	members := map[string][]billing.ID{}
	for _, id := range ids {
		members[p.unit(id)] = append(members[p.unit(id)], id)
	}
	folded := 0
	for _, name := range bySize(members) {
		team := seat{team: name}
		if n := len(members[name]); n < smallestTeam || folded > 0 && folded < smallestTeam {
			folded += n
			team.team = p.frame.say("Übrige", "Others")
		}
		for _, id := range members[name] {
			out[id] = team
		}
	}
	return out
}

// bySize are the names of teams, the smallest first.
func bySize(members map[string][]billing.ID) []string {
	names := slices.Collect(maps.Keys(members))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(members[a]), len(members[b])), cmp.Compare(a, b))
	})
	return names
}
