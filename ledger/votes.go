package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// The states of a vote in the audit.
const (
	voteYes State = "vote_yes"
	voteNo  State = "vote_no"
)

// IsVote reports whether the event is a person's answer to lines of a plan.
func (e Event) IsVote() bool { return e.To == voteYes || e.To == voteNo }

// Ballot is what a person says to lines of a plan. Its Release says what a yes
// that was the last one needed releases; By is the voter as he came.
type Ballot struct {
	Release
	// Person is who votes, the same for every way that he comes.
	Person string
	Group  string // who was asked; for the audit
	Hash   string // of the plan that he means
	Yes    bool
	Reason string
	// Needed is how many people must agree to a line; 1 where it says nothing.
	Needed map[int]int
	// Hold keeps the invoices of the lines back that this vote has rejected;
	// the zero value keeps none back. Its matcher is filled in.
	Hold plan.Hold
}

// Counted says what a ballot did.
type Counted struct {
	Released
	Lines    []int       // released by this vote
	Rejected []int       // closed for good by it
	Waiting  map[int]int // line → how many more must agree
	Repeated []int       // lines that this person had agreed to before
	Gone     []LineState // lines that were not open any more
	Hold     plan.Hold   // the new hold; zero if there is none
}

// Vote is what one person said to one line.
type Vote struct {
	Line   int
	Person string // "slack:U04ANNA" or "anna"
	Voter  string // "Anna@slack:U04ANNA" or "anna@host"
	Yes    bool
	Reason string
	Needed int // how many had to agree when he voted
	At     time.Time
}

// Cast records a vote and, in the same transaction, carries out what it decides:
// a yes that was the last one needed releases a line, a no closes it. Lines that
// are not open any more are named and left alone. The errors are those of
// Release but for *UsedError; then nothing is recorded.
func (l *Ledger) Cast(ctx context.Context, b Ballot) (Counted, error) {
	stored, err := l.Plan(ctx, b.Plan.ID)
	if err != nil {
		return Counted{}, err
	}
	lines, err := chosen(stored, b.Lines)
	if err != nil {
		return Counted{}, err
	}
	b.Plan, b.By, b.Person, b.Reason = stored, clean(b.By), clean(b.Person), clean(b.Reason)
	if b.Hold.Reason != "" {
		if b.Hold.ID, err = l.NewID(ctx, "h"); err != nil {
			return Counted{}, err
		}
	}
	var out Counted
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		out = Counted{Waiting: map[int]int{}}
		return l.cast(ctx, tx, now, b, lines, &out)
	})
	if err != nil {
		return Counted{}, err
	}
	return out, nil
}

func (l *Ledger) cast(ctx context.Context, tx *sql.Tx, now time.Time, b Ballot, lines []plan.Line, out *Counted) error {
	var voted, entered []plan.Line
	for _, line := range lines {
		state, err := lineState(ctx, tx, b.Plan.ID, line.N)
		if err != nil {
			return err
		}
		if state.State != "open" {
			out.Gone = append(out.Gone, state)
			continue
		}
		recorded, err := b.record(ctx, tx, line.N, now)
		if err != nil {
			return err
		}
		if !recorded {
			out.Repeated = append(out.Repeated, line.N)
		} else {
			voted = append(voted, line)
		}
		id, err := l.count(ctx, tx, now, b, line, out)
		if err != nil {
			return fmt.Errorf("plan %s, line %d: %w", b.Plan.ID, line.N, err)
		}
		if id != "" {
			entered = append(entered, line)
		}
	}
	if err := l.crowded(ctx, tx, b.Release, entered); err != nil {
		return err
	}
	if len(voted) == 0 {
		return nil
	}
	if err := l.noteVote(ctx, tx, now, b, voted, out); err != nil {
		return err
	}
	return l.holdRejected(ctx, tx, now, b, out)
}

// record stores the vote on a line; false if it says what the person had said
// before.
func (b Ballot) record(ctx context.Context, tx *sql.Tx, n int, now time.Time) (bool, error) {
	res, err := tx.ExecContext(ctx, `INSERT INTO vote (plan, n, person, voter, yes, reason, hash, needed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (plan, n, person) DO UPDATE SET voter = excluded.voter, yes = excluded.yes, reason = excluded.reason, hash = excluded.hash, needed = excluded.needed,
		at = excluded.at
		WHERE vote.yes <> excluded.yes`,
		b.Plan.ID, n, b.Person, b.By, flag(b.Yes), b.Reason, b.Hash, b.needed(n), db.Millis(now))
	if err != nil {
		return false, err
	}
	k, err := res.RowsAffected()
	return k == 1, err
}

// needed is how many people must agree to a line.
func (b Ballot) needed(n int) int { return max(1, b.Needed[n]) }

