package mocoapi

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// PurchaseBudget is what may be spent on something in a year, in the account's
// currency (docs: sections/purchase_budgets.md).
type PurchaseBudget struct {
	ID           BudgetID        `json:"id,omitzero"`
	Year         int             `json:"year"`
	Title        string          `json:"title,omitzero"`
	Active       bool            `json:"active"`
	CostCategory Code            `json:"cost_category,omitzero"`
	Target       billing.Decimal `json:"target"`
	Exhausted    billing.Decimal `json:"exhaused"` // spelt so on the wire
	Planned      billing.Decimal `json:"planned"`
	Remaining    billing.Decimal `json:"remaining"`
	Extra
}

// BudgetID is a budget's number, which MOCO sends as a text at times.
type BudgetID billing.ID

// UnmarshalJSON reads a number, or a text that holds one.
func (id *BudgetID) UnmarshalJSON(b []byte) error {
	var text Code
	if err := text.UnmarshalJSON(b); err != nil {
		return err
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	*id = BudgetID(n)
	return err
}

// MarshalJSON writes a number.
func (id BudgetID) MarshalJSON() ([]byte, error) { return json.Marshal(int64(id)) }

const budgetsPath = "/purchases/budgets"

// PurchaseBudgetReader reads budgets of purchases.
type PurchaseBudgetReader struct{ *conn }

// List lists the budgets of a year. Row.ID is 0: the id is in the value.
//
//moco:operation GET /purchases/budgets
func (s PurchaseBudgetReader) List(ctx context.Context, q YearQuery) iter.Seq2[Row[PurchaseBudget], error] {
	return rows(ctx, s.conn, budgetsPath, encodeQuery(q), func(raw json.RawMessage) Row[PurchaseBudget] {
		return decodeReportRow[PurchaseBudget](s.drift, "budget", raw)
	})
}

// PurchaseBudgetService reads and writes budgets of purchases.
type PurchaseBudgetService struct{ PurchaseBudgetReader }

// NewPurchaseBudget is a budget to be made. Title is required.
type NewPurchaseBudget struct {
	Title        string    `json:"title"`
	CostCategory string    `json:"cost_category,omitzero"`
	Active       Opt[bool] `json:"active,omitzero"`
}

func (n NewPurchaseBudget) problem() string {
	if n.Title == "" {
		return "a budget needs a title"
	}
	return ""
}

// Create makes a budget. SetTarget says how much it is.
//
//moco:operation POST /purchases/budgets
func (s PurchaseBudgetService) Create(ctx context.Context, n NewPurchaseBudget) (PurchaseBudget, error) {
	return s.send(ctx, call{method: http.MethodPost, path: budgetsPath}, n)
}

// PurchaseBudgetUpdate changes a budget. What is left out stays.
type PurchaseBudgetUpdate struct {
	Title        Opt[string] `json:"title,omitzero"`
	CostCategory Opt[string] `json:"cost_category,omitzero"`
	Active       Opt[bool]   `json:"active,omitzero"`
}

// Update changes a budget.
//
//moco:operation PUT /purchases/budgets/{id}
//moco:operation PATCH /purchases/budgets/{id}
func (s PurchaseBudgetService) Update(ctx context.Context, id BudgetID, u PurchaseBudgetUpdate) (PurchaseBudget, error) {
	return s.send(ctx, s.of(http.MethodPut, id, ""), u)
}

// BudgetTarget is how much may be spent in a year. Amount is required.
type BudgetTarget struct {
	Amount billing.Decimal `json:"target_amount"`
	Year   int             `json:"year,omitzero"` // 0: the current one
}

// SetTarget says how much may be spent.
//
//moco:operation PUT /purchases/budgets/{id}/target
func (s PurchaseBudgetService) SetTarget(ctx context.Context, id BudgetID, t BudgetTarget) (PurchaseBudget, error) {
	return s.send(ctx, s.of(http.MethodPut, id, "/target"), t)
}

// Delete deletes a budget.
//
//moco:operation DELETE /purchases/budgets/{id}
func (s PurchaseBudgetService) Delete(ctx context.Context, id BudgetID) error {
	k := s.of(http.MethodDelete, id, "")
	if id <= 0 {
		return k.refused(fault.Invalid, noID(billing.ID(id), "budget"), nil)
	}
	_, err := s.acknowledged(ctx, k, nil)
	return err
}

func (s PurchaseBudgetService) of(method string, id BudgetID, action string) call {
	return call{method: method, path: budgetsPath + "/" + idText(billing.ID(id)) + action}
}

// send is resource.send for an object whose id may be a text.
func (s PurchaseBudgetService) send(ctx context.Context, k call, body any) (PurchaseBudget, error) {
	if text := problemOf(body); text != "" {
		return PurchaseBudget{}, k.refused(fault.Invalid, text, nil)
	}
	k, r, err := s.write(ctx, k, body)
	if err != nil {
		return PurchaseBudget{}, err
	}
	if text := notJSON(r, '{'); text != "" {
		return PurchaseBudget{}, k.fail(r, fault.Unsure, text)
	}
	row := decodeReportRow[PurchaseBudget](s.drift, "budget", trim(r.body))
	if row.Err != nil || row.Value.ID == 0 {
		return PurchaseBudget{}, k.fail(r, fault.Unsure, "the answer is no budget")
	}
	return row.Value, nil
}
