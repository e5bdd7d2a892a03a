// Package calendar answers questions about days and clock times: is this a
// working day, when does a term end that runs out on a Sunday, which ticks of
// a schedule are due, is it too late in the day to disturb people.
//
// Nothing here reads the clock: every moment and every time zone is given. All
// values are plain, may be copied and are safe for use by several goroutines.
package calendar
