package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
)

// FindInvoice finds an invoice by what a person has at hand: its number
// ("R2610-022", in any case), MOCO's id, or its link in MOCO. The error is
// fault.Gone if there is none; it says so too if there are several, or if it
// was deleted in MOCO.
func (m *Mirror) FindInvoice(ctx context.Context, text string) (billing.Invoice, error) {
	found, err := m.find(ctx, text)
	if err != nil {
		return billing.Invoice{}, err
	}
	var inv billing.Invoice
	return inv, json.Unmarshal(found.body, &inv)
}

// FindInvoiceID is FindInvoice for an invoice whose content may be unreadable.
func (m *Mirror) FindInvoiceID(ctx context.Context, text string) (billing.ID, error) {
	found, err := m.find(ctx, text)
	return billing.ID(found.id), err
}

func (m *Mirror) find(ctx context.Context, text string) (candidate, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return candidate{}, errors.New("name an invoice: its number, its id or its link in MOCO")
	}
	if strings.Contains(text, "://") {
		id, err := m.linkedInvoice(text)
		if err != nil {
			return candidate{}, err
		}
		return m.oneInvoice(ctx, text, "id = $3", id)
	}
	found, err := m.oneInvoice(ctx, text, "lower(identifier) = lower($3)", text)
	if id, isID := parseID(text); fault.KindOf(err) == fault.Gone && isID {
		return m.oneInvoice(ctx, text, "id = $3", id)
	}
	return found, err
}

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}

var invoicePath = regexp.MustCompile(`^/invoices/([0-9]{1,18})(?:\.pdf|/.*)?$`)

// linkedInvoice reads https://ACCOUNT.mocoapp.com/invoices/ID.
func (m *Mirror) linkedInvoice(link string) (int64, error) {
	u, err := url.Parse(link)
	if err != nil {
		return 0, errors.New("the link is no valid address; an invoice's link looks like https://" + m.account + ".mocoapp.com/invoices/123456")
	}
	host, isMOCO := strings.CutSuffix(strings.ToLower(u.Hostname()), ".mocoapp.com")
	if isMOCO && host != strings.ToLower(m.account) {
		return 0, fmt.Errorf("the link belongs to the account %s, this one is %s", host, m.account)
	}
	match := invoicePath.FindStringSubmatch(u.Path)
	if match == nil || !isMOCO {
		return 0, errors.New("the link is not one of an invoice, which looks like https://" + m.account + ".mocoapp.com/invoices/123456")
	}
	return strconv.ParseInt(match[1], 10, 64)
}

// candidate is a stored invoice.
type candidate struct {
	id, gone int64
	body     []byte
}

func (m *Mirror) oneInvoice(ctx context.Context, text, condition string, arg any) (candidate, error) {
	found, err := m.candidates(ctx, condition, arg)
	if err != nil {
		return candidate{}, fmt.Errorf("find the invoice: %w", db.Explain(err))
	}
	switch {
	case len(found) == 0:
		return candidate{}, fault.New(fault.Gone, fmt.Errorf("there is no invoice %s among those read from %s; check the number, or read again", text, m.account))
	case found[0].gone != 0:
		return candidate{}, fault.New(fault.Gone, fmt.Errorf("invoice %s is no longer in MOCO since %s", text, db.Time(found[0].gone).Format(time.DateOnly)))
	case len(found) > 1 && found[1].gone == 0:
		return candidate{}, fmt.Errorf("several invoices have the number %s (ids %d and %d); name the id", text, found[0].id, found[1].id)
	}
	return found[0], nil
}

// candidates lists the matches, those that MOCO still has first.
func (m *Mirror) candidates(ctx context.Context, condition string, arg any) ([]candidate, error) {
	rows, err := m.db.QueryContext(ctx, `SELECT id, gone_at, body FROM record
		WHERE account = $1 AND kind = $2 AND `+condition+` ORDER BY gone_at <> 0, id`, m.account, Invoices, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []candidate
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.id, &c.gone, &c.body); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}
