package mocoapi

import (
	"bytes"
	"errors"
	"mime/multipart"
)

// multipartFile is a body of the form multipart/form-data with one file.
type multipartFile struct {
	field string
	File  File
}

func (f multipartFile) problem() string {
	if f.File.Filename == "" || len(f.File.Content) == 0 {
		return "a document needs a name and a content"
	}
	return ""
}

// boundary stands between the parts. It is the same each time, so that a
// request can be compared; no file that people upload has a line of it.
const boundary = "mocowork-4f2b9c6e1d8a47f0b3e5"

func (f multipartFile) encode() ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.SetBoundary(boundary)
	if bytes.Contains(f.File.Content, []byte(boundary)) {
		err = errors.New("the file has the line that stands between the parts")
	}
	part, partErr := w.CreateFormFile(f.field, f.File.Filename)
	if partErr == nil {
		_, partErr = part.Write(f.File.Content)
	}
	err = errors.Join(err, partErr, w.Close())
	return b.Bytes(), w.FormDataContentType(), err
}
