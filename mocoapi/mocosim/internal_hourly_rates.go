package mocosim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// kindInternalRates holds what an hour of a user costs, one object for each user: {id, rates: [{year, rate}]}.
const kindInternalRates = "account_internal_hourly_rates"

func internalHourlyRateRoutes() []route {
	const path = "/account/internal_hourly_rates"
	return []route{
		{"GET", path, []string{"years", "unit_id", "include_archived"}, listInternalRates},
		{"PATCH", path, nil, setInternalRates},
		{"PUT", path, nil, setInternalRates},
	}
}

// listInternalRates comes without paging: recorded. Without years it is the current one.
func listInternalRates(c *call) reply {
	years := strings.Split(first(c.asked("years"), strconv.Itoa(c.now.Year())), ",")
	q := &query{c: c, rows: slices.Clone(c.st.rows(kindUsers))}
	q.oneOf("unit_id", inner("unit", "id"))
	activeOnly("include_archived").narrow(q)
	q.show = func(u *object) *object {
		rates := only(c.st.internalRates(u.number("id")), func(r *object) bool { return slices.Contains(years, r.text("year")) })
		return newObject("id", u.number("id"), "full_name", fullName(u), "rates", rates)
	}
	return q.whole(byText("lastname", "firstname"))
}

func (s *store) internalRates(user int64) []*object {
	if o := s.find(kindInternalRates, user); o != nil {
		return o.objects("rates")
	}
	return []*object{}
}

// setInternalRates answers with a status and nothing else: recorded.
func setInternalRates(c *call) reply {
	year := c.body.number("year")
	if year == 0 {
		return invalid("year", blank)
	}
	rates, rep := c.bulk("rates")
	if rates == nil {
		return rep
	}
	for _, r := range rates {
		if _, valid := r.amount("rate"); !valid {
			return invalid("rate", notNumber)
		}
		if c.st.find(kindUsers, r.number("user_id")) == nil {
			return invalid("user", blank)
		}
	}
	for _, r := range rates {
		rate, _ := r.amount("rate")
		c.st.setInternalRate(r.number("user_id"), year, rate)
		c.changed(r.number("user_id"))
	}
	return ok(newObject("status", "ok").encode())
}

func (s *store) setInternalRate(user, year int64, rate cents) {
	rates := only(s.internalRates(user), func(r *object) bool { return r.number("year") != year })
	rates = append(rates, newObject("year", year, "rate", rate))
	slices.SortFunc(rates, func(a, b *object) int { return cmp.Compare(a.number("year"), b.number("year")) })
	s.put(kindInternalRates, newObject("id", user, "rates", rates))
}
