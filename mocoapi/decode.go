package mocoapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Row is one object of a list.
type Row[T any] struct {
	// ID is MOCO's number of the object; 0 for rows of reports, and if it could
	// not be read.
	ID    billing.ID
	Value T
	// Raw is the object as it came.
	Raw json.RawMessage
	// Err says why the object could not be understood, naming it; Value is then
	// not to be used. The list goes on.
	Err error
}

// notJSON says what is wrong with an answer that should be JSON of the form
// that begins with open; "" if nothing is.
func notJSON(r reply, open byte) string {
	body := bytes.TrimSpace(r.body)
	switch t := mediaType(r); {
	case len(body) == 0:
		return "the answer is empty"
	case t == "text/html" || body[0] == '<':
		return "the answer is an HTML page, not data: is the account's name right, and is MOCO in maintenance?"
	case t != mediaJSON && t != "":
		return fmt.Sprintf("the answer is %s, not JSON", t)
	case !json.Valid(body):
		return "the answer is not valid JSON"
	case body[0] != open && open == '[':
		return "the answer is no list"
	case body[0] != open:
		return "the answer is no object"
	}
	return ""
}

// wrongShape says whether JSON came, but of the wrong form: another try would
// not help.
func wrongShape(text string) bool {
	return text == "the answer is no list" || text == "the answer is no object"
}

// check makes the error for a read whose answer is not the JSON that it should
// be.
func (k call) check(r reply, open byte) error {
	text := notJSON(r, open)
	switch {
	case text == "":
		return nil
	case wrongShape(text):
		return k.fail(r, fault.Permanent, text)
	}
	return k.fail(r, fault.Temporary, text)
}

// decodeRow reads one object that has an id.
func decodeRow[T any](noun string, raw json.RawMessage) Row[T] {
	row := Row[T]{Raw: raw}
	var err error
	if row.ID, err = objectID(raw); err != nil {
		row.Err = fmt.Errorf("%s: %w", noun, err)
		return row
	}
	if err := json.Unmarshal(raw, &row.Value); err != nil {
		row.Err = named(fmt.Sprintf("%s %d: ", noun, row.ID), readable(err))
	}
	return row
}

// named puts the object's name before an error that does not begin with it.
func named(prefix string, err error) error {
	if strings.HasPrefix(err.Error(), prefix) {
		return err
	}
	return fmt.Errorf("%s%w", prefix, err)
}

// decodeReportRow reads one row of a report, which has no id.
func decodeReportRow[T any](noun string, raw json.RawMessage) Row[T] {
	row := Row[T]{Raw: raw}
	if len(raw) == 0 || raw[0] != '{' {
		row.Err = fmt.Errorf("%s: not an object", noun)
	} else if err := json.Unmarshal(raw, &row.Value); err != nil {
		row.Err = fmt.Errorf("%s: %w", noun, readable(err))
	}
	return row
}

// objectID reads an object's id: a positive integer of 64 bits, written as
// one.
func objectID(raw json.RawMessage) (billing.ID, error) {
	var o struct {
		ID json.RawMessage `json:"id"`
	}
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &o) != nil {
		return 0, errors.New("not an object")
	}
	id, err := strconv.ParseInt(string(o.ID), 10, 64)
	switch {
	case len(o.ID) == 0:
		return 0, errors.New("no id")
	case err != nil || id <= 0:
		return 0, fmt.Errorf("id: %s is no positive integer", clip(string(o.ID), 40))
	}
	return billing.ID(id), nil
}

// readable puts encoding/json's type errors in words; what stands before them,
// such as the object's name, stays.
func readable(err error) error {
	var t *json.UnmarshalTypeError
	if !errors.As(err, &t) {
		return err
	}
	words := fmt.Sprintf("a %s does not fit", t.Value)
	if t.Field != "" {
		// Types that decode themselves embed the plain struct of that name.
		words = strings.TrimPrefix(t.Field, "plain.") + ": " + words
	}
	return errors.New(strings.Replace(err.Error(), t.Error(), words, 1))
}

// trim removes the white space around a JSON value.
func trim(body []byte) json.RawMessage { return bytes.TrimSpace(body) }

func isPDF(body []byte) bool { return bytes.HasPrefix(body, []byte("%PDF-")) }
