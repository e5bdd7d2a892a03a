package calendar

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func TestCronWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ expr, en, de string }{
		{"0 7 * * 1-5", "Mon–Fri at 07:00", "Mo–Fr um 07:00"},
		{"0 7 * * *", "daily at 07:00", "täglich um 07:00"},
		{"0 7,13 * * 1-5", "Mon–Fri at 07:00 and 13:00", "Mo–Fr um 07:00 und 13:00"},
		{"0,30 7,8 * * *", "daily at 07:00, 07:30, 08:00 and 08:30", "täglich um 07:00, 07:30, 08:00 und 08:30"},
		{"0 7 * * 1,3,5", "Mon, Wed, Fri at 07:00", "Mo, Mi, Fr um 07:00"},
		{"0 7 * * 0,6", "Sat, Sun at 07:00", "Sa, So um 07:00"},
		{"0 7 * * SUN", "Sun at 07:00", "So um 07:00"},
		{"0 7 * * 1-3,5-7", "Mon–Wed, Fri–Sun at 07:00", "Mo–Mi, Fr–So um 07:00"},
		{"0 6 1 * *", "on day 1 of the month at 06:00", "am 1. des Monats um 06:00"},
		{"0 6 L * *", "on the last day of the month at 06:00", "am letzten Tag des Monats um 06:00"},
		{"0 6 1 1,4,7,10 *", "on day 1 in Jan, Apr, Jul, Oct at 06:00", "am 1. in Jan, Apr, Juli, Okt um 06:00"},
		{"0 6 L 12 *", "on the last day in Dec at 06:00", "am letzten Tag in Dez um 06:00"},
		{"0 7 * 12 1-5", "Mon–Fri in Dec at 07:00", "Mo–Fr in Dez um 07:00"},
		{"0 7 * 3 *", "daily in Mar at 07:00", "täglich in März um 07:00"},
		{"* * * * *", "every minute", "jede Minute"},
		{"*/30 * * * *", "every 30 minutes", "alle 30 Minuten"},
		{"0 * * * *", "every hour", "jede Stunde"},
		{"15 * * * *", "every hour at minute 15", "jede Stunde zur Minute 15"},
		{"0 8-18 * * 1-5", "Mon–Fri every hour from 08:00 to 18:00", "Mo–Fr jede Stunde von 08:00 bis 18:00"},
		{"30 8-18 * * *", "every hour from 08:30 to 18:30", "jede Stunde von 08:30 bis 18:30"},
		{"*/15 8-18 * * 1-5", "Mon–Fri every 15 minutes from 08:00 to 18:45", "Mo–Fr alle 15 Minuten von 08:00 bis 18:45"},
		// No short form: the expression.
		{"*/7 * * * *", "*/7 * * * *", "*/7 * * * *"},
		{"0 */2 * * *", "0 */2 * * *", "0 */2 * * *"},
		{"0 7 1,15 * *", "0 7 1,15 * *", "0 7 1,15 * *"},
		{"0 7 15,L * *", "0 7 15,L * *", "0 7 15,L * *"},
		{"0 7 13 * 5", "0 7 13 * 5", "0 7 13 * 5"},
		{"0 7 */2 * 5", "0 7 */2 * 5", "0 7 */2 * 5"},
		{"0 7 1-31 * 1", "0 7 1-31 * 1", "0 7 1-31 * 1"}, // a day or a Monday: each day
	}
	for _, tt := range tests {
		c := cron(t, tt.expr)
		if got := c.Words(billing.English); got != tt.en {
			t.Errorf("%q in English is %q, want %q", tt.expr, got, tt.en)
		}
		if got := c.Words(billing.German); got != tt.de {
			t.Errorf("%q in German is %q, want %q", tt.expr, got, tt.de)
		}
	}
}

func TestScheduleWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		policy OnHoliday
		lang   billing.Language
		want   string
	}{
		{NextWorkday, billing.English, "Mon–Fri at 07:00, Europe/Berlin; on a holiday the next working day"},
		{Skip, billing.English, "Mon–Fri at 07:00, Europe/Berlin; not on holidays"},
		{Run, billing.English, "Mon–Fri at 07:00, Europe/Berlin"},
		{NextWorkday, billing.German, "Mo–Fr um 07:00, Europe/Berlin; an Feiertagen am nächsten Arbeitstag"},
		{Skip, billing.German, "Mo–Fr um 07:00, Europe/Berlin; nicht an Feiertagen"},
	}
	for _, tt := range tests {
		if got := schedule(t, "0 7 * * 1-5", tt.policy).Words(tt.lang); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.policy, got, tt.want)
		}
	}
}
