package mocosim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// disableAfter is how many deliveries in a row may fail before MOCO gives a subscription up.
const disableAfter = 500

// Happening is something that web hooks tell of.
type Happening struct {
	Target string // as in a subscription: Invoice, Invoice::Payment, …
	Event  string // create, update, delete
	ID     int64  // the object's
	// Origin goes as X-Moco-Origin, "api" for a write through the API; without it the header is left out.
	Origin string
}

// Post is the request that MOCO sends for it: the object as the account shows it, or its id alone when it is gone, signed
// with the key as text. The signature covers the body and nothing else.
func (s *Server) Post(ctx context.Context, address, key string, h Happening) (*http.Request, error) {
	body, user := s.happened(h)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Moco-Target", h.Target)
	req.Header.Set("X-Moco-Event", h.Event)
	req.Header.Set("X-Moco-Timestamp", strconv.FormatInt(s.opts.Now().UnixMilli(), 10))
	req.Header.Set("X-Moco-Signature", hex.EncodeToString(mac.Sum(nil)))
	req.Header.Set("X-Moco-User-Id", strconv.FormatInt(user, 10))
	req.Header.Set("X-Moco-Account-Url", s.opts.Account)
	if h.Origin != "" {
		req.Header.Set("X-Moco-Origin", h.Origin)
	}
	return req, nil
}

// happened gives the body, and the user as whom the keys act.
func (s *Server) happened(h Happening) (body []byte, user int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user = keyOwner(s.store, s.opts.UserID).number("id")
	kind := hookTargets[h.Target]
	if o := s.store.find(kind, h.ID); o != nil && h.Event != "delete" {
		if r := s.tables[kind]; r != nil {
			o = r.view(s.store, o)
		}
		return o.encode(), user
	}
	return newObject("id", h.ID).encode(), user
}

// Deliver posts to each enabled subscription of the target and event, in the order of their ids, and gives the answers'
// status; 0 where none came. Only a 2xx is a success. It tries once, and the 500th failure in a row of a subscription
// disables it. An error says that a post could not be made.
func (s *Server) Deliver(ctx context.Context, client *http.Client, key string, h Happening) ([]int, error) {
	var statuses []int
	var bad error
	for _, o := range s.subscribed(h) {
		req, err := s.Post(ctx, o.text("hook"), key, h)
		if err != nil {
			bad = errors.Join(bad, fmt.Errorf("web hook %d: %w", o.number("id"), err))
			continue
		}
		status := 0
		if resp, err := client.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // its status is what counts
			_ = resp.Body.Close()
			status = resp.StatusCode
		}
		statuses = append(statuses, status)
		s.delivered(o.number("id"), status/100 == 2)
	}
	return statuses, bad
}

// subscribed gives copies of the enabled subscriptions.
func (s *Server) subscribed(h Happening) []*object {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*object
	for _, o := range s.store.rows(kindWebHooks) {
		if !o.flag("disabled") && o.text("target") == h.Target && o.text("event") == h.Event {
			found = append(found, o.clone())
		}
	}
	slices.SortFunc(found, byID)
	return found
}

// delivered counts the failures in a row.
func (s *Server) delivered(id int64, success bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if success {
		delete(s.hookFailures, id)
		return
	}
	s.hookFailures[id]++
	if o := s.store.find(kindWebHooks, id); o != nil && s.hookFailures[id] >= disableAfter {
		setWebHook(o, false, s.opts.Now())
		touch(o, s.opts.Now())
		delete(s.hookFailures, id)
	}
}
