package plan_test

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Keys are in every ledger: a change here would make every letter new.
func TestKeys(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"reminder|beispiel|4711|2":           plan.ReminderKey("beispiel", 4711, 2),
		"email|beispiel|2288":                plan.EmailKey("beispiel", 2288),
		"tag|beispiel|4711|mahnstufe-2,vip":  plan.TagKey("beispiel", 4711, []string{"vip", "mahnstufe-2"}),
		"comment|beispiel|4711|dunning|2":    plan.CommentKey("beispiel", 4711, "dunning", 2),
		"status|beispiel|4711|sent":          plan.StatusKey("beispiel", 4711, billing.StatusSent),
		"slack|big|10203|2026-11":            plan.SlackKey("big", "10203", "2026-11"),
		"export|open-items|2026-11-23T07:00": plan.ExportKey("open-items", "2026-11-23T07:00"),
	} {
		equal(t, "key", got, want)
	}
	tags := []string{"b", "a"}
	plan.TagKey("beispiel", 1, tags)
	equal(t, "the tags stay in their order", tags, []string{"b", "a"})
}
