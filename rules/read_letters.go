package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// maxLetter is the largest template of a letter, in bytes.
const maxLetter = 20_000

// letterLanguages are those of letters, as their files are named: de.yaml.
func letterLanguages() []billing.Language { return []billing.Language{billing.German, billing.English} }

func letterFileKeys() keys {
	return keys{
		{"levels", true, "the letters, one for each step of the ladder", arrayOf(letterKeys().schema())},
		{"redirected", false, "a line before the mail while redirect_mail_to is set, such as \"Trial: meant for {{.To}}\"; if left out, the shipped one", textSchema()},
	}
}

func letterKeys() keys {
	return keys{
		{"title", true, "the reminder's title in MOCO, on one line", textSchema()},
		{"text", true, "the letter itself; it must name {{.Reference}}", textSchema()},
		{"subject", true, "the mail's subject, on one line", textSchema()},
		{"mail", true, "the mail that the letter comes with; it must name {{.Reference}}", textSchema()},
	}
}

// readLetters reads the letters of one language.
func readLetters(l *diag.List, doc *diag.Document) letterTexts {
	f := diag.Bind(l, doc.Root, "", letterFileKeys().names()...)
	texts := letterTexts{redirected: letterTemplate(f, "redirected")}
	for _, n := range f.Items("levels") {
		m := diag.Bind(l, n, "a level", letterKeys().names()...)
		texts.levels = append(texts.levels, letterText{
			letterTemplate(m, "title"), letterTemplate(m, "text"), letterTemplate(m, "subject"), letterTemplate(m, "mail"),
		})
	}
	if len(texts.levels) == 0 && doc.Root != nil && f.Has("levels") {
		f.Errorf("levels", "texts", "there are no levels")
	}
	return texts
}

// letterTemplate reads one template; nil if there is none, or a wrong one.
func letterTemplate(f *diag.Fields, key string) *template.Template {
	n := f.Scalar(key)
	if n == nil {
		return nil
	}
	failed := false
	bad := func(from, to int, help, format string, args ...any) {
		failed = true
		f.List().Add(diag.Problem{Pos: n.At(from, to), Code: "texts", Text: key + ": " + fmt.Sprintf(format, args...), Help: help})
	}
	letter, oneLine := key == "text" || key == "mail", key == "title" || key == "subject"
	switch {
	case strings.TrimSpace(n.Value) == "":
		bad(0, len(n.Value), "", "it is empty")
	case len(n.Value) > maxLetter:
		bad(0, 1, "", "it is longer than %d bytes", maxLetter)
	case oneLine && strings.Contains(strings.TrimSpace(n.Value), "\n"):
		bad(0, 1, "", "it must stand on one line")
	}
	if failed {
		return nil
	}
	t, err := template.New("text").Funcs(templateFunctions()).Option("missingkey=error").Parse(n.Value)
	if err != nil {
		bad(0, len(n.Value), "", "%s", templateMessage(err))
		return nil
	}
	c := &templateChecker{data: reflect.TypeFor[letterData](), known: exported(reflect.TypeFor[letterData]()), bad: bad}
	if c.templates(t); !failed && letter && !namesReference(t) {
		bad(0, 1, "write {{.Reference}}, outside of {{if}}", "it does not name our reference, by which the letter is known again")
	}
	if !failed {
		for _, d := range sampleLetters() {
			if err := t.Execute(new(strings.Builder), d); err != nil {
				bad(0, len(n.Value), "", "%s", templateMessage(err))
				break
			}
		}
	}
	if failed {
		return nil
	}
	return t
}

// namesReference reports whether a template always writes the reference.
func namesReference(t *template.Template) bool {
	return slices.ContainsFunc(t.Root.Nodes, func(n parse.Node) bool {
		a, ok := n.(*parse.ActionNode)
		return ok && a.Pipe.String() == ".Reference"
	})
}

