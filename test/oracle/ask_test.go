package oracle

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// asker sends requests as somebody does who may write.
func asker(t *testing.T, s *mocosim.Server) func(method, path, body string) {
	return func(method, path, body string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+"/api/v1"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Token token=write-key")
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s", method, path, resp.Status)
		}
	}
}
