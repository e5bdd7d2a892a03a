package notifiers

import (
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/notifiers/slacksim"
)

type slacksimOptions = slacksim.Options

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// decoded undoes a part's transfer encoding.
func decoded(t *testing.T, encoding, body string) string {
	t.Helper()
	switch strings.ToLower(encoding) {
	case "base64":
		return readAll(t, base64.NewDecoder(base64.StdEncoding, strings.NewReader(body)))
	case "quoted-printable":
		return readAll(t, quotedprintable.NewReader(strings.NewReader(body)))
	}
	return body
}
