package mocoapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Session says whom a key stands for (docs: sections/session.md).
type Session struct {
	ID   billing.ID `json:"id"` // of the user
	UUID string     `json:"uuid,omitzero"`
	Extra
}

// SessionReader tells whom the key stands for.
type SessionReader struct{ *conn }

// Get says whom the key stands for. It is the cheapest way to try a key: a
// refused one gives fault.Auth.
//
//moco:operation GET /session
func (s SessionReader) Get(ctx context.Context) (Session, error) {
	row, _, err := single[Session](ctx, s.conn, "session", get("/session", nil))
	return row.Value, err
}

// SessionService tells whom the key stands for, and gets a user's own key.
type SessionService struct{ SessionReader }

// Login is a user's e-mail address and password, both required.
type Login struct {
	Email    string
	Password Secret
}

func (l Login) problem() string {
	if l.Email == "" || l.Password == "" {
		return "a login needs an e-mail address and a password"
	}
	return ""
}

// MarshalJSON writes what MOCO takes.
func (l Login) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}{l.Email, string(l.Password)})
}

// UserKey is a user's own API key. It may do what the user may do.
type UserKey struct {
	APIKey Secret     `json:"api_key"`
	UserID billing.ID `json:"user_id"`
	Extra
}

// Create gets a user's own key for his login. A wrong one is fault.Auth.
//
//moco:operation POST /session
func (s SessionService) Create(ctx context.Context, l Login) (UserKey, error) {
	k := call{method: http.MethodPost, path: "/session"}
	if text := l.problem(); text != "" {
		return UserKey{}, k.refused(fault.Invalid, text, nil)
	}
	k, r, err := s.write(ctx, k, l)
	if err != nil {
		return UserKey{}, err
	}
	if text := notJSON(r, '{'); text != "" {
		return UserKey{}, k.fail(r, fault.Unsure, text)
	}
	row := decodeReportRow[UserKey](s.drift, "session", trim(r.body))
	if row.Err != nil || row.Value.APIKey == "" {
		return UserKey{}, k.fail(r, fault.Unsure, "the answer has no key")
	}
	return row.Value, nil
}

// Secret is a text that shows itself to nobody: it prints as ****, whatever the
// verb, and is written to JSON as ****. string(s) gives it.
type Secret string

// Format prints ****.
func (Secret) Format(s fmt.State, _ rune) { fmt.Fprint(s, "****") }

// MarshalJSON writes "****".
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"****"`), nil }
