package calendar_test

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

func ExampleCalendar_Shift() {
	saxony, err := calendar.New(calendar.Options{Country: "DE", Region: "SN"})
	if err != nil {
		fmt.Println(err)
		return
	}
	// 18 November 2026 is Buß- und Bettag, a holiday in Saxony only.
	last := billing.Date{Year: 2026, Month: time.November, Day: 18}
	fmt.Println(saxony.Shift(last))
	// Output: 2026-11-19
}

func ExampleCalendar_AddWorkdays() {
	berlin, err := calendar.New(calendar.Options{
		Country: "DE", Region: "BE",
		DaysOff: []billing.Date{{Year: 2026, Month: time.December, Day: 24}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	asked := billing.Date{Year: 2026, Month: time.December, Day: 23}
	fmt.Println("answer until", berlin.AddWorkdays(asked, 2))
	// Output: answer until 2026-12-29
}

func ExampleParseCron() {
	_, err := calendar.ParseCron("0 7 * *")
	fmt.Println(err)
	_, err = calendar.ParseCron("0 0 30 2 *")
	fmt.Println(err)
	daily, _ := calendar.ParseCron("0 7 * * 1-5")
	fmt.Println(daily.Words(billing.English))
	fmt.Println(daily.Words(billing.German))
	// Output:
	// schedule has 4 fields, 5 are needed
	// 30 February never happens
	// Mon–Fri at 07:00
	// Mo–Fr um 07:00
}

// A worker that was down from Friday to Monday noon runs the job once.
func ExampleCatchup() {
	cron, _ := calendar.ParseCron("0 7 * * *")
	s := calendar.Schedule{Cron: cron, Loc: time.UTC}
	handled := time.Date(2026, time.November, 20, 7, 0, 0, 0, time.UTC)
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	run, skipped := calendar.Catchup(s.Due(handled, now), now, calendar.Missed{Policy: calendar.RunOnce})
	for _, t := range run {
		fmt.Println(t.Identity, "runs")
	}
	for _, t := range skipped {
		fmt.Println(t.Identity, t.Reason)
	}
	// Output:
	// 2026-11-23T07:00 runs
	// 2026-11-21T07:00 missed while the worker was down
	// 2026-11-22T07:00 missed while the worker was down
}

func ExampleQuiet_Ends() {
	q := calendar.Quiet{From: 18 * 60, To: 8 * 60, Weekends: true, Loc: time.UTC}
	friday := time.Date(2026, time.November, 20, 19, 30, 0, 0, time.UTC)
	fmt.Println(q.Active(friday), q.Ends(friday).Format("Mon 15:04"))
	// Output: true Mon 08:00
}