// sampleLetters are data with which a letter is tried.
func sampleLetters() []letterData {
	full := letterData{HasPaid: true, HasFee: true, DaysOverdue: 30, Sender: "S", To: "T", Others: []otherData{{Number: sampleOther}}}
	full.HasInterest, full.HasLumpSum = true, true
	return []letterData{{}, full}
}

const sampleOther = "R-OTHER"

// namesOthers reports whether a letter names the customer's other invoices.
func namesOthers(t *template.Template) bool {
	var b strings.Builder
	err := t.Execute(&b, sampleLetters()[1])
	return err == nil && strings.Contains(b.String(), sampleOther)
}

// letterFolders reads the folders of own letters of one Load, each once.
type letterFolders struct {
	read  func(name string) ([]byte, error) // nil: nothing can be read
	list  *diag.List
	docs  []*diag.Document
	files []File
	known map[string]letters
}

// folder reads the files of a folder that are there; the missing languages are
// missing in the result.
func (l *letterFolders) folder(dir string) (letters, error) {
	if known, ok := l.known[dir]; ok {
		return known, nil
	}
	if l.read == nil {
		return nil, errors.New("it can't be read here")
	}
	out := letters{}
	for _, lang := range letterLanguages() {
		name := path.Join(dir, string(lang)+".yaml")
		data, err := l.read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		doc, found := diag.Parse(name, data)
		*l.list = append(*l.list, found...)
		l.docs = append(l.docs, doc)
		l.files = append(l.files, File{name, slices.Clone(data)})
		out[lang] = readLetters(l.list, doc)
	}
	l.known[dir] = out
	return out, nil
}

// letters reads texts: of a ladder. They are nil for the shipped ones.
func (r *reader) letters(f *diag.Fields, l ladder, ladder string, levels int) letters {
	n := f.Scalar("texts")
	if n == nil || n.Value == "default" {
		return nil
	}
	if !strings.Contains(n.Value, "/") {
		f.Add("texts", diag.Problem{Code: "texts", Text: fmt.Sprintf("texts: %q is neither default nor a folder", n.Value), Help: "write default, for the shipped texts, or a folder such as ./texts/"})
		return nil
	}
	dir := n.Value
	if !path.IsAbs(dir) {
		dir = path.Join(path.Dir(strings.ReplaceAll(n.Pos().File, `\`, "/")), dir)
	}
	own, err := r.folders.folder(dir)
	switch {
	case err != nil:
		f.Errorf("texts", "file", "texts: %s: %s", n.Value, err)
		return nil
	case len(own) == 0:
		f.Add("texts", diag.Problem{Code: "file", Text: fmt.Sprintf("texts: there is neither de.yaml nor en.yaml in %s", dir), Help: fmt.Sprintf("`worker rules letters %s` writes the shipped ones there, to begin with", dir)})
		return nil
	}
	out := letters{}
	for _, lang := range letterLanguages() {
		texts, ok := own[lang]
		if !ok {
			texts = r.shipped[lang]
			r.list.Warnf(n.Text(), "texts", "there is no %s.yaml in %s: letters in that language keep the shipped texts", lang, n.Value)
		} else if len(texts.levels) > 0 && len(texts.levels) < levels {
			f.Errorf("texts", "texts", "%s/%s.yaml has %s, %s has %s", strings.TrimSuffix(n.Value, "/"), lang, plural(len(texts.levels), "level"), ladder, plural(levels, "step"))
		}
		if i := slices.IndexFunc(texts.levels, func(t letterText) bool { return t.text != nil && !namesOthers(t.text) }); l.perCustomer && i >= 0 {
			f.Add("texts", diag.Problem{Code: "texts", Text: fmt.Sprintf("the text of level %d in %s/%s.yaml does not name the other invoices of a letter for all (letters: per_customer)", i+1, strings.TrimSuffix(n.Value, "/"), lang),
				Help: "write {{range .Others}} {{.Number}}: {{.Open}} {{end}} and {{.Sum}}"})
		}
		if texts.redirected == nil {
			texts.redirected = r.shipped[lang].redirected
		}
		out[lang] = texts
	}
	return out
}
