package ledger

import "context"

// Progress notes how far the carrying out of an entry is, for people who look
// at its run meanwhile. It is no event and renews no lease: the reason with
// which the entry ends takes its place. A claim that is lost notes nothing.
func (l *Ledger) Progress(ctx context.Context, e Entry, text string) error {
	_, err := l.db.ExecContext(ctx, `UPDATE entry SET reason = $1 WHERE id = $2 AND account = $3 AND fence = $4 AND owner = $5 AND state IN ($6, $7)`,
		clean(text), e.ID, l.account, e.Fence, l.owner, Claimed, Intent)
	return err
}
