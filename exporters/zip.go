package exporters

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// manifestCSV is the list of the documents, the last file of an archive.
const manifestCSV = "manifest.csv"

// writeZIP puts the rows' documents into an archive, one after the other, and
// then the data sheet, which says what was put there. One document at a time is
// in memory. The times in it are the documents' own days, so that the same
// documents give the same bytes.
func writeZIP(ctx context.Context, f *os.File, b Book) error {
	n, size := 0, int64(0)
	z := zip.NewWriter(writerFunc(func(piece []byte) (int, error) {
		written, err := f.Write(piece)
		size += int64(written)
		return written, err
	}))
	for _, d := range b.documents {
		if err := b.wrote(ctx, n, size); err != nil {
			return err
		}
		body, err := d.bring(ctx, b.fetch)
		if err != nil {
			return err
		}
		if n++; d.missing != "" {
			continue
		}
		sum := sha256.Sum256(body)
		d.size, d.sha256 = int64(len(body)), hex.EncodeToString(sum[:])
		// A PDF is compressed already.
		w, err := z.CreateHeader(&zip.FileHeader{Name: d.file, Method: zip.Store, Modified: d.Date.In(time.UTC)})
		if err != nil {
			return err
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: manifestCSV, Method: zip.Deflate, Modified: b.Today.In(time.UTC)})
	if err != nil {
		return err
	}
	if err := manifestDialect(b).table(w, b.sheet(b.Check.Sheet), func() error { return ctx.Err() }); err != nil {
		return err
	}
	return z.Close()
}

// manifestDialect is what opens by double click where the book's language is
// spoken.
func manifestDialect(b Book) dialect {
	if b.Language == billing.English {
		return rfc4180()
	}
	return germanCSV()
}

// readZIP adds up the list of a finished archive, and holds every document
// against its hash.
func readZIP(r io.ReaderAt, size int64, b Book) (Check, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Check{}, err
	}
	want := map[string]string{}
	for _, d := range b.documents {
		if d.missing == "" {
			want[d.file] = d.sha256
		}
	}
	if len(z.File) != len(want)+1 {
		return Check{}, fmt.Errorf("it holds %d files, and should hold %d", len(z.File), len(want)+1)
	}
	for _, f := range z.File[:len(want)] {
		sum, err := entryHash(f)
		if err != nil {
			return Check{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		if sum != want[f.Name] {
			return Check{}, fmt.Errorf("%s: its sha256 is %s", f.Name, sum)
		}
	}
	list, err := z.Open(manifestCSV)
	if err != nil {
		return Check{}, err
	}
	defer list.Close()
	body, err := io.ReadAll(list)
	if err != nil {
		return Check{}, err
	}
	return manifestDialect(b).read(bytes.NewReader(body), int64(len(body)), b)
}

func entryHash(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	return hashOf(r)
}
