package jobs

import (
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Job is one job of the configuration, ready to run.
type Job struct {
	Name        string
	Description string
	// Schedule says when it runs by itself; Scheduled is false if it does not.
	Schedule  calendar.Schedule
	Scheduled bool
	IfMissed  calendar.IfMissed
	// Pull are the data sets that it reads, such as invoices.
	Pull []string
	// Period is the time that its reports cover, such as previous_month; the
	// year of the run if empty.
	Period  string
	Exports []string // names of the engine's exports
	// LateChanges is for how many earlier periods people hear of what has
	// changed since their files were delivered; 0 for none.
	LateChanges int
	// only is the one period of a backfill, which makes files of it and nothing
	// else; zero for the usual run.
	only billing.Period
	// overwrite says that a backfill makes files again that were delivered.
	overwrite bool
	// Write is the brake, as the job and the whole configuration set it
	// together.
	Write    plan.Write
	Bounds   plan.Bounds
	OnExceed OnExceed
	Timeout  time.Duration // of pull and decide; 0 = none
}

// OnExceed says what happens when a plan breaks a limit.
type OnExceed string

// Stop releases nothing; Approve lets a person decide.
const (
	ExceedStop    OnExceed = "stop"
	ExceedApprove OnExceed = "approve"
)

// Export is a file that a job, or a rule, may ask for.
type Export struct {
	Name     string
	Template string
	// Table is what a user-defined export is made of; nil for a template.
	Table *rules.Table
	// Needs are the data sets that it is made of, beside those that every
	// decision needs.
	Needs []string
	// Settings reads what a person has set. The error says what is wrong.
	Settings func(set map[string]string) (ExportSettings, error)
	// File gives the file's name for a date, a period and a job.
	File func(today billing.Date, period billing.Period, job string) (string, error)
	To   []string
	// AsOf says that it shows one day, and covers no period.
	AsOf bool
	// Before are the reports that it compares with, as of the time before its
	// period: see billing.Period.Before.
	Before []string
}

// Rules are a job's compiled rules with the text that they came from.
type Rules struct {
	Set   *rules.Set
	Texts []ledger.RuleText
}

// Policy is what the configuration says about dunning as a whole.
type Policy struct {
	Language           billing.Language
	TreatCreatedAsSent bool
	DunFrom            billing.Date
	RedirectMailTo     string
	SenderName         string
	Legal              legal.Profile // zero: nothing about law is derived
	PlanExpires        time.Duration
	// RepeatAfter is after how many days a message is said again whose rule says
	// nothing about it; 0: each day.
	RepeatAfter int
	// NoMessages says that there is no way to tell anybody anything.
	NoMessages bool
	// DigestChannel is where digests go; "" if there is nobody to tell.
	DigestChannel string
	// Groups are the approval groups by name; ApproveBy is the one that answers
	// for what the brake or a broken limit holds back, "" for none.
	Groups    map[string]Group
	ApproveBy string
	// People says which Slack user a user of a machine is: "anna" or
	// "anna@host" → "U04ANNA".
	People map[string]string
}