// count does what the votes on an open line say by now. entry is the id of the
// new entry, if there is one.
func (l *Ledger) count(ctx context.Context, tx *sql.Tx, now time.Time, b Ballot, line plan.Line, out *Counted) (entry string, err error) {
	if !b.Yes {
		out.Rejected = append(out.Rejected, line.N)
		_, err = useLine(ctx, tx, b.Plan.ID, line.N, "rejected", b.By, b.Reason, now)
		return "", err
	}
	votes, err := votesOn(ctx, tx, b.Plan.ID, line.N)
	if err != nil {
		return "", err
	}
	var agreed []string
	for _, v := range votes {
		if v.Yes {
			agreed = append(agreed, v.Voter)
		}
	}
	if more := b.needed(line.N) - len(agreed); more > 0 {
		out.Waiting[line.N] = more
		return "", nil
	}
	r := b.Release
	r.By = strings.Join(agreed, ", ")
	if _, err = useLine(ctx, tx, b.Plan.ID, line.N, "used", r.By, "", now); err != nil {
		return "", err
	}
	out.Lines = append(out.Lines, line.N)
	entry, err = l.releaseLine(ctx, tx, now, r, line)
	switch {
	case err != nil:
	case entry == "":
		out.InHand = append(out.InHand, line.N)
	default:
		out.Entries = append(out.Entries, entry)
	}
	return entry, err
}

// noteVote adds the vote to the audit.
func (l *Ledger) noteVote(ctx context.Context, tx *sql.Tx, now time.Time, b Ballot, voted []plan.Line, out *Counted) error {
	to, word := voteYes, "yes"
	if !b.Yes {
		to, word = voteNo, "no"
	}
	numbers := make([]int, len(voted))
	for i, line := range voted {
		numbers[i] = line.N
	}
	why := fmt.Sprintf("%s to %s of plan %s", word, subjects(voted), b.Plan.ID)
	if b.Group != "" {
		why += " for " + b.Group
	}
	if more := mostOf(out.Waiting); more > 0 {
		why += fmt.Sprintf(", %d more must agree", more)
	}
	if b.Reason != "" {
		why += ": " + b.Reason
	}
	detail, err := toJSON(map[string]any{
		"plan": b.Plan.ID, "lines": numbers, "hash": b.Hash, "person": b.Person, "group": b.Group, "reason": why,
	})
	if err != nil {
		return err
	}
	return l.note(ctx, tx, now, Event{Run: b.Plan.Run, Actor: b.By, To: to, Detail: detail})
}

// subjects names what lines are about: "R2609-014, R2608-002 and 8 more".
func subjects(lines []plan.Line) string {
	const most = 5
	var names []string
	for _, l := range lines {
		if label := plan.Label(l.Subject); !slices.Contains(names, label) {
			names = append(names, label)
		}
	}
	if n := len(names) - most; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n)
	}
	return strings.Join(names, ", ")
}

func mostOf(waiting map[int]int) int {
	most := 0
	for _, n := range waiting {
		most = max(most, n)
	}
	return most
}

// holdRejected keeps the invoices of the lines back that were just rejected.
func (l *Ledger) holdRejected(ctx context.Context, tx *sql.Tx, now time.Time, b Ballot, out *Counted) error {
	h := b.Hold
	for _, line := range b.Plan.New() {
		s := line.Subject
		if slices.Contains(out.Rejected, line.N) && s.Kind == "invoice" && s.Label != "" && !slices.Contains(h.Matcher.Invoices, s.Label) {
			h.Matcher.Invoices = append(h.Matcher.Invoices, s.Label)
		}
	}
	if h.ID == "" || len(h.Matcher.Invoices) == 0 {
		return nil
	}
	var err error
	out.Hold, err = l.addHold(ctx, tx, now, h)
	return err
}

// lineState reads what became of one line.
func lineState(ctx context.Context, tx *sql.Tx, planID string, n int) (LineState, error) {
	s := LineState{N: n}
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT state, by_whom, at, reason FROM plan_line WHERE plan = $1 AND n = $2`, planID, n).Scan(&s.State, &s.By, &at, &s.Reason)
	s.At = db.Time(at)
	return s, one(err, "plan line", fmt.Sprintf("%s/%d", planID, n))
}

// Votes lists what people said to the lines of a plan, in the order in which
// they said it.
func (l *Ledger) Votes(ctx context.Context, planID string) ([]Vote, error) {
	if _, err := l.PlanHash(ctx, planID); err != nil {
		return nil, err
	}
	return votesOn(ctx, l.db, planID, 0)
}

// votesOn are the votes on one line, or on all if n is 0.
func votesOn(ctx context.Context, q queryer, planID string, n int) ([]Vote, error) {
	var out []Vote
	err := each(ctx, q, func(rows *sql.Rows) error {
		var v Vote
		var at int64
		var yes int
		err := rows.Scan(&v.Line, &v.Person, &v.Voter, &yes, &v.Reason, &v.Needed, &at)
		v.Yes, v.At = yes == 1, db.Time(at)
		out = append(out, v)
		return err
	}, `SELECT n, person, voter, yes, reason, needed, at FROM vote WHERE plan = $1 AND ($2 = 0 OR n = $2) ORDER BY at, n, person`, planID, n)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// PlanHash is the hash of a plan's content as it was stored, in hex: what votes
// are bound to. The error is ErrNotFound if there is no such plan.
func (l *Ledger) PlanHash(ctx context.Context, id string) (hash string, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT hash FROM plan WHERE id = $1 AND account = $2`, id, l.account).Scan(&hash)
	return hash, one(err, "plan", id)
}
