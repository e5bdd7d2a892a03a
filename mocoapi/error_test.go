package mocoapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		e    Error
		want string
	}{
		{Error{Method: "GET", Path: "/invoices/7", Status: 404, Kind: fault.Gone}, "GET /invoices/7: MOCO answered 404: not found"},
		{Error{Method: "POST", Path: "/invoice_reminders", Status: 422, Kind: fault.Invalid, Text: "text: muss ausgefüllt werden"}, "POST /invoice_reminders: MOCO answered 422: text: muss ausgefüllt werden"},
		{Error{Method: "POST", Path: "/comments", Status: 502, Kind: fault.Unsure}, "POST /comments: MOCO answered 502 (it is unknown whether MOCO did it)"},
		{Error{Method: "GET", Path: "/users", Kind: fault.Temporary, Text: "no complete answer within 30s"}, "GET /users: no complete answer within 30s"},
		{Error{Method: "PUT", Path: "/x", Status: 403, Text: "Access denied"}, "PUT /x: MOCO answered 403: the key may not do this: Access denied"},
	}
	for _, tt := range tests {
		if got := tt.e.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestErrorInChains(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("remind: %w", &Error{Kind: fault.Throttled, After: time.Minute, Err: context.Canceled})
	var e *Error
	var f *fault.Error
	switch {
	case !errors.As(err, &e) || e.After != time.Minute:
		t.Error("errors.As does not find *Error")
	case !errors.As(err, &f) || f.Kind != fault.Throttled || !strings.Contains(f.Error(), e.Error()):
		t.Error("errors.As does not find *fault.Error")
	case fault.KindOf(err) != fault.Throttled:
		t.Errorf("kind is %s", fault.KindOf(err))
	case fault.AfterOf(err) != time.Minute:
		t.Errorf("wait is %v", fault.AfterOf(err))
	case !errors.Is(err, context.Canceled):
		t.Error("errors.Is does not find the cause")
	}
}

func TestServerText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, mediaType, body, want string }{
		{"recorded", mediaJSON, `{"email":["ist bereits vergeben"]}`, "email: ist bereits vergeben"},
		{"recorded, two fields", mediaJSON, `{"b":["x","y"],"a":["z"]}`, "a: z; b: x, y"},
		{"documented list", mediaJSON, `{"errors":["Name can't be blank","Too long"]}`, "Name can't be blank, Too long"},
		{"documented object", mediaJSON, `{"errors":{"email":["ist bereits vergeben"]}}`, "email: ist bereits vergeben"},
		{"documented message", mediaJSON, `{"message":"Unauthorized"}`, "Unauthorized"},
		{"error", mediaJSON, `{"error":"no","status":422}`, "no; status: 422"},
		{"base", mediaJSON, `{"base":["Rechnung ist gesperrt"]}`, "Rechnung ist gesperrt"},
		{"list", mediaJSON, `["a",null,"b"]`, "a, b"},
		{"text", mediaJSON, `"nope"`, "nope"},
		{"empty fields", mediaJSON, `{"a":[],"b":null,"c":""}`, ""},
		{"too deep", mediaJSON, `{"a":{"b":{"c":{"d":"x"}}}}`, ""},
		{"plain", "text/plain", "Internal error", "Internal error"},
		{"HTML", "text/html", "<h1>Oops</h1>", ""},
		{"PDF without hours", mediaPDF, "", ""},
		{"cut", mediaJSON, `{"email":`, ""},
	}
	for _, tt := range tests {
		if got := serverText(tt.mediaType, []byte(tt.body)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"a\nb\r\n\tc", "a b c"},
		{"\x1b[31mrot\x00", "[31mrot"},
		{"token " + canary + " is bad, " + canary, "token **** is bad, ****"},
		{"abc\u202Edef", "abc def"},
		{"M\xfcller", "M\uFFFDller"},
		{strings.Repeat("ä", 600), strings.Repeat("ä", 500) + "…"},
	}
	for _, tt := range tests {
		if got := oneLine(tt.in, canary); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := oneLine("a", ""); got != "a" {
		t.Errorf("without a key: %q", got)
	}
}
