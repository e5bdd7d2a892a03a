// Package openapitest holds requests and answers against MOCO's OpenAPI
// description, for tests.
package openapitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Description is the vendor's OpenAPI file.
type Description struct {
	Paths map[string]map[string]Operation
}

// Operation is what the description says of a method of a path.
type Operation struct {
	Parameters  []Parameter
	RequestBody struct {
		Required bool
		Content  map[string]Content
	}
	Responses map[string]Response
}

// Parameter is one in the path, the query or the header.
type Parameter struct{ In, Name string }

// Response is an answer with one status.
type Response struct {
	Headers map[string]any
	Content map[string]Content
}

// Content is a body of one media type.
type Content struct{ Schema any }

// Parse reads the file.
func Parse(t testing.TB, raw []byte) Description {
	t.Helper()
	var d Description
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatalf("the OpenAPI description: %v", err)
	}
	return d
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

// Find gives an operation, such as "GET /tags/{id}", whatever the description
// calls the path's variables.
func (d Description) Find(op string) (Operation, bool) {
	method, path, _ := strings.Cut(op, " ")
	for p, methods := range d.Paths {
		if braces.ReplaceAllString(p, "{}") == braces.ReplaceAllString(path, "{}") {
			o, ok := methods[strings.ToLower(method)]
			return o, ok
		}
	}
	return Operation{}, false
}

// Request says what is wrong with a request: query names that are not
// described, a body that does not fit.
func (o Operation) Request(t testing.TB, query []string, media, body string) (found []string) {
	t.Helper()
	for _, name := range query {
		name, _, _ = strings.Cut(name, "[")
		if !slices.ContainsFunc(o.Parameters, func(p Parameter) bool { return p.In == "query" && p.Name == name }) {
			found = append(found, "query "+name+" is not described")
		}
	}
	content, known := o.RequestBody.Content[media]
	switch {
	case body == "" && o.RequestBody.Required:
		return append(found, "request without a body")
	case body == "":
		return found
	case !known:
		return append(found, fmt.Sprintf("request of type %q is not described", media))
	case media != "application/json":
		return found
	}
	for _, f := range Violations(t, content.Schema, body) {
		found = append(found, "request"+f)
	}
	return found
}

// Answer says what is wrong with an answer's body.
func (o Operation) Answer(t testing.TB, status int, media, body string) (found []string) {
	t.Helper()
	want, known := o.Responses[strconv.Itoa(status)]
	if !known {
		return []string{fmt.Sprintf("status %d is not described", status)}
	}
	content, known := want.Content[media]
	switch {
	case len(want.Content) == 0 && body == "":
		return nil
	case !known:
		return []string{fmt.Sprintf("%d of type %q is not described", status, media)}
	case media != "application/json":
		return nil
	}
	for _, f := range Violations(t, content.Schema, body) {
		found = append(found, fmt.Sprintf("%d%s", status, f))
	}
	return found
}

// Violations validates a body and gives each complaint as "place complaint", list positions as *.
func Violations(t testing.TB, schema any, body string) []string {
	t.Helper()
	comp := jsonschema.NewCompiler()
	comp.DefaultDraft(jsonschema.Draft2020)
	comp.AssertFormat()
	if err := comp.AddResource("mem:///answer", strict(schema, false)); err != nil {
		t.Fatal(err)
	}
	sch, err := comp.Compile("mem:///answer")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return []string{" no JSON"}
	}
	var bad *jsonschema.ValidationError
	if !errors.As(sch.Validate(value), &bad) {
		return nil
	}
	all := map[string]bool{}
	leaves(bad, func(e *jsonschema.ValidationError) {
		at := ""
		for _, step := range e.InstanceLocation {
			if _, err := strconv.Atoi(step); err == nil {
				step = "*"
			}
			at += "/" + step
		}
		switch k := e.ErrorKind.(type) {
		case *kind.AdditionalProperties:
			for _, name := range k.Properties {
				all[at+"/"+name+" unknown"] = true
			}
		case *kind.FalseSchema:
			all[at+" unknown"] = true
		default:
			_, text, _ := strings.Cut(e.Error(), ": ")
			all[at+" "+text] = true
		}
	})
	return slices.Sorted(maps.Keys(all))
}

func leaves(e *jsonschema.ValidationError, f func(*jsonschema.ValidationError)) {
	if len(e.Causes) == 0 {
		f(e)
	}
	for _, c := range e.Causes {
		leaves(c, f)
	}
}

// strict turns an OpenAPI 3.0 schema into a JSON Schema that allows no property it does not name. In a oneOf any may fit:
// the description's own {id, name} or whole company would else always be both.
func strict(schema any, part bool) any {
	s, isObject := schema.(map[string]any)
	if !isObject {
		return schema
	}
	out := map[string]any{}
	for k, v := range s {
		switch k {
		case "example", "nullable", "description":
		case "properties":
			props := map[string]any{}
			for name, p := range v.(map[string]any) {
				props[name] = strict(p, false)
			}
			out[k] = props
		case "items":
			out[k] = strict(v, false)
		case "oneOf", "anyOf", "allOf":
			var list []any
			for _, branch := range v.([]any) {
				list = append(list, strict(branch, k == "allOf"))
			}
			out[strings.Replace(k, "oneOf", "anyOf", 1)] = list
		default:
			out[k] = v
		}
	}
	_, open := s["additionalProperties"]
	if _, has := s["properties"]; has && !open && !part {
		out["additionalProperties"] = false
	}
	if _, has := s["allOf"]; has && !part {
		out["unevaluatedProperties"] = false
	}
	if s["nullable"] == true {
		return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, out}}
	}
	return out
}
