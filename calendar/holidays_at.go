package calendar

import "time"

// austrianRegions are the nine Länder. Their holidays do not differ: § 7(2) ARG
// names all of them, and the days of a Land's patron saint only close schools
// and public offices. Who does not work on such a day adds it as a day off.
func austrianRegions() []string {
	return []string{"B", "K", "NOE", "OOE", "S", "ST", "T", "V", "W"}
}

// austrianHolidays are the 13 days of § 7(2) ARG and § 1 Feiertagsruhegesetz.
// Good Friday has been none since 2019; terms are moved over it all the same
// (Calendar.Shift).
func austrianHolidays() []holiday {
	return []holiday{
		{name: "Neujahr", on: fixed(time.January, 1)},
		{name: "Heilige Drei Könige", on: fixed(time.January, 6)},
		{name: "Ostermontag", on: afterEaster(1)},
		{name: "Staatsfeiertag", on: fixed(time.May, 1)},
		{name: "Christi Himmelfahrt", on: afterEaster(39)},
		{name: "Pfingstmontag", on: afterEaster(50)},
		{name: "Fronleichnam", on: afterEaster(60)},
		{name: "Mariä Himmelfahrt", on: fixed(time.August, 15)},
		{name: "Nationalfeiertag", on: fixed(time.October, 26)},
		{name: "Allerheiligen", on: fixed(time.November, 1)},
		{name: "Mariä Empfängnis", on: fixed(time.December, 8)},
		{name: "Christtag", on: fixed(time.December, 25)},
		{name: "Stefanitag", on: fixed(time.December, 26)},
	}
}
