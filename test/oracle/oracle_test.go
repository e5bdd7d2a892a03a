package oracle

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// noon is when the letter of the tests goes out.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// overdue is the invoice before the letter: level 1 was sent 20 days ago.
func overdue() Invoice {
	return Invoice{
		ID: 7, Number: "R-7", Status: "overdue", Due: "2026-10-01", Open: big.NewRat(119, 1),
		Reminders: []Reminder{{ID: 1, Sent: true, Date: "2026-11-03", Text: "<div>R-7/M1</div>"}},
	}
}

// letterOf2 is a whole letter of level 2, as it should be: reads, the
// reminder, reads, the mail.
func letterOf2() Log {
	l := Log{Seen: map[int]Invoice{}, Unsent: map[int64]string{}}
	add := func(method, path, query, body string, ids ...int64) {
		seq := len(l.Requests) + 1
		l.Requests = append(l.Requests, mocosim.Request{
			Seq: seq, Time: noon.Add(time.Duration(seq) * time.Second), Method: method, Path: path, Query: query, Status: 200, Body: body,
			Committed: len(ids) > 0, IDs: ids,
		})
		l.Seen[seq] = overdue()
	}
	add("GET", "/invoice_reminders", "invoice_id=7", "")
	add("GET", "/invoices/7", "", "")
	add("GET", "/invoices/payments", "invoice_id=7", "")
	add("POST", "/invoice_reminders", "", `{"invoice_id":7,"date":"2026-11-23","text":"Unser Zeichen: R-7/M2"}`, 2)
	add("GET", "/invoice_reminders", "invoice_id=7", "")
	add("GET", "/invoices/7", "", "")
	add("GET", "/invoices/payments", "invoice_id=7", "")
	add("POST", "/invoice_reminders/2/send_email", "", `{}`, 2)
	l.Emails = []mocosim.Email{{Seq: 8, Reminder: 2, Invoice: 7}}
	return l
}

func terms() Terms {
	return Terms{MinGap: 10, Writes: 1, Audited: new(2), Rate: 8, Window: 2 * time.Minute}
}

func TestGoodLog(t *testing.T) {
	t.Parallel()
	for _, f := range Check(letterOf2(), terms()) {
		t.Error(f)
	}
	for _, f := range Check(Log{}, Terms{Writes: -1, Audited: new(0), Rate: 1, Window: time.Second}) {
		t.Error("empty:", f)
	}
}

// change changes what the account was like at a request.
func (l Log) change(seq int, f func(*Invoice)) {
	inv := overdue()
	f(&inv)
	l.Seen[seq] = inv
}

// again appends a request that came once before.
func (l *Log) again(seq int, ids ...int64) {
	r := l.Requests[seq-1]
	r.Seq, r.IDs, r.Time = len(l.Requests)+1, ids, l.Requests[len(l.Requests)-1].Time
	l.Requests = append(l.Requests, r)
	l.Seen[r.Seq] = overdue()
}

