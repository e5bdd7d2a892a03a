package mocoapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Row is one object of a list.
type Row[T any] struct {
	// ID is MOCO's number of the object; 0 for rows of reports, and if it could
	// not be read.
	ID    billing.ID
	Value T
	// Total is the length of the whole list, so that a caller can say how far it
	// is; -1 if MOCO does not say.
	Total int
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
	case !valid(body):
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

// lenient reads what encoding/json has always read: MOCO may send a member
// twice, and bytes that are no UTF-8.
var lenient = jsonv2.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// decodeRow reads one object that has an id.
func decodeRow[T any](d *drift, noun string, raw json.RawMessage) Row[T] {
	row := Row[T]{Raw: raw, Total: -1}
	var err error
	if row.ID, err = objectID(raw); err != nil {
		row.Err = fmt.Errorf("%s: %w", noun, err)
		return row
	}
	if err := jsonv2.Unmarshal(raw, &row.Value, lenient); err != nil {
		row.Err = named(fmt.Sprintf("%s %d: ", noun, row.ID), readable(err))
		return row
	}
	d.look(noun, row.ID, row.Value)
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
func decodeReportRow[T any](d *drift, noun string, raw json.RawMessage) Row[T] {
	row := Row[T]{Raw: raw, Total: -1}
	if len(raw) == 0 || raw[0] != '{' {
		row.Err = fmt.Errorf("%s: not an object", noun)
	} else if err := jsonv2.Unmarshal(raw, &row.Value, lenient); err != nil {
		row.Err = fmt.Errorf("%s: %w", noun, readable(err))
	} else {
		d.look(noun, 0, row.Value)
	}
	return row
}

// objectID reads an object's id: a positive integer of 64 bits, written as
// one.
func objectID(raw json.RawMessage) (billing.ID, error) {
	var o struct {
		ID jsontext.Value `json:"id"`
	}
	if len(raw) == 0 || raw[0] != '{' || jsonv2.Unmarshal(raw, &o, lenient) != nil {
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

// readable puts a decoder's error in words: the field and what does not fit.
func readable(err error) error {
	var t *jsonv2.SemanticError
	if !errors.As(err, &t) {
		return err
	}
	field := fieldName(t.JSONPointer)
	switch {
	case t.Err != nil && field == "":
		return t.Err // of a type that decodes itself; it names its field
	case t.Err != nil:
		return fmt.Errorf("%s: %w", field, t.Err)
	}
	return fmt.Errorf("%s: a %s does not fit", field, kindName(t.JSONKind))
}

// fieldName writes /items/2/vat as items[2].vat.
func fieldName(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if _, err := strconv.Atoi(token); err == nil {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()
}

func kindName(k jsontext.Kind) string {
	switch k {
	case '{', '}':
		return "object"
	case '[', ']':
		return "array"
	case 't', 'f':
		return "bool"
	case '0':
		return "number"
	}
	return k.String()
}

// valid says whether a text is one JSON value.
func valid(body []byte) bool {
	return jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// trim removes the white space around a JSON value.
func trim(body []byte) json.RawMessage { return bytes.TrimSpace(body) }

func isPDF(body []byte) bool { return bytes.HasPrefix(body, []byte("%PDF-")) }
