package exporters

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
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

// spool is the way into the file. Rows are compressed into a temporary file as
// they come; everything else comes from excelize at the end, in the order of a
// Go map. On Close the parts are copied into the real file in the order of
// their names, each sheet with its rows. So the same book gives the same
// bytes, and memory stays flat.
type spool struct {
	to    io.Writer
	tmp   *os.File
	at    int64
	body  map[string]piece // rows, by the path of their sheet
	parts []packed
	// part is what excelize is writing under the path open; "" for nothing.
	open string
	part bytes.Buffer
}

// packed is one finished part of the archive.
type packed struct {
	name   string
	pieces []piece
}

// piece is a compressed stretch of a part.
type piece struct {
	start, end int64 // in the temporary file
	size       int64 // before compression
	crc        uint32
}

func newSpool(to io.Writer, dir string) (*spool, error) {
	tmp, err := os.CreateTemp(dir, ".tmp-spool-")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	return &spool{to: to, tmp: tmp, body: map[string]piece{}}, nil
}

// zipWriter is the constructor that excelize asks for; the buffer is excelize's
// own and stays empty.
func (s *spool) zipWriter(io.Writer) excelize.ZipWriter { return s }

// discard removes the temporary file.
func (s *spool) discard() {
	_ = s.tmp.Close()
	_ = os.Remove(s.tmp.Name())
}

// rows takes the rows of the sheet with this path. They are put into it when
// excelize writes the rest.
func (s *spool) rows(path string, write func(io.Writer) error) error {
	p, err := s.compress(write, false)
	s.body[path] = p
	return err
}

// Create begins a part and ends the one before.
func (s *spool) Create(name string) (io.Writer, error) {
	if err := s.finish(); err != nil {
		return nil, err
	}
	s.open = name
	return &s.part, nil
}

// AddFS is part of excelize's interface, which never calls it.
func (s *spool) AddFS(fs.FS) error { return errors.ErrUnsupported }

// The tags around a sheet's rows.
const rowsBegin, rowsEnd = "<sheetData>", "</sheetData>"

// finish compresses the part that excelize has written, if there is one.
func (s *spool) finish() error {
	if s.open == "" {
		return nil
	}
	part := packed{name: s.open}
	rest := s.part.Bytes()
	if body, ok := s.body[s.open]; ok {
		before, _, begins := bytes.Cut(rest, []byte(rowsBegin))
		_, after, ends := bytes.Cut(rest, []byte(rowsEnd))
		if !begins || !ends {
			return fmt.Errorf("%s has no place for rows", s.open)
		}
		first, err := s.compress(writeAll(slices.Concat(before, []byte(rowsBegin))), false)
		if err != nil {
			return err
		}
		part.pieces = append(part.pieces, first, body)
		rest = slices.Concat([]byte(rowsEnd), after)
	}
	last, err := s.compress(writeAll(rest), true)
	if err != nil {
		return err
	}
	part.pieces = append(part.pieces, last)
	s.parts = append(s.parts, part)
	s.open = ""
	s.part.Reset()
	return nil
}

func writeAll(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

// compress adds a piece to the temporary file. One that is not the last of its
// part ends at a whole byte and knows nothing of the others, so that they can
// be joined in any order.
func (s *spool) compress(write func(io.Writer) error, last bool) (piece, error) {
	p := piece{start: s.at}
	deflate, err := flate.NewWriter(writerFunc(s.append), flate.BestSpeed)
	if err != nil {
		return piece{}, err
	}
	err = write(writerFunc(func(b []byte) (int, error) {
		p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
		p.size += int64(len(b))
		return deflate.Write(b)
	}))
	if err != nil {
		return piece{}, err
	}
	if last {
		err = deflate.Close()
	} else {
		err = deflate.Flush()
	}
	p.end = s.at
	return p, err
}

func (s *spool) append(b []byte) (int, error) {
	n, err := s.tmp.Write(b)
	s.at += int64(n)
	return n, err
}

// Close writes the archive.
func (s *spool) Close() error {
	if err := s.finish(); err != nil {
		return err
	}
	slices.SortFunc(s.parts, func(a, b packed) int { return strings.Compare(a.name, b.name) })
	zw := zip.NewWriter(s.to)
	for _, p := range s.parts {
		h := p.header()
		if h.UncompressedSize64 > math.MaxUint32 {
			return fmt.Errorf("%s: %d bytes are more than Excel opens", p.name, h.UncompressedSize64)
		}
		w, err := zw.CreateRaw(h)
		if err != nil {
			return err
		}
		for _, piece := range p.pieces {
			if _, err := io.Copy(w, io.NewSectionReader(s.tmp, piece.start, piece.end-piece.start)); err != nil {
				return err
			}
		}
	}
	return zw.Close()
}

// header describes the part. Its time is always the first of January 1980, as
// in Excel's own files.
func (p packed) header() *zip.FileHeader {
	h := &zip.FileHeader{Name: p.name, Method: zip.Deflate}
	for _, piece := range p.pieces {
		h.CRC32 = joinCRC(h.CRC32, piece.crc, piece.size)
		h.CompressedSize64 += uint64(piece.end - piece.start)
		h.UncompressedSize64 += uint64(piece.size)
	}
	//lint:ignore SA1019 CreateRaw writes this field as it is, and ignores Modified
	h.ModifiedDate = 1<<5 | 1
	return h
}

// writerFunc makes a writer of a function.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
