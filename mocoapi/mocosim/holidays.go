package mocosim

const kindHolidays = "holidays"

// hoursADay is what a day of holidays stands for, in hundredths.
const hoursADay = cents(800)

// holidays are the days off that a user is entitled to. Hours may be sent instead of days: recorded, 2 hours are 0.25 days.
func holidays() *resource {
	return &resource{
		kind: kindHolidays, path: "/users/holidays", deleted: silent,
		attrs: table(
			integer("year").need(), text("title").need(), decimal("days"), decimal("hours"), person("user").need(),
			person("creator").from(asActor),
		),
		filters: []filter{by("year", field("year")), by("user_id", inner("user", "id"))},
		derive: func(c *call, o, bad *object) {
			days, hasDays := o.amount("days")
			hours, hasHours := o.amount("hours")
			switch {
			case hasHours && (!hasDays || c.body.has("hours") && !c.body.has("days")):
				o.put("days", hours*100/hoursADay)
			case hasDays:
				o.put("hours", days.times(hoursADay))
			default:
				complain(bad, "days", blank)
			}
		},
	}
}
