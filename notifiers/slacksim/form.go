package slacksim

import (
	"errors"
	"net/url"
)

// parseForm reads a URL-encoded form.
func parseForm(kind string, body []byte) (args, error) {
	if kind != "application/x-www-form-urlencoded" {
		return nil, errors.New("neither a form nor JSON: " + kind)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	in := args{}
	for k, v := range values {
		in[k] = v[0]
	}
	return in, nil
}
