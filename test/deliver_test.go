package test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/mocowork/mocowork/notifiers/mailtest"
)

// deliveries is a world whose workbook also goes into a bucket of a real S3
// server and, by a real SMTP server, to accounting.
func deliveries(t *testing.T, bucket string) (*world, *s3mem.Backend, *mailtest.Server) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("berichte"); err != nil {
		t.Fatal(err)
	}
	s3 := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(s3.Close)
	mail := mailtest.Start(t, mailtest.Options{User: "worker", Password: "smtp-canary"})
	w := newWorld(t, setup{
		export: true, to: fmt.Sprintf(`, "s3://%s/mahnwesen?endpoint=%s", "mailto:buchhaltung@example.org"`, bucket, url.QueryEscape(s3.URL)),
		top: fmt.Sprintf("email: {host: 127.0.0.1, port: %d, user: worker, password: \"${file:./smtp.key}\", from: worker@example.org, to: [finance@example.org]}\n"+
			"s3: {access_key: \"${file:./s3.id}\", secret_key: \"${file:./s3.key}\"}", mail.Port),
	})
	w.put("smtp.key", "smtp-canary")
	w.put("s3.id", "AKIAEXAMPLE")
	w.put("s3.key", "s3-canary")
	w.env = append(w.env, "SSL_CERT_FILE="+mail.CAFile)
	return w, backend, mail
}

// The workbook arrives in all four places, the same bytes in each, and both
// people and programs can see that.
func TestDeliveredEverywhere(t *testing.T) {
	t.Parallel()
	w, bucket, mail := deliveries(t, "berichte")
	doctor := w.worker("doctor")
	doctor.want(t, doctor.code, "over STARTTLS, logged in as worker, from worker@example.org", "s3://berichte/mahnwesen writable")
	r := w.worker("run", "dun").want(t, 0, "3 sent")
	files, err := filepath.Glob(w.path("exports/*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("workbooks: %v, %v", files, err)
	}
	want, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	o, err := bucket.GetObject("berichte", "mahnwesen/"+filepath.Base(files[0]), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Contents.Close()
	if got, err := io.ReadAll(o.Contents); err != nil || string(got) != string(want) {
		t.Errorf("the bucket has %d bytes, the folder %d; %v", len(got), len(want), err)
	}
	if mails := mail.Mails(); len(mails) != 1 || mails[0].To[0] != "buchhaltung@example.org" || !strings.Contains(mails[0].Text, filepath.Base(files[0])) {
		t.Errorf("mails %+v", mails)
	}
	delivered := 0
	for line := range strings.Lines(w.worker("runs", "show", r.run(t), "--json").want(t, 0).out) {
		var d struct{ Type, State string }
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if d.Type == "delivery" && d.State == "delivered" {
			delivered++
		}
	}
	if delivered != 5 { // four places of the workbook, and the digest
		t.Errorf("%d deliveries", delivered)
	}
	w.worker("exports", "verify").want(t, 0, "exports  1 file as delivered", "s3://berichte/mahnwesen  1 file as delivered")
	if err := os.WriteFile(files[0], append(want, 0), 0o600); err != nil {
		t.Fatal(err)
	}
	w.worker("exports", "verify").want(t, 1, "changed", filepath.Base(files[0]))
	for _, r := range []result{doctor, r} {
		if strings.Contains(r.out+r.err, "canary") {
			t.Errorf("a secret is shown:\n%s%s", r.out, r.err)
		}
	}
}

// A bucket that is not there and a password that is refused: the other places
// have the workbook, the run is partly done, and doctor says what to do.
func TestDeliveredPartly(t *testing.T) {
	t.Parallel()
	w, _, mail := deliveries(t, "andere")
	w.put("smtp.key", "wrong-canary")
	doctor := w.worker("doctor").want(t, 1, "there is no such bucket", "refuses email.user and email.password")
	r := w.worker("run", "dun").want(t, 6, "partly done")
	show := w.worker("runs", "show", r.run(t)).want(t, 0, "Did it arrive?", "✓ delivered", "✗ failed", "there is no such bucket", "refuses email.user")
	w.wantSent("R-1", "R-2", "R-3")
	if n := len(w.slack.Files()); n != 1 || len(mail.Mails()) != 0 {
		t.Errorf("%d files in Slack, %d mails", n, len(mail.Mails()))
	}
	w.worker("exports", "verify", "exports").want(t, 0, "1 file as delivered")
	for _, r := range []result{doctor, r, show} {
		if strings.Contains(r.out+r.err, "canary") {
			t.Errorf("a secret is shown:\n%s%s", r.out, r.err)
		}
	}
}
