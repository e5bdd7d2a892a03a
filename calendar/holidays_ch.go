package calendar

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// swissRegions are the 26 cantons, and the Catholic districts of Aargau
// (Freiamt, Fricktal).
func swissRegions() []string {
	return []string{
		"AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE",
		"NW", "OW", "SG", "SH", "SO", "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH",
		"AG-KATH",
	}
}

// swissHolidays are the days that the law of a canton names as holidays or
// treats like them, as in the Federal Office of Justice's list of cantonal
// holidays: both kinds move a term (Art. 5 of SR 0.221.122.3). Where a day
// holds in most of a canton it is listed for the whole canton (FR, SO, AI); half
// days, and days of single towns such as 2 January in the city of Zürich, are
// not. Only 1 August is federal law (Art. 110(3) BV); New Year, Ascension and
// Christmas hold in every canton.
func swissHolidays() []holiday {
	stephan := fixed(time.December, 26)
	return []holiday{
		{name: "Neujahr", on: fixed(time.January, 1)},
		{name: "Berchtoldstag", on: fixed(time.January, 2), in: "AG BE FR GL JU LU NW OW SG SH SO TG VD VS ZG"},
		{name: "Berchtoldstag", on: fixed(time.January, 2).only(time.Monday), in: "NE"},
		{name: "Heilige Drei Könige", on: fixed(time.January, 6), in: "SZ TI UR"},
		{name: "Jahrestag der Republik", on: fixed(time.March, 1), in: "NE"},
		{name: "Josefstag", on: fixed(time.March, 19), in: "NW SZ TI UR VS"},
		{name: "Näfelser Fahrt", on: naefelserFahrt, in: "GL"},
		{name: "Karfreitag", on: afterEaster(-2), notIn: "TI VS"},
		{name: "Ostermontag", on: afterEaster(1), notIn: "NE"},
		{name: "Tag der Arbeit", on: fixed(time.May, 1), in: "BL BS JU NE SH TG TI ZH"},
		{name: "Auffahrt", on: afterEaster(39)},
		{name: "Pfingstmontag", on: afterEaster(50), notIn: "NE"},
		{name: "Fronleichnam", on: afterEaster(60), in: "AI FR JU LU NW OW SO SZ TI UR VS ZG AG-KATH"},
		{name: "Fest der Unabhängigkeit", on: fixed(time.June, 23), in: "JU"},
		{name: "Peter und Paul", on: fixed(time.June, 29), in: "TI"},
		{name: "Bundesfeier", on: fixed(time.August, 1)},
		{name: "Mariä Himmelfahrt", on: fixed(time.August, 15), in: "AI FR JU LU NW OW SO SZ TI UR VS ZG AG-KATH"},
		// The Thursday after the first, the Monday after the third Sunday.
		{name: "Genfer Bettag", on: weekdayFrom(time.September, 1, time.Sunday, 4), in: "GE"},
		{name: "Bettagsmontag", on: weekdayFrom(time.September, 15, time.Sunday, 1), in: "VD"},
		{name: "Mauritiustag", on: fixed(time.September, 22), in: "AI"},
		{name: "Bruder Klaus", on: fixed(time.September, 25), in: "OW"},
		{name: "Allerheiligen", on: fixed(time.November, 1), in: "AI FR GL JU LU NW OW SG SO SZ TI UR VS ZG AG-KATH"},
		{name: "Mariä Empfängnis", on: fixed(time.December, 8), in: "AI FR LU NW OW SZ TI UR VS ZG AG-KATH"},
		{name: "Weihnachten", on: fixed(time.December, 25)},
		{name: "Stephanstag", on: stephan, notIn: "AI AR GE JU NE UR VD"},
		// Left out where it would make three holidays in a row with a Sunday.
		{name: "Stephanstag", on: stephan.only(time.Sunday, time.Monday, time.Wednesday, time.Thursday, time.Friday), in: "AI AR UR"},
		{name: "Stephanstag", on: stephan.only(time.Monday), in: "NE"},
		{name: "Wiederherstellung der Republik", on: fixed(time.December, 31), in: "GE"},
	}
}

// naefelserFahrt is the first Thursday of April, a week later if that is in
// Holy Week.
func naefelserFahrt(easter billing.Date) billing.Date {
	d := weekdayFrom(time.April, 1, time.Thursday, 0)(easter)
	if d == easter.AddDays(-3) {
		return d.AddDays(7)
	}
	return d
}