// TestEachCheckCanFail breaks the good log in one way at a time, and demands
// the one finding about it.
func TestEachCheckCanFail(t *testing.T) {
	t.Parallel()
	paid := func(i *Invoice) { i.Open = new(big.Rat) }
	for _, tt := range []struct {
		name  string
		spoil func(*Log, *Terms)
		want  []string
	}{
		{"made twice", func(l *Log, t *Terms) { l.again(4, 3); t.Writes, t.Audited, t.Rate = 2, new(3), 9 }, []string{"I1: request 9: level 2 of R-7 was made by request 4 already"}},
		{"mailed twice", func(l *Log, t *Terms) {
			l.again(8, 2)
			l.Emails = append(l.Emails, mocosim.Email{Seq: 9, Reminder: 2})
			t.Audited, t.Rate = new(3), 9
		}, []string{"I1: request 9: reminder 2 was mailed 2 times"}},
		{"two reminders of a level mailed", func(l *Log, t *Terms) {
			l.again(4, 3)
			l.Requests = append(l.Requests, mocosim.Request{Seq: 10, Time: noon, Method: "DELETE", Path: "/invoice_reminders/2", Committed: true})
			l.Emails = append(l.Emails, mocosim.Email{Seq: 11, Reminder: 3})
			t.Writes, t.Audited, t.Rate = 2, new(3), 20
		}, []string{"I1: request 9: level 2 of R-7 was made by request 4 already", "I1: request 11: level 2 of R-7 was mailed 2 times"}},
		{"twins that both stay", func(l *Log, t *Terms) {
			l.again(4, 3)
			t.Writes, t.Audited, t.Rate, t.Twins = 2, new(3), 9, true
		}, []string{"I1: request 9: level 2 of R-7 was made by request 4 already"}},
		{"no reference", func(l *Log, _ *Terms) { l.Requests[3].Body = `{"invoice_id":7,"text":"Guten Tag"}` }, []string{"I1: request 4: a reminder without our reference, so nobody can tell its level"}},
		{"paid before the create", func(l *Log, _ *Terms) { l.change(3, paid) }, []string{"I2: request 4: /invoice_reminders although request 3 could see that nothing is open on R-7"}},
		{"paid before the mail", func(l *Log, _ *Terms) { l.change(7, paid) }, []string{"I2: request 8: /invoice_reminders/2/send_email although request 7 could see that nothing is open on R-7"}},
		{"old read", func(l *Log, _ *Terms) {
			for i := range l.Requests[:3] {
				l.Requests[i].Time = noon.Add(-time.Minute)
			}
		}, []string{"I2: request 4: /invoice_reminders without a read of invoice 7 within 50s before it"}},
		{"no read", func(l *Log, _ *Terms) { l.Requests[1].Status, l.Requests[2].Status = 503, 503 }, []string{"I2: request 4: /invoice_reminders without a read of invoice 7 within 50s before it"}},
		{"a read of another invoice", func(l *Log, _ *Terms) {
			for _, seq := range []int{6, 7} {
				l.change(seq, func(i *Invoice) { i.ID = 8 })
			}
			for i := range 3 {
				l.Requests[i].Time = noon.Add(-45 * time.Second)
			}
			l.Requests[3].Time = noon
			l.Requests[7].Time = noon.Add(10 * time.Second)
		}, []string{"I2: request 8: /invoice_reminders/2/send_email without a read of invoice 7 within 50s before it"}},
		{"ignored", func(l *Log, _ *Terms) { l.change(3, func(i *Invoice) { i.Status = "ignored" }) }, []string{"I3: request 4: /invoice_reminders about R-7, which is ignored"}},
		{"reversed", func(l *Log, _ *Terms) { l.change(7, func(i *Invoice) { i.Cancelled = true }) }, []string{"I3: request 8: /invoice_reminders/2/send_email about R-7, which was reversed"}},
		{"in collection", func(l *Log, _ *Terms) { l.change(3, func(i *Invoice) { i.Collection = true }) }, []string{"I3: request 4: /invoice_reminders about R-7, which is in debt collection"}},
		{"not due", func(l *Log, _ *Terms) { l.change(3, func(i *Invoice) { i.Due = "2026-11-23" }) }, []string{"I3: request 4: /invoice_reminders about R-7, which is due on 2026-11-23"}},
		{"level again", func(l *Log, _ *Terms) { l.change(1, func(i *Invoice) { i.Reminders[0].Text = "R-7/M2" }) }, []string{"I4: request 4: level 2 of R-7 although reminder 1 of level 2 was sent"}},
		{"too soon", func(l *Log, _ *Terms) { l.change(5, func(i *Invoice) { i.Reminders[0].Date = "2026-11-20" }) }, []string{"I4: request 8: level 2 of R-7 3 days after reminder 1, 10 are the least"}},
		{"a person was faster", func(l *Log, _ *Terms) {
			l.change(1, func(i *Invoice) {
				i.Reminders = append(i.Reminders, Reminder{ID: 9, Sent: true, Date: "2026-11-01", Text: "Mahnung"})
			})
		}, []string{"I4: request 4: level 2 of R-7 although 2 reminders were sent"}},
		{"left unsent", func(l *Log, _ *Terms) { l.Unsent[2] = "R-7" }, []string{"I5: request 4: reminder 2 of R-7 is left unsent, and nobody was told"}},
		{"not audited", func(_ *Log, t *Terms) { t.Audited = new(1) }, []string{"I13: 2 writes, the audit has 1"}},
		{"too many", func(l *Log, t *Terms) {
			l.again(4, 3)
			l.Requests[8].Body = strings.ReplaceAll(l.Requests[8].Body, "R-7", "R-8")
			t.Audited, t.Rate = new(3), 9
		}, []string{"I16: request 9: it is reminder 2, the limit is 1"}},
		{"dry run", func(_ *Log, t *Terms) { t.Writes = -1 }, []string{"I16: request 4: POST /invoice_reminders, and nothing was to be written", "I16: request 8: POST /invoice_reminders/2/send_email, and nothing was to be written"}},
		{"too fast", func(_ *Log, t *Terms) { t.Rate = 7 }, []string{"I20: request 8: it is number 8 within 2m0s, the limit is 7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, with := letterOf2(), terms()
			tt.spoil(&l, &with)
			var got []string
			for _, f := range Check(l, with) {
				got = append(got, f.String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// What looks like one of these and is none.
func TestNoFinding(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Log, *Terms){
		"unsent, and told":     func(l *Log, _ *Terms) { l.Unsent[2], l.Told = "R-7", []string{"look at R-7"} },
		"a draft":              func(l *Log, t *Terms) { l.Unsent[2], t.Drafts = "R-7", true },
		"a person mailed":      func(l *Log, _ *Terms) { l.Emails = append(l.Emails, mocosim.Email{Reminder: 2}) },
		"made again in a year": func(_ *Log, t *Terms) { t.Window, t.Rate = time.Second, 1 },
		"taken back and made anew": func(l *Log, t *Terms) {
			del := l.Requests[7]
			del.Method, del.Path = "DELETE", "/invoice_reminders/2"
			l.Requests[7], l.Emails = del, nil
			l.again(4, 3)
			t.Writes, t.Rate = 2, 9
		},
		"twins of which one gives way": func(l *Log, t *Terms) {
			l.again(4, 3)
			l.Requests = append(l.Requests, mocosim.Request{Seq: 10, Time: noon, Method: "DELETE", Path: "/invoice_reminders/3", Committed: true})
			t.Writes, t.Audited, t.Rate, t.Twins = 2, new(3), 20, true
		},
		"another worker saw it paid": func(l *Log, t *Terms) {
			l.change(3, func(i *Invoice) { i.Open = new(big.Rat) })
			t.Workers = 2
		},
	} {
		l, with := letterOf2(), terms()
		spoil(&l, &with)
		for _, f := range Check(l, with) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// TestWitness lets an account live through a letter, with people around it.
func TestWitness(t *testing.T) {
	t.Parallel()
	s := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}, Now: func() time.Time { return noon }})
	account := `{"companies":[{"id":5,"name":"Hansa","email":"a@example.com"}],"invoices":[{"id":7,"identifier":"R-7","customer_id":5,"status":"overdue","due_date":"2026-10-01","gross_total":"119.50","reversed":true,"debt_collection_procedure":{"id":1}}]}`
	if err := s.Load(strings.NewReader(account)); err != nil {
		t.Fatal(err)
	}
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := Watch(s, nil)
	ask := asker(t, s)
	ask("GET", "/invoices/7", "")
	if _, err := s.Account().Pay("R-7", "19.50"); err != nil {
		t.Fatal(err)
	}
	ask("POST", "/invoice_reminders", `{"invoice_id":7,"text":"Unser Zeichen: R-7/M1","title":"x"}`)
	ask("GET", "/invoice_reminders?invoice_id=7", "")
	ask("GET", "/invoices", "")
	l := w.Log()
	open := func(seq int) string { return l.Seen[seq].Open.FloatString(2) }
	if open(1) != "119.50" || open(2) != "100.00" || len(l.Seen) != 3 || !l.Seen[1].Cancelled || !l.Seen[1].Collection || l.Seen[1].Due != "2026-10-01" {
		t.Errorf("seen: %+v", l.Seen)
	}
	if r := l.Seen[3].Reminders; len(r) != 1 || r[0].Sent || len(l.Seen[2].Reminders) != 0 || fmt.Sprint(l.Unsent) != "map[1:R-7]" {
		t.Errorf("reminders: %+v, unsent %v", l.Seen, l.Unsent)
	}
	var got []string
	for _, f := range Check(l, Terms{}) {
		got = append(got, f.ID)
	}
	if want := []string{"I3", "I5"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
