package exporters

import (
	"archive/zip"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// spool is excelize's way into the file. excelize hands over the sheets in the
// order of a Go map and builds the archive in memory; the spool compresses each
// part into a temporary file as it comes, and on Close copies the parts into
// the real file in the order of their names. So the same book gives the same
// bytes, and memory stays flat.
type spool struct {
	to    io.Writer
	tmp   *os.File
	at    int64
	parts []*spooled
}

// spooled is one compressed part.
type spooled struct {
	name       string
	start, end int64
	size       int64
	crc        hash.Hash32
	deflate    *flate.Writer
	spool      *spool
}

func newSpool(to io.Writer, dir string) (*spool, error) {
	tmp, err := os.CreateTemp(dir, ".tmp-spool-")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	return &spool{to: to, tmp: tmp}, nil
}

// zipWriter is the constructor that excelize asks for; the buffer is excelize's
// own and stays empty.
func (s *spool) zipWriter(io.Writer) excelize.ZipWriter { return s }

// discard removes the temporary file.
func (s *spool) discard() {
	_ = s.tmp.Close()
	_ = os.Remove(s.tmp.Name())
}

// Create begins a part and ends the one before.
func (s *spool) Create(name string) (io.Writer, error) {
	if err := s.finish(); err != nil {
		return nil, err
	}
	p := &spooled{name: name, start: s.at, crc: crc32.NewIEEE(), spool: s}
	var err error
	if p.deflate, err = flate.NewWriter(writerFunc(s.append), flate.BestSpeed); err != nil {
		return nil, err
	}
	s.parts = append(s.parts, p)
	return p, nil
}

// AddFS is part of excelize's interface, which never calls it.
func (s *spool) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the archive.
func (s *spool) Close() error {
	if err := s.finish(); err != nil {
		return err
	}
	slices.SortFunc(s.parts, func(a, b *spooled) int { return strings.Compare(a.name, b.name) })
	zw := zip.NewWriter(s.to)
	for _, p := range s.parts {
		w, err := zw.CreateRaw(p.header())
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, io.NewSectionReader(s.tmp, p.start, p.end-p.start)); err != nil {
			return err
		}
	}
	return zw.Close()
}

func (s *spool) append(b []byte) (int, error) {
	n, err := s.tmp.Write(b)
	s.at += int64(n)
	return n, err
}

// finish ends the part that is being written, if there is one.
func (s *spool) finish() error {
	if len(s.parts) == 0 {
		return nil
	}
	p := s.parts[len(s.parts)-1]
	if p.deflate == nil {
		return nil
	}
	err := p.deflate.Close()
	p.deflate, p.end = nil, s.at
	if p.size > math.MaxUint32 {
		return fmt.Errorf("%s: %d bytes are more than Excel opens", p.name, p.size)
	}
	return err
}

// Write compresses a piece of the part.
func (p *spooled) Write(b []byte) (int, error) {
	_, _ = p.crc.Write(b) // never fails
	p.size += int64(len(b))
	return p.deflate.Write(b)
}

// header describes the part. Its time is always the first of January 1980, as
// in Excel's own files.
func (p *spooled) header() *zip.FileHeader {
	h := &zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CRC32: p.crc.Sum32(),
		CompressedSize64: uint64(p.end - p.start), UncompressedSize64: uint64(p.size),
	}
	//lint:ignore SA1019 CreateRaw writes this field as it is, and ignores Modified
	h.ModifiedDate = 1<<5 | 1
	return h
}

// writerFunc makes a writer of a function.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
