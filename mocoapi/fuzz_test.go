package mocoapi

import (
	"encoding/json"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
)

// decoders are the types that MOCO sends, by group of endpoints.
var decoders = map[string][]func([]byte) (any, error){
	"account": {fuzzed[CatalogService], fuzzed[CatalogItem], fuzzed[CustomProperty], fuzzed[ExpenseTemplate], fuzzed[TaskTemplate], fuzzed[FixedCost],
		fuzzed[HourlyRates], fuzzed[InternalHourlyRates], fuzzed[RevenueCategory], fuzzed[VATCodeSale], fuzzed[VATCodePurchase], fuzzed[LetterPaper], fuzzed[WebHook], fuzzed[Tag]},
	"people": {fuzzed[User], fuzzed[Unit], fuzzed[Employment], fuzzed[Holiday], fuzzed[Presence], fuzzed[WorkTimeAdjustment], fuzzed[UserRole],
		fuzzed[AbsenceRequest], fuzzed[PerformanceReport], fuzzed[Profile], fuzzed[Session], fuzzed[Approval], fuzzed[Todo], fuzzed[Schedule]},
	"work": {fuzzed[Activity], fuzzed[Comment], fuzzed[Company], fuzzed[Contact], fuzzed[Deal], fuzzed[DealCategory], fuzzed[PlanningEntry], fuzzed[Project],
		fuzzed[AssignedProject], fuzzed[ProjectGroup], fuzzed[ProjectReport], fuzzed[ProjectContract], fuzzed[ProjectTask], fuzzed[ProjectExpense], fuzzed[PaymentSchedule], fuzzed[RecurringExpense]},
	"money": {fuzzed[Invoice], fuzzed[InvoicePayment], fuzzed[InvoiceReminder], fuzzed[InvoiceBookkeepingExport], fuzzed[InvoiceAttachment], fuzzed[Offer],
		fuzzed[OfferConfirmation], fuzzed[OfferCustomerApproval], fuzzed[Purchase], fuzzed[PurchaseDraft], fuzzed[PurchasePayment], fuzzed[PurchaseBudget], fuzzed[PurchaseCategory],
		fuzzed[PlannedPurchase], fuzzed[Receipt], fuzzed[CashflowRow], fuzzed[FinanceRow], fuzzed[AbsenceRow], fuzzed[UtilizationRow], fuzzed[PlannedVsTrackedRow]},
}

func fuzzed[T any](b []byte) (any, error) {
	row := decodeReportRow[T](newDrift(func(Drift) {}), "object", b)
	return row.Value, row.Err
}

// fuzzDecoders feeds a text to every type of a group: none may crash, and what
// was understood can be written, read again, and is the same then.
func fuzzDecoders(f *testing.F, group string) {
	f.Helper()
	for _, e := range endpoints() {
		var list []json.RawMessage
		if json.Unmarshal([]byte(e.answer), &list) == nil && len(list) > 0 {
			f.Add([]byte(list[0]))
		} else if e.answer != "" {
			f.Add([]byte(e.answer))
		}
	}
	for _, s := range []string{`{}`, `{"id":"1"}`, `{"id":1e99,"date":"2026-02-30"}`, `{"custom_properties":{"a":[1,null,{"b":2}]}}`, "{\"id\":1,\"name\":\"\xff\"}", `{"a":1,"a":2}`, `[`, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, decode := range decoders[group] {
			v, err := decode(b)
			if err != nil {
				continue
			}
			once, err := jsonv2.Marshal(v, lenient)
			if err != nil {
				t.Fatalf("%T can't be written: %v", v, err)
			}
			again, err := decode(once)
			if err != nil {
				t.Fatalf("%T can't be read again from %s: %v", v, once, err)
			}
			if twice, err := jsonv2.Marshal(again, lenient); err != nil || string(twice) != string(once) {
				t.Fatalf("%T changes from\n%s\nto\n%s, %v", v, once, twice, err)
			}
		}
	})
}

func FuzzAccount(f *testing.F) { fuzzDecoders(f, "account") }
func FuzzPeople(f *testing.F)  { fuzzDecoders(f, "people") }
func FuzzWork(f *testing.F)    { fuzzDecoders(f, "work") }
func FuzzMoney(f *testing.F)   { fuzzDecoders(f, "money") }
