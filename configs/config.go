package configs

import (
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/legal"
)

// Config is worker.yaml as understood: defaults filled in, references to the
// environment resolved except secrets, relative paths joined to the file's
// folder. [Fields] says what each key means.
type Config struct {
	Path     string // the file, as it was named
	Timezone *time.Location
	DataDir  string
	Locale   string
	Moco     Moco
	Store    Store
	Redis    Redis
	Write    Write
	Settle   time.Duration
	Lease    time.Duration
	Sweep    time.Duration
	DunFrom  billing.Date // zero: no cut-off
	// TreatCreatedAsSent chases invoices that nobody marked as sent.
	TreatCreatedAsSent bool
	// RedirectMailTo receives every mail to a customer instead; "" is normal
	// operation.
	RedirectMailTo string
	PlanExpires    time.Duration
	Calendar       calendar.Calendar
	Legal          legal.Profile // zero: nothing about law is derived
	Limits         Limits
	Slack          Slack
	Email          Email
	S3             S3
	Jobs           []Job
	Exports        []Export
	Approvals      []Approval
	// ApproveBy is the approval group for what no step holds back; "" for
	// none.
	ApproveBy string
	// People says which Slack user a user of a machine is: "anna" or
	// "anna@host" → "U04ANNA".
	People  map[string]string
	Web     Web
	Metrics Metrics

	settings []Setting
}

// Language is the language of texts, numbers and dates that people see.
func (c *Config) Language() billing.Language { return billing.ParseLanguage(c.Locale) }

// Write says how far the worker may go by itself.
type Write string

// The brakes, from the firmest. The zero value behaves as WriteOff.
const (
	WriteOff     Write = "off"     // plans only
	WriteApprove Write = "approve" // a person releases each plan
	WriteAuto    Write = "auto"    // released at once, except what a step's approve holds
)

func writes() []string { return []string{string(WriteOff), string(WriteApprove), string(WriteAuto)} }

// AtMost reports whether w is no looser than limit.
func (w Write) AtMost(limit Write) bool {
	return slices.Index(writes(), string(w)) <= slices.Index(writes(), string(limit))
}

// Moco is the MOCO account and how to talk to it.
type Moco struct {
	Account string // the sub-domain
	// BaseURL is https://ACCOUNT.mocoapp.com, or the loopback address of a
	// simulator; without a slash at the end.
	BaseURL   string
	ReadKey   Secret
	WriteKey  Secret // not set: every job only plans
	RateLimit RateLimit
	KeepFree  int // per cent of the limit left to people
}

// RateLimit is a number of requests per window.
type RateLimit struct {
	Requests int
	Window   time.Duration
}

// Store is the SQL database.
type Store struct {
	Path string // the SQLite file; "" = PostgreSQL
	URL  URL    // of PostgreSQL; zero = SQLite
}

// Limits bound what one plan may do; they are checked before the first write.
type Limits struct {
	RemindersPerRun            int
	RemindersPerCustomerPerDay int
	ShareOfOpenInvoices        int // per cent
	TimesUsual                 int // as a multiple of the usual day's; 0 = not set
	ChangesPerRun              int // tags, comments and statuses; 0 = not set
	OnExceed                   OnExceed
}

// OnExceed says what happens with a plan that breaks a limit.
type OnExceed string

// Nothing is released in either case; with ExceedApprove a person may do it.
const (
	ExceedStop    OnExceed = "stop"
	ExceedApprove OnExceed = "approve"
)

// Job is one kind of run.
type Job struct {
	Name, Description string
	Schedule          Schedule
	Pull              []string // names of data sets
	Rules             []RuleFile
	Exports           []string   // names in Config.Exports
	ExportPos         []diag.Pos // where each of them is named
	Period            string     // such as "previous_month"; "" = none
	LateChanges       int        // earlier periods whose changes people hear of; 0 = none
	Timeout           time.Duration
	Write             Write // never looser than Config.Write
	// AlertIfSilentFor is the longest time without a finished run; 0 = no
	// alarm.
	AlertIfSilentFor time.Duration
	Pos              diag.Pos // of the name
}

// Schedule says when a job runs by itself. A zero Cron means never.
type Schedule struct {
	Cron      calendar.Cron
	OnHoliday calendar.OnHoliday
	IfMissed  calendar.IfMissed
	Pos       diag.Pos // of the cron expression
}

// RuleFile is a file with rules.
type RuleFile struct {
	Path string   // joined to the folder of worker.yaml
	Pos  diag.Pos // where worker.yaml names it
}

// Export is a file that a job makes.
type Export struct {
	Name     string
	Template string // "" for a Table
	Table    *Table // nil for a template
	File     string // pattern of the name, such as "offene-posten_{{.AsOf}}.xlsx"
	To       []Sink
	Keep     Keep
	Format   string // "xlsx", "csv" or "jsonl"
	People   string // "names", "initials" or "team"; "" is initials
	// IncludeSick shows sick days. Only an export that goes to a named channel
	// may.
	IncludeSick bool
	// Target is the revenue of a month, or the utilisation in per cent, that is
	// aimed at; 0 is none.
	Target billing.Decimal
	Pos    diag.Pos
}

// Sink is a place for a finished file: one of the fields is set.
type Sink struct {
	Channel string // a Slack channel, "#name" or its id
	Dir     string // a folder
	Bucket  string // the address of a bucket, s3://…
	Mail    string // an e-mail address
}

// Keep is how long files stay in a folder. The zero value is for ever.
type Keep struct{ Months, Days int }

// Approval is a group of people who release what a rule holds for them.
type Approval struct {
	Name         string
	Channel      string
	Approvers    []string // ids of Slack users and user groups; nil: whoever may use the command line
	Required     int      // how many of them must agree
	SelfApproval bool
	Expires      time.Duration
	// SecondPersonFrom is, by currency, the amount from which two must agree;
	// nil: amounts say nothing.
	SecondPersonFrom map[string]billing.Money
	Pos              diag.Pos
}

// Web and Metrics are addresses to listen on; "" = not at all.
type Web struct {
	Listen, UsersFile, ProxyHeader string
	TrustedProxies                 []string
}

// Metrics is the address of the Prometheus endpoint.
type Metrics struct{ Listen string }

// Job finds a job by name.
func (c *Config) Job(name string) (Job, bool) {
	return find(c.Jobs, func(j Job) bool { return j.Name == name })
}

// Export finds an export by name.
func (c *Config) Export(name string) (Export, bool) {
	return find(c.Exports, func(e Export) bool { return e.Name == name })
}

// Approval finds an approval group by name.
func (c *Config) Approval(name string) (Approval, bool) {
	return find(c.Approvals, func(a Approval) bool { return a.Name == name })
}

// find returns the first item that is meant; the zero value if there is none.
func find[T any](items []T, meant func(T) bool) (item T, ok bool) {
	if i := slices.IndexFunc(items, meant); i >= 0 {
		return items[i], true
	}
	return item, false
}
