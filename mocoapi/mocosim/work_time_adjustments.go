package mocosim

const kindAdjustments = "work_time_adjustments"

// adjustments add hours to a user's account, or take some away.
func adjustments() *resource {
	return &resource{
		kind: kindAdjustments, path: "/users/work_time_adjustments", order: byDate,
		attrs: table(
			date("date").need(), text("description").need(), decimal("hours").need(), person("creator").shut().from(asActor),
			person("user").need().once(),
		),
		filters: []filter{by("user_id", inner("user", "id")), within("from", "to", field("date"))},
	}
}
