package mocosim

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// BenchmarkPage is one page of a list of 100,000 invoices.
func BenchmarkPage(b *testing.B) {
	s := New(Options{Rate: Rate{Off: true}})
	for i := range 100_000 {
		s.store.put(kindInvoices, newObject("id", i+1, "customer_id", 1, "identifier", fmt.Sprintf("R%06d", i), "date", "2026-11-23",
			"status", "sent", "title", "Beratung", "currency", "EUR", "net_total", cents(i), "gross_total", cents(i), "items", []*object{},
			"created_at", "2026-11-23T06:00:00Z", "updated_at", "2026-11-23T06:00:00Z"))
	}
	req := httptest.NewRequest("GET", "/api/v1/invoices?page=500", nil)
	req.Header.Set("Authorization", "Bearer read-key")
	for b.Loop() {
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, req)
		if rec.Code != 200 {
			b.Fatal(rec.Body)
		}
	}
}
