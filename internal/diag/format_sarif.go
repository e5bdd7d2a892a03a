package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
)

// Tool is what a SARIF report says about who wrote it.
type Tool struct {
	Name, Version string
	// Describe says in a sentence what a code means; "" if it is not known.
	Describe func(code string) string
}

type object = map[string]any

// SARIF writes the problems in the Static Analysis Results Interchange Format
// 2.1.0 of OASIS, which code hosts take as annotations. Columns count
// characters. The error is w's.
func SARIF(w io.Writer, l List, t Tool) error {
	codes := []string{}
	results := []object{}
	for _, p := range l {
		if !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
		results = append(results, object{
			"ruleId": p.Code, "ruleIndex": slices.Index(codes, p.Code), "level": p.Severity.String(),
			"message": object{"text": p.message()}, "locations": []object{{"physicalLocation": location(p.Pos)}},
		})
	}
	described := []object{}
	for _, c := range codes {
		rule := object{"id": c}
		if text := t.Describe(c); text != "" {
			rule["shortDescription"] = object{"text": text}
		}
		described = append(described, rule)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{
			"tool":       object{"driver": object{"name": t.Name, "version": t.Version, "rules": described}},
			"columnKind": "unicodeCodePoints", "results": results,
		}},
	})
}

func location(p Pos) object {
	at := object{"artifactLocation": object{"uri": (&url.URL{Path: filepath.ToSlash(p.File)}).String()}}
	if p.Line > 0 {
		at["region"] = object{"startLine": p.Line, "startColumn": p.Col, "endColumn": p.Col + max(p.Width, 1)}
	}
	return at
}
