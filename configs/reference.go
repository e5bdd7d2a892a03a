package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/internal/diag"
)

// maxSecretSize is the largest file that a reference may name, in bytes.
const maxSecretSize = 64 << 10

// reference is one ${env:NAME}, ${env:NAME:-default} or ${file:PATH} of a text.
type reference struct {
	kind       string // "env" or "file"
	name       string
	fallback   string
	optional   bool // has :-
	start, end int  // in the text
}

// String is the reference as written, without its default, which may be
// anything.
func (r reference) String() string {
	tail := ""
	if r.optional {
		tail = ":-"
	}
	return "${" + r.kind + ":" + r.name + tail + "}"
}

// references finds all references of a text. The problem has no place yet; its
// piece is where it stands in the text.
func references(text string) (refs []reference, bad diag.Problem, piece [2]int) {
	for at := 0; ; {
		i := strings.Index(text[at:], "${")
		if i < 0 {
			return refs, diag.Problem{}, piece
		}
		start := at + i
		length := strings.IndexByte(text[start:], '}')
		if length < 0 {
			return refs, diag.Problem{Code: "reference", Text: "a ${ is never closed", Help: "write ${env:NAME} or ${file:PATH}"}, [2]int{start, len(text)}
		}
		at = start + length + 1
		r := reference{start: start, end: at}
		body := text[start+2 : at-1]
		body, r.fallback, r.optional = strings.Cut(body, ":-")
		r.kind, r.name, _ = strings.Cut(body, ":")
		if r.kind != "env" && r.kind != "file" || r.name == "" {
			return refs, diag.Problem{Code: "reference", Text: "this reference is not understood", Help: "write ${env:NAME} or ${file:PATH}"}, [2]int{start, at}
		}
		refs = append(refs, r)
	}
}

// value looks a reference up. found is false if it is optional and there is
// nothing; then the default stands.
func (r reference) value(env Env, dir string) (v string, err error) {
	if r.kind == "env" {
		v, ok := env.lookup(r.name)
		switch {
		case ok && v != "", ok && !r.optional:
			return v, nil
		case r.optional:
			return r.fallback, nil
		}
		return "", diag.Problem{Code: "env", Text: "environment variable " + r.name + " is not set", Help: "set it, or give a default: ${env:" + r.name + ":-…}"}
	}
	data, err := env.read(joinPath(dir, r.name))
	if errors.Is(err, fs.ErrNotExist) && r.optional {
		return r.fallback, nil
	}
	if err != nil {
		return "", unreadable(r, err)
	}
	if len(data) > maxSecretSize || !utf8.Valid(data) {
		return "", diag.Problem{Code: "env", Text: fmt.Sprintf("%s is not a short text file", r)}
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// unreadable says why a file can't be read, without repeating its path.
func unreadable(r reference, err error) diag.Problem {
	p := diag.Problem{Code: "secret", Text: fmt.Sprintf("%s can't be read: %s", r, reason(err))}
	if errors.Is(err, fs.ErrPermission) {
		p.Help = "the file must be readable for the user that the worker runs as (chown, or LoadCredential=)"
	}
	if errors.Is(err, fs.ErrNotExist) {
		p.Help = "make the file, or write ${file:" + r.name + ":-} if it may be absent"
	}
	return p
}

// reason is an error of the file system without operation and path.
func reason(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return err.Error()
}

// joinPath resolves a path relative to the folder of worker.yaml.
func joinPath(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
