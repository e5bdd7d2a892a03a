package mocoapi

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/openapitest"
)

// exception is a place in which the wire is known to differ from the vendor's
// description. Op and finding are regular expressions of the whole text.
type exception struct{ op, finding, why string }

// exceptions of all groups of operations.
func exceptions() []exception {
	return []exception{
		{`GET .*`, `query (sort_by|per_page|page|ids|updated_after) is not described`, "the documentation names them for nearly all lists"},
		{`(DELETE|PUT|PATCH|POST) .*`, `status 204 is not described`, "recorded: 204, or 200 without a body; the client takes both"},
		{`POST /users/presences/touch`, `request of type "application/json" is not described`, "recorded and documented: a JSON body"},
		{`PUT /invoices/payments/\{id\}`, `request missing properties .*`, "recorded: what is left out stays"},
		{`(GET|POST|PUT|DELETE) /schedules(/\{id\})?`, `200(/\*)?/symbol got number, want (null|string)`, "recorded: a number"},
		{`GET /purchases/drafts/\{id\}.pdf`, `status 200 is not described`, "a document in place of its address is taken as well"},
	}
}

// TestEndpointsFitTheDescription holds what TestEndpoints sends, and what it is
// answered, against the vendor's OpenAPI description.
func TestEndpointsFitTheDescription(t *testing.T) {
	t.Parallel()
	api := openapitest.Parse(t, shared(t, "moco/openapi.json"))
	list := exceptions()
	used := make([]bool, len(list))
	for _, e := range endpoints() {
		op, known := api.Find(e.op)
		if !known {
			t.Errorf("%s is not described", e.op)
			continue
		}
		for _, finding := range append(op.Request(t, e.names(t), e.sends(), e.body), op.Answer(t, e.status(op), e.answers(), e.answer)...) {
			i := slices.IndexFunc(list, func(x exception) bool { return x.meets(e.op, finding) })
			if i < 0 {
				t.Errorf("%s: %s", e.op, finding)
				continue
			}
			used[i] = true
		}
	}
	for i, x := range list {
		if !used[i] {
			t.Errorf("the exception %s: %s meets nothing", x.op, x.finding)
		}
	}
}

func (x exception) meets(op, finding string) bool {
	return regexp.MustCompile(`^(?:` + x.op + `): (?:` + x.finding + `)$`).MatchString(op + ": " + finding)
}

// names are the parameters of the endpoint's query.
func (e endpoint) names(t *testing.T) (names []string) {
	t.Helper()
	q, err := url.ParseQuery(e.query)
	if err != nil {
		t.Fatal(err)
	}
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (e endpoint) sends() string {
	switch {
	case e.body == "":
		return ""
	case strings.HasPrefix(e.body, "--"):
		return "multipart/form-data"
	}
	return mediaJSON
}

func (e endpoint) answers() string {
	switch {
	case e.answer == "":
		return ""
	case e.media != "":
		return e.media
	}
	return mediaJSON
}

// status is the one that TestEndpoints answers with, or the 201 in its place.
func (e endpoint) status(op openapitest.Operation) int {
	_, created := op.Responses["201"]
	switch _, plain := op.Responses["200"]; {
	case e.answer == "":
		return 204
	case created && !plain:
		return 201
	}
	return 200
}
