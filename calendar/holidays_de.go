package calendar

import "time"

// germanRegions are the 16 Länder and those parts of them with holidays of
// their own: municipalities of Bavaria, Saxony and Thuringia with mostly
// Catholic inhabitants, and the city of Augsburg.
func germanRegions() []string {
	return []string{
		"BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH",
		"BY-KATH", "BY-AUGSBURG", "SN-KATH", "TH-KATH",
	}
}

// germanHolidays come from the holiday acts (Feiertagsgesetze) of the Länder;
// 3 October from Art. 2(2) of the Unification Treaty. Sundays are listed where
// the act of the Land names them as holidays.
func germanHolidays() []holiday {
	return []holiday{
		{name: "Neujahr", on: fixed(time.January, 1)},
		{name: "Heilige Drei Könige", on: fixed(time.January, 6), in: "BW BY ST"},
		{name: "Frauentag", on: fixed(time.March, 8), in: "BE", from: 2019},
		{name: "Frauentag", on: fixed(time.March, 8), in: "MV", from: 2023},
		{name: "Karfreitag", on: afterEaster(-2)},
		{name: "Ostersonntag", on: afterEaster(0), in: "BB"},
		{name: "Ostermontag", on: afterEaster(1)},
		{name: "Tag der Arbeit", on: fixed(time.May, 1)},
		// Once only, Berlin: 75 and 80 years after the end of the war, 75 years
		// after the uprising of 1953 (acts of 2019 and 2024).
		{name: "Tag der Befreiung", on: fixed(time.May, 8), in: "BE", from: 2020, to: 2020},
		{name: "Tag der Befreiung", on: fixed(time.May, 8), in: "BE", from: 2025, to: 2025},
		{name: "Jahrestag des Aufstandes vom 17. Juni 1953", on: fixed(time.June, 17), in: "BE", from: 2028, to: 2028},
		{name: "Christi Himmelfahrt", on: afterEaster(39)},
		{name: "Pfingstsonntag", on: afterEaster(49), in: "BB"},
		{name: "Pfingstmontag", on: afterEaster(50)},
		{name: "Fronleichnam", on: afterEaster(60), in: "BW BY HE NW RP SL SN-KATH TH-KATH"},
		{name: "Augsburger Friedensfest", on: fixed(time.August, 8), in: "BY-AUGSBURG"},
		{name: "Mariä Himmelfahrt", on: fixed(time.August, 15), in: "SL BY-KATH BY-AUGSBURG"},
		{name: "Weltkindertag", on: fixed(time.September, 20), in: "TH", from: 2019},
		{name: "Tag der Deutschen Einheit", on: fixed(time.October, 3)},
		{name: "Reformationstag", on: fixed(time.October, 31), in: "BB MV SN ST TH"},
		{name: "Reformationstag", on: fixed(time.October, 31), from: 2017, to: 2017}, // 500 years, everywhere
		{name: "Reformationstag", on: fixed(time.October, 31), in: "HB HH NI SH", from: 2018},
		{name: "Allerheiligen", on: fixed(time.November, 1), in: "BW BY NW RP SL"},
		{name: "Buß- und Bettag", on: weekdayFrom(time.November, 16, time.Wednesday, 0), in: "SN"},
		{name: "1. Weihnachtstag", on: fixed(time.December, 25)},
		{name: "2. Weihnachtstag", on: fixed(time.December, 26)},
	}
}
