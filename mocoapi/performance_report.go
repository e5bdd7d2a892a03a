package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// PerformanceReport compares what a user should have worked with what he has,
// in one year (docs: sections/users.md, performance report). All figures are
// hours.
type PerformanceReport struct {
	Annually PerformanceYear    `json:"annually,omitzero"`
	Monthly  []PerformanceMonth `json:"monthly,omitzero"`
	Extra
}

// PerformanceYear is the whole year.
type PerformanceYear struct {
	Year                int              `json:"year"`
	EmploymentHours     billing.Decimal  `json:"employment_hours"`
	TargetHours         billing.Decimal  `json:"target_hours"`
	HoursTrackedTotal   billing.Decimal  `json:"hours_tracked_total"`
	Variation           billing.Decimal  `json:"variation"`
	VariationUntilToday *billing.Decimal `json:"variation_until_today,omitempty"` // nil: the year is over
	HoursBillableTotal  billing.Decimal  `json:"hours_billable_total"`
	Extra
}

// PerformanceMonth is one month of the year.
type PerformanceMonth struct {
	Year               int             `json:"year"`
	Month              int             `json:"month"` // 1 to 12
	TargetHours        billing.Decimal `json:"target_hours"`
	HoursTrackedTotal  billing.Decimal `json:"hours_tracked_total"`
	Variation          billing.Decimal `json:"variation"`
	HoursBillableTotal billing.Decimal `json:"hours_billable_total"`
	Extra
}

// PerformanceReport is the report on the key's own user.
//
//moco:operation GET /profile/performance_report
func (s ProfileReader) PerformanceReport(ctx context.Context, q YearQuery) (PerformanceReport, error) {
	return readObject[PerformanceReport](ctx, s.conn, "performance report", "/profile/performance_report", q)
}
