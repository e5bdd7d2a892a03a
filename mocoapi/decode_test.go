package mocoapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// account is the recorded account, by kind of object.
func account(t *testing.T) map[string][]json.RawMessage {
	t.Helper()
	var all map[string][]json.RawMessage
	if err := json.Unmarshal(shared(t, "moco/real-account.json"), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// reads decodes all objects of a kind.
func reads[T any](t *testing.T, noun string, list []json.RawMessage) []T {
	t.Helper()
	if len(list) == 0 {
		t.Fatalf("no %s is recorded", noun)
	}
	var out []T
	for _, raw := range list {
		row := decodeRow[T](nil, noun, raw)
		if row.Err != nil || row.ID <= 0 {
			t.Errorf("%v", row.Err)
		}
		out = append(out, row.Value)
	}
	return out
}

func TestRecordedObjects(t *testing.T) {
	t.Parallel()
	a := account(t)
	companies := reads[billing.Company](t, nounCompany, a["companies"])
	projects := reads[billing.Project](t, nounProject, a["projects"])
	users := reads[billing.User](t, nounUser, a["users"])
	reads[billing.Comment](t, nounComment, a["comments"])
	reads[billing.TimesheetActivity](t, "activity", a["activities"])
	if companies[0].Name == "" || companies[0].CreatedAt.IsZero() || projects[0].Currency == "" || projects[0].Customer.ID == 0 || users[0].Lastname == "" {
		t.Errorf("fields are missing: %+v %+v %+v", companies[0], projects[0], users[0])
	}
	for _, s := range reads[billing.PaymentSchedule](t, nounSchedule, a["payment_schedules"]) {
		if s.NetTotal.IsZero() || s.Project.ID == 0 || s.Date.IsZero() {
			t.Errorf("payment schedule %d lacks fields: %+v", s.ID, s)
		}
	}
	for _, raw := range a["report_absences"] {
		if row := decodeReportRow[billing.AbsenceRow](nil, "absences row", raw); row.Err != nil || row.Value.User.ID == 0 {
			t.Errorf("%+v", row)
		}
	}
}

// TestRecordedAmounts compares amounts with the digits of the recording.
func TestRecordedAmounts(t *testing.T) {
	t.Parallel()
	a := account(t)
	exact := func(raw json.RawMessage, field string, got billing.Money) {
		var o map[string]json.RawMessage
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		want, err := billing.ParseDecimal(strings.Trim(string(o[field]), `"`))
		if err != nil || got.Decimal() != want || got.Currency == "" {
			t.Errorf("%s of %s is %v", field, raw, got)
		}
	}
	for i, inv := range reads[billing.Invoice](t, nounInvoice, a["invoices"]) {
		exact(a["invoices"][i], "net_total", inv.NetTotal)
		exact(a["invoices"][i], "gross_total", inv.GrossTotal)
	}
	for i, p := range reads[billing.Payment](t, nounPayment, a["invoice_payments"]) {
		exact(a["invoice_payments"][i], "paid_total", p.PaidTotal)
		if p.Invoice.ID == 0 {
			t.Errorf("payment %d has no invoice", p.ID)
		}
	}
}

// TestRecordedFieldsChange gives each field of each recorded object another
// type, in turn: the object is understood without it, or the error names the
// object and the field. A new field changes nothing.
func TestRecordedFieldsChange(t *testing.T) {
	t.Parallel()
	a := account(t)
	mutate[billing.Invoice](t, nounInvoice, a["invoices"])
	mutate[billing.Payment](t, nounPayment, a["invoice_payments"])
	mutate[billing.Company](t, nounCompany, a["companies"])
	mutate[billing.Project](t, nounProject, a["projects"])
}

func mutate[T any](t *testing.T, noun string, list []json.RawMessage) {
	t.Helper()
	refused := 0
	for _, raw := range list {
		var o map[string]json.RawMessage
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		whole := decodeRow[T](nil, noun, raw)
		o["new_in_2027"] = json.RawMessage("[{}]")
		for field, was := range o {
			for _, is := range []string{"null", "true", `"?"`, `""`, "[]", "{}", "[1]", "-1.5", "1e400", `"1.234,56"`, `"2026-02-30"`} {
				o[field] = json.RawMessage(is)
				changed, err := json.Marshal(o)
				if err != nil {
					t.Fatal(err)
				}
				row := decodeRow[T](nil, noun, changed)
				if row.Err == nil {
					continue
				}
				refused++
				if text := row.Err.Error(); !strings.Contains(text, noun) || !strings.Contains(text, field) {
					t.Errorf("%s %d, %s = %s: %q names neither", noun, whole.ID, field, is, text)
				}
			}
			o[field] = was
		}
	}
	if refused == 0 {
		t.Errorf("nothing about a %s was ever refused", noun)
	}
}

func FuzzDecodeRow(f *testing.F) {
	for _, s := range []string{
		`{"id":1}`, `{"id":9223372036854775808}`, `null`, `[]`, `{"id":1,"currency":"EUR","gross_total":"1.234,56"}`,
		`{"id":1,"payments":[{"id":2,"paid_total":1e400,"currency":"EUR"}]}`, `{"id":1,"date":"0000-00-00"}`, `{"id":1,"id":2}`, "{\"id\":1,\"title\":\"\\ud800\x00\"}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		row := decodeRow[billing.Invoice](nil, nounInvoice, json.RawMessage(s))
		if row.Err == nil && (row.ID <= 0 || row.Value.ID != row.ID) {
			t.Errorf("%q is understood as %+v", s, row)
		}
		decodeRow[billing.Reminder](nil, nounReminder, json.RawMessage(s))
		decodeReportRow[billing.CashflowRow](nil, "cashflow row", json.RawMessage(s))
		words(s, 4)
	})
}
