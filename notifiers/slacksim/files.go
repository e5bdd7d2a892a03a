package slacksim

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

func (s *Sim) uploadURL(in args) answer {
	size, err := strconv.Atoi(in["length"])
	switch {
	case in["filename"] == "":
		return refuse("invalid_arguments")
	case err != nil || size < 1:
		return refuse("invalid_arguments")
	case size > 1<<30:
		return refuse("file_upload_size_restricted")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := fmt.Sprintf("F0SIM%04d", s.serial)
	s.files = append(s.files, File{ID: id, Name: in["filename"], Size: size})
	return answer{"ok": true, "file_id": id, "upload_url": s.Base() + "/upload/" + id}
}

// serveUpload takes the bytes, as multipart or raw, by POST or PUT.
func (s *Sim) serveUpload(w http.ResponseWriter, r *http.Request) {
	bytes, err := uploaded(r)
	s.answer(w, r, "upload", "", func() answer {
		s.mu.Lock()
		defer s.mu.Unlock()
		f := s.file(r.PathValue("id"))
		switch {
		case f == nil:
			return refuse("file_not_found").with(http.StatusNotFound)
		case err != nil || len(bytes) != f.Size:
			return refuse("size_mismatch").with(http.StatusBadRequest)
		}
		f.Bytes = bytes
		return answer{"ok": true}
	})
}

func uploaded(r *http.Request) ([]byte, error) {
	const max = 64 << 20
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(io.LimitReader(r.Body, max))
	}
	mr := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := mr.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(io.LimitReader(part, max))
		}
	}
}

func (s *Sim) completeUpload(in args) answer {
	var wanted []struct{ ID, Title string }
	if json.Unmarshal([]byte(in["files"]), &wanted) != nil || len(wanted) == 0 {
		return refuse("invalid_arguments")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var c *Channel
	if in["channel_id"] != "" {
		var code string
		if c, code = s.reach(in["channel_id"], false); code != "" {
			return refuse(code)
		}
	}
	shared := []answer{}
	for _, want := range wanted {
		f := s.file(want.ID)
		if f == nil || f.Bytes == nil {
			return refuse("file_not_found")
		}
		if c != nil {
			f.Channel, f.ThreadTS = c.ID, s.thread(c.ID, in["thread_ts"])
		}
		f.Title, f.Comment = want.Title, in["initial_comment"]
		s.record("file", nil, f)
		shared = append(shared, answer{"id": f.ID, "title": f.Title})
	}
	s.announce(c, in, wanted[0].ID)
	return answer{"ok": true, "files": shared}
}

// announce posts the message that shows the file. The caller holds the lock.
func (s *Sim) announce(c *Channel, in args, file string) {
	if c == nil {
		return
	}
	s.messages = append(s.messages, Message{
		Channel: c.ID, ChannelName: c.Name, TS: s.ts(), ThreadTS: s.thread(c.ID, in["thread_ts"]),
		Text: in["initial_comment"], Files: strings.Split(file, ","),
	})
}

func (s *Sim) file(id string) *File {
	for i := range s.files {
		if s.files[i].ID == id {
			return &s.files[i]
		}
	}
	return nil
}
