package mocoapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// account is a made-up account on this machine, in place of a real one.
func account() (base string, end func()) {
	day := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	sim := mocosim.New(mocosim.Options{Now: func() time.Time { return day }})
	if err := errors.Join(sim.Story(1, mocosim.StoryDay), sim.Start("127.0.0.1:0")); err != nil {
		log.Fatal(err)
	}
	return sim.URL(), func() { sim.Close() }
}

func key(k string) func() (string, error) { return func() (string, error) { return k, nil } }

// A client is made with the account's name and something that gives the key.
// BaseURL is for a simulator only.
func Example() {
	base, end := account()
	defer end()
	c, err := mocoapi.New(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("write-key")})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	ctx := context.Background()
	overdue := 0
	for row, err := range c.Invoices.List(ctx, mocoapi.InvoiceQuery{Status: []billing.InvoiceStatus{billing.StatusOverdue}}) {
		if err != nil {
			log.Fatal(err) // the list is not whole
		}
		if row.Err != nil {
			log.Print(row.Err) // this invoice can't be understood; the list goes on
			continue
		}
		overdue++
	}
	fmt.Println(overdue, "overdue invoices")
	// Output: 11 overdue invoices
}

// Code that only reads is given a Reader: there is nothing in it that writes.
func ExampleNewReader() {
	base, end := account()
	defer end()
	r, err := mocoapi.NewReader(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("read-key")})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	inv, err := r.Invoices.Get(context.Background(), 80612)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.Identifier, inv.Status, inv.GrossTotal, inv.Currency)
	var pdf bytes.Buffer
	d, err := r.Invoices.WritePDF(context.Background(), &pdf, inv.ID, mocoapi.PDFOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.MediaType, d.Size == int64(pdf.Len()))
	// Output:
	// R2610-003 partially_paid 9520 EUR
	// application/pdf true
}

// Book a payment. A write is sent once: if its outcome is unknown, look before
// you write again.
func ExampleInvoicePaymentService_Create() {
	base, end := account()
	defer end()
	c, err := mocoapi.New(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("write-key")})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	ctx := context.Background()
	paid, err := c.InvoicePayments.Create(ctx, mocoapi.NewPayment{
		InvoiceID: 80699, Date: billing.Date{Year: 2026, Month: 11, Day: 23}, PaidTotal: billing.Money{Minor: 10_000, Currency: "EUR"},
	})
	switch {
	case mocoapi.KindOf(err) == mocoapi.KindUnsure:
		log.Fatal("read c.InvoicePayments.List first: ", err)
	case err != nil:
		log.Fatal(err)
	}
	fmt.Println(paid.PaidTotal, paid.Currency)
	// Output: 100 EUR
}

// Change one field of a company and leave all others; empty another one.
func ExampleCompanyService_Update() {
	base, end := account()
	defer end()
	c, err := mocoapi.New(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("write-key")})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	company, err := c.Companies.Update(context.Background(), 761263000, mocoapi.CompanyUpdate{
		Website: mocoapi.Set("https://beispiel.example"), Fax: mocoapi.Clear[string](),
		CustomProperties: mocoapi.CustomProperties{"Branche": mocoapi.TextProperty("Handel")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(company.Website, company.Fax == "")
	// Output: https://beispiel.example true
}

// Read a list while others work on it, and know that nothing was skipped.
func ExampleWhole() {
	base, end := account()
	defer end()
	r, err := mocoapi.NewReader(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("read-key")})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	ctx := context.Background()
	users, err := mocoapi.Whole(ctx, 5, r.Users.List(ctx, mocoapi.UserQuery{}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(users), "users")
	// Output: 8 users
}

// What went wrong is said by the kind of an error.
func ExampleError() {
	base, end := account()
	defer end()
	r, err := mocoapi.NewReader(mocoapi.Options{Account: "beispiel", BaseURL: base, Key: key("wrong")})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	_, err = r.Session.Get(context.Background())
	var e *mocoapi.Error
	fmt.Println(errors.As(err, &e), e.Status, mocoapi.KindOf(err) == mocoapi.KindAuth)
	// Output: true 401 true
}
