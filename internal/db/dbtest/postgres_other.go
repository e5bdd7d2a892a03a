//go:build !unix

package dbtest

import (
	"errors"
	"testing"
)

type server struct{ version string }

func shared() (*server, error) {
	return nil, errors.New("the tests start PostgreSQL on Unix only")
}

func (s *server) database(testing.TB) string { return "" }

// Instance is a PostgreSQL that one test has for itself, to disturb it.
type Instance struct{ URL string }

// Own skips the test.
func Own(t testing.TB) *Instance {
	t.Helper()
	t.Skip("the tests start PostgreSQL on Unix only")
	return nil
}

// Restart does nothing here.
func (*Instance) Restart() {}

// Pause does nothing here.
func (*Instance) Pause() {}

// Resume does nothing here.
func (*Instance) Resume() {}

// Admin does nothing here.
func (*Instance) Admin(string) error { return nil }
