package db_test

import (
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// The tests inside the package can't import dbtest, which imports the package.
func init() { db.PostgresForTest = dbtest.Postgres }
