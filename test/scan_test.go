package test

import (
	"archive/zip"
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

// form is one way in which a text may hold a secret.
type form struct{ name, text string }

// forms are the ways that are looked for.
func forms(secret string) []form {
	inJSON, _ := json.Marshal(secret) // a string always works
	htmlInJSON, _ := json.Marshal(html.EscapeString(secret))
	b := []byte(secret)
	out := []form{
		{"as it is", secret}, {"in hex", hex.EncodeToString(b)}, {"in HEX", strings.ToUpper(hex.EncodeToString(b))},
		{"escaped for an address", url.QueryEscape(secret)}, {"escaped for a path", url.PathEscape(secret)},
		{"escaped for the user part of an address", strings.TrimPrefix(url.UserPassword("", secret).String(), ":")},
		{"escaped for JSON", strings.Trim(string(inJSON), `"`)}, {"quoted", strings.Trim(fmt.Sprintf("%q", secret), `"`)},
		{"escaped for HTML", html.EscapeString(secret)}, {"escaped for HTML in JSON", strings.Trim(string(htmlInJSON), `"`)}, {"in base32", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)},
		{"as a list of bytes", strings.Trim(fmt.Sprint(b), "[]")},
	}
	// Behind other text, such as "user:", base64 begins in the middle of a
	// group: what is sure of it is left after the groups at both ends.
	for shift := range 3 {
		padded := append(bytes.Repeat([]byte{'x'}, shift), b...)
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := enc.EncodeToString(padded)
			from, to := 0, len(text)
			if shift > 0 {
				from = 4
			}
			if len(padded)%3 != 0 {
				to = len(text) / 4 * 4
			}
			out = append(out, form{fmt.Sprintf("in base64, shifted by %d", shift), text[from:to]})
		}
	}
	return out
}

// found says in which form a text holds a secret, "" if it does not.
func found(text []byte, secret string) string {
	for _, f := range forms(secret) {
		if bytes.Contains(text, []byte(f.text)) {
			return f.name
		}
	}
	return ""
}

// scan looks for secrets in a text and says what it found, by line.
func scan(where string, text []byte, secrets map[string]string) (leaks []string) {
	for what, secret := range secrets {
		if found(text, secret) == "" {
			continue
		}
		for line := range bytes.Lines(text) {
			if f := found(line, secret); f != "" {
				leaks = append(leaks, fmt.Sprintf("the %s is in %s, %s: %.300q", what, where, f, line))
			}
		}
	}
	return leaks
}

// TestScanFinds: the search finds what it looks for, and only that.
func TestScanFinds(t *testing.T) {
	t.Parallel()
	const secret = `k4n4ry-1+/="rd& p`
	for _, text := range []string{
		secret, "Basic " + base64.StdEncoding.EncodeToString([]byte("me:"+secret)), "Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+secret+"\n")),
		base64.URLEncoding.EncodeToString([]byte("a" + secret)), fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret)),
		"?key=" + url.QueryEscape(secret), url.PathEscape(secret), fmt.Sprintf("%q", secret), fmt.Sprintf("{%#v}", map[string]string{"a": secret}),
		html.EscapeString(secret), "postgres://" + url.UserPassword("me", secret).String() + "@h",
	} {
		if scan("x", []byte("first line\n"+text+"\nlast"), map[string]string{"key": secret}) == nil {
			t.Errorf("it is not found in %q", text)
		}
	}
	if got := scan("x", []byte("k4n4ry-1 rd"), map[string]string{"key": secret}); got != nil {
		t.Errorf("%v", got)
	}
}

// walk looks at every file that the programs made, workbooks from inside.
func walk(t *testing.T, dir string, look func(string, []byte)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".key") || filepath.Base(path) == "worker.yaml" {
			return err
		}
		seen++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		look("the name of a file", []byte(path))
		look(path, data)
		if filepath.Ext(path) == ".xlsx" {
			return parts(path, look)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d files in %s, %v", seen, dir, err)
	}
}

func parts(path string, look func(string, []byte)) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return err
		}
		look(path+" "+f.Name, data)
	}
	return nil
}

// redisDump is everything in a Redis.
func redisDump(t *testing.T, s *redistest.Server) []byte {
	t.Helper()
	ctx := t.Context()
	var b bytes.Buffer
	all, err := s.Client.Keys(ctx, "*").Result()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d keys in Redis, %v", len(all), err)
	}
	for _, key := range all {
		kind, err := s.Client.Type(ctx, key).Result()
		if err != nil {
			t.Fatal(err)
		}
		var v any
		switch kind {
		case "string":
			v, err = s.Client.Get(ctx, key).Result()
		case "hash":
			v, err = s.Client.HGetAll(ctx, key).Result()
		case "list":
			v, err = s.Client.LRange(ctx, key, 0, -1).Result()
		case "set":
			v, err = s.Client.SMembers(ctx, key).Result()
		case "zset":
			v, err = s.Client.ZRange(ctx, key, 0, -1).Result()
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %v\n", key, kind, v)
	}
	for _, customer := range []string{"Kunde", "rechnung@", "1190"} {
		if strings.Contains(b.String(), customer) {
			t.Errorf("Redis holds customer data: %q", customer)
		}
	}
	return b.Bytes()
}

// storeDump is every row of every table of a store.
func storeDump(t *testing.T, url string) []byte {
	t.Helper()
	d := dbtest.Open(t, url)
	names := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if strings.HasPrefix(url, "postgres") {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	var tables []string
	rows, err := d.QueryContext(t.Context(), names)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	var b bytes.Buffer
	n := 0
	for _, table := range tables {
		rows, err := d.QueryContext(t.Context(), `SELECT * FROM "`+table+`"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for ; rows.Next(); n++ {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			b.WriteString(table)
			for _, c := range cells {
				v := *c.(*any)
				if text, ok := v.([]byte); ok {
					v = string(text)
				}
				fmt.Fprintf(&b, " %v", v)
			}
			b.WriteByte('\n')
		}
		rows.Close()
	}
	if n < 20 {
		t.Errorf("only %d rows in the store", n)
	}
	return b.Bytes()
}
