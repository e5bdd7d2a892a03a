package configs

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Schema is the JSON Schema (draft 7) of worker.yaml, for editors. It is made
// from Fields, so its texts are the reference's texts.
func Schema() []byte {
	root := newTable().object("")
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "worker.yaml"
	out, _ := json.MarshalIndent(root, "", "  ") // maps of texts and numbers can't fail
	return append(out, '\n')
}

type object = map[string]any

// object is the schema of the map whose keys lie below a path.
func (t table) object(path string) object {
	properties, required := object{}, []string{}
	for _, f := range t.children(path) {
		properties[f.Key()] = t.schema(f)
		if f.Required {
			required = append(required, f.Key())
		}
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false, "patternProperties": object{"^x-": object{}}}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// schema is the schema of one key's value.
func (t table) schema(f Field) object {
	var o object
	switch f.Type {
	case Section:
		o = t.object(f.inside())
		o["type"] = []string{"object", "null"}
	case Sections:
		o = object{"type": []string{"array", "null"}, "items": t.object(f.inside())}
	case Named:
		o = object{"type": []string{"object", "null"}, "additionalProperties": t.object(f.inside())}
	case Amounts:
		o = object{"type": []string{"object", "null"}, "patternProperties": object{"^[A-Z]{3}$": object{"type": []string{"number", "string"}}}, "additionalProperties": false}
	case Params:
		words := object{"type": "object", "properties": object{"one_of": object{"type": "array", "items": enum(nil), "minItems": 1}}, "required": []string{"one_of"}, "additionalProperties": false}
		o = object{"type": []string{"object", "null"}, "additionalProperties": object{"anyOf": []object{{"type": []string{"number", "string", "boolean"}}, words}}}
	case List:
		o = object{"type": []string{"array", "null"}, "items": enum(f.Words)}
	default:
		o = f.scalar()
	}
	o["description"] = f.Doc
	if f.Unused {
		o["description"] = f.Doc + " Accepted, not used yet."
	}
	if f.Default != "" && f.Type != List {
		o["default"] = f.defaultValue()
	}
	return o
}

func enum(words []string) object {
	if len(words) == 0 {
		return object{"type": []string{"string", "number"}}
	}
	return object{"enum": words}
}

func (f Field) scalar() object {
	pattern := func(p string) object { return object{"type": "string", "pattern": p} }
	switch f.Type {
	case Bool:
		return object{"type": "boolean"}
	case Int:
		return object{"type": "integer", "minimum": f.Min, "maximum": f.Max}
	case Duration:
		return pattern(`^([0-9.]+(ms|s|m|h))+$|^[0-9]+d$|\$\{`)
	case Percent:
		return pattern(`^[0-9]+ ?%$`)
	case Date:
		return pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$|\$\{`)
	case Clock:
		return pattern(`^[0-2][0-9]:[0-5][0-9]$|\$\{`)
	case Reference:
		return pattern(`^$|^\$\{(env|file):[^}]+\}$`)
	case Enum:
		return enum(f.Words)
	}
	return object{"type": "string"}
}

func (f Field) defaultValue() any {
	switch f.Type {
	case Bool:
		return f.Default == "true"
	case Int:
		n, _ := strconv.Atoi(f.Default)
		return n
	}
	return f.Default
}

// Markdown is the reference of worker.yaml for people: a table of all keys.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| key | default | meaning |\n|---|---|---|\n")
	for _, f := range Fields() {
		key, doc := "`"+f.Path+"`", f.Doc
		if f.Required {
			key += " (required)"
		}
		if f.Type == Enum || f.Type == List && len(f.Words) > 0 {
			doc += " One of " + strings.Join(f.Words, ", ") + "."
		}
		if f.Unused {
			doc += " *Accepted, not used yet.*"
		}
		def := ""
		if f.Default != "" {
			def = "`" + f.Default + "`"
		}
		b.WriteString("| " + key + " | " + def + " | " + strings.ReplaceAll(doc, "|", `\|`) + " |\n")
	}
	return b.String()
}
