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
