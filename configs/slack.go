package configs

import (
	"time"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

// Slack is how people are told.
type Slack struct {
	BotToken Secret // not set: nothing is posted
	AppToken Secret // not set: messages have no buttons
	// WebhookURL is the address of an incoming webhook; used without BotToken.
	WebhookURL Secret
	// MayPress are the ids of users and user groups that may use the buttons
	// other than those of approvals; nil: the approvers of all groups.
	MayPress []string
	APIURL   string // loopback address of a simulator; "" = Slack
	// DefaultChannel takes what no route takes.
	DefaultChannel string
	// FallbackChannel takes what another channel refuses; "" = DefaultChannel.
	FallbackChannel string
	Routes          []Route
	Group           Group
	RepeatAfter     time.Duration // 0: once a day
	Digest          Digest
	QuietHours      calendar.Quiet
}

// Route sends what its expression is true for to a channel; the first that
// fits wins.
type Route struct {
	When        Expr
	Channel     string
	Mention     []string
	IgnoreQuiet bool // sends in quiet hours too
	KeepQuiet   bool // waits for their end whatever it is: "keep" was written down
}

// Expr is an expression for the rules' compiler, with its place.
type Expr struct {
	Text string
	Node *diag.Node
}

// Group says how messages of one run are put together.
type Group struct {
	By       []string
	Wait     time.Duration
	MaxItems int
	Overflow string // "thread"
	Set      bool   // the file has it
}

// Digest is the daily summary.
type Digest struct {
	At            calendar.TimeOfDay
	On            string // "workdays" or "daily"
	WhenUnchanged string // "line" or "skip"
	Set           bool   // the file has it
}
