package mocoapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	hookKey  = "0123456789abcdef0123456789abcdef"
	hookNext = "fedcba9876543210fedcba9876543210"
	hookBody = `{"id":111,"description":"a description"}`
	// hookSum was computed with openssl dgst -sha256 -hmac.
	hookSum = "a801c8f4fb094b24bf668fb58e2ec0bcfa4699614ac8123221bb6610682c0778"
)

var hookNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func verifier(keys ...string) Verifier { return Verifier{Keys: func() []string { return keys }} }

func hookSign(key, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// hookHeader gives the headers of a post; more are pairs of name and value.
func hookHeader(signature string, more ...string) http.Header {
	h := http.Header{}
	h.Set(HeaderTarget, "Invoice")
	h.Set(HeaderEvent, "update")
	h.Set(HeaderTimestamp, "1795435200000") // hookNow
	h.Set(HeaderUser, "933590")
	h.Set(HeaderAccount, "beispiel")
	h.Set(HeaderSignature, signature)
	for i := 0; i < len(more); i += 2 {
		h.Set(more[i], more[i+1])
	}
	return h
}

// TestF100_ForgedWebHook: nothing that MOCO did not sign is opened.
func TestF100_ForgedWebHook(t *testing.T) {
	t.Parallel()
	other := hookSign(hookNext, hookBody)
	flipped := "0" + hookSum[1:]
	raw, _ := hex.DecodeString(hookSum)
	binary, _ := hex.DecodeString(hookKey)
	for name, tt := range map[string]struct {
		signatures []string
		body       string
	}{
		"no header":                {nil, hookBody},
		"empty":                    {[]string{""}, hookBody},
		"blank":                    {[]string{" "}, hookBody},
		"other secret":             {[]string{other}, hookBody},
		"empty secret":             {[]string{hookSign("", hookBody)}, hookBody},
		"key taken as hex":         {[]string{hookSign(string(binary), hookBody)}, hookBody},
		"first digit":              {[]string{flipped}, hookBody},
		"last digit":               {[]string{hookSum[:63] + "g"}, hookBody},
		"one byte short":           {[]string{hookSum[:62]}, hookBody},
		"odd length":               {[]string{hookSum[:63]}, hookBody},
		"eight digits":             {[]string{hookSum[:8]}, hookBody},
		"one byte long":            {[]string{hookSum + "00"}, hookBody},
		"twice in one":             {[]string{hookSum + hookSum}, hookBody},
		"upper case":               {[]string{strings.ToUpper(hookSum)}, hookBody},
		"blank before":             {[]string{" " + hookSum}, hookBody},
		"blank after":              {[]string{hookSum + " "}, hookBody},
		"line end after":           {[]string{hookSum + "\n"}, hookBody},
		"NUL after":                {[]string{hookSum + "\x00"}, hookBody},
		"with an algorithm":        {[]string{"sha256=" + hookSum}, hookBody},
		"with 0x":                  {[]string{"0x" + hookSum}, hookBody},
		"raw bytes":                {[]string{string(raw)}, hookBody},
		"full-width digits":        {[]string{strings.ReplaceAll(hookSum, "0", "０")}, hookBody},
		"two headers, good first":  {[]string{hookSum, other}, hookBody},
		"two headers, good last":   {[]string{other, hookSum}, hookBody},
		"two headers, equal":       {[]string{hookSum, hookSum}, hookBody},
		"two in a list":            {[]string{other + "," + hookSum}, hookBody},
		"hash without a key":       {[]string{sha(hookBody)}, hookBody},
		"hash of key and body":     {[]string{sha(hookKey + hookBody)}, hookBody},
		"empty body":               {[]string{hookSum}, ""},
		"another body":             {[]string{hookSum}, strings.Replace(hookBody, "111", "112", 1)},
		"re-serialised: blanks":    {[]string{hookSum}, `{"id": 111, "description": "a description"}`},
		"re-serialised: order":     {[]string{hookSum}, `{"description":"a description","id":111}`},
		"re-serialised: escapes":   {[]string{hookSum}, `{"id":111,"description":"a\u0020description"}`},
		"re-serialised: number":    {[]string{hookSum}, `{"id":111.0,"description":"a description"}`},
		"re-serialised: line end":  {[]string{hookSum}, hookBody + "\n"},
		"re-serialised: byte mark": {[]string{hookSum}, "\ufeff" + hookBody},
	} {
		h := hookHeader("")
		h.Del(HeaderSignature)
		for _, s := range tt.signatures {
			h.Add(HeaderSignature, s)
		}
		for _, v := range []Verifier{verifier(hookKey), verifier("", hookKey)} {
			if n, err := v.Open(h, []byte(tt.body), hookNow); !errors.Is(err, ErrWebHookForged) || n.Raw != nil {
				t.Errorf("%s: %+v, %v", name, n, err)
			}
		}
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// TestVerifierKeys: each of several keys is good, and none at all is not.
func TestVerifierKeys(t *testing.T) {
	t.Parallel()
	h := hookHeader(hookSum)
	for _, tt := range []struct {
		v    Verifier
		want error
	}{
		{verifier(hookKey), nil},
		{verifier(hookKey, hookNext), nil},
		{verifier(hookNext, hookKey), nil},
		{verifier(hookNext), ErrWebHookForged},
		{verifier(), ErrWebHookForged},
		{Verifier{}, ErrWebHookForged},
	} {
		if _, err := tt.v.Open(h, []byte(hookBody), hookNow); !errors.Is(err, tt.want) {
			t.Errorf("got %v, want %v", err, tt.want)
		}
	}
	empty := hookHeader(hookSign("", hookBody))
	if _, err := verifier("").Open(empty, []byte(hookBody), hookNow); !errors.Is(err, ErrWebHookForged) {
		t.Errorf("an empty key signs: %v", err)
	}
}
