package cli

import (
	"strings"

	"github.com/mocowork/mocowork/rules"
)

// word is something that a rule may say: a field, a function or an action.
type word struct {
	Name    string `json:"name"`
	Type    string `json:"kind"`
	Doc     string `json:"doc"`
	Example string `json:"example,omitempty"`
}

// vocabulary lists everything that a rule may ask about whose name begins with
// prefix.
func vocabulary(prefix string) []word {
	var out []word
	add := func(x word) {
		if strings.HasPrefix(x.Name, prefix) {
			out = append(out, x)
		}
	}
	for _, f := range rules.Fields() {
		add(word{f.Name, f.Type, f.Doc, f.Example})
	}
	for _, f := range rules.Functions() {
		add(word{f.Usage, f.Type, f.Doc, f.Example})
	}
	return out
}
