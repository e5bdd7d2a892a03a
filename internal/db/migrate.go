package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables to this version of the product. Each step is one
// transaction, so an interrupted migration goes on where it was. Several
// processes may start together. It refuses a store that a newer version of the
// product has changed.
func (d *DB) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return d.migrate(ctx, files)
}

func (d *DB) migrate(ctx context.Context, files fs.FS) error {
	p, err := d.provider(files)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	before := int64(-1)
	for {
		version, target, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("store %s: migrate: %w", d.name, Explain(err))
		}
		if version > target {
			return unfit("store %s was changed by a newer version (tables %d, this program knows %d): update this program, or restore the backup from before the update", d.name, version, target)
		}
		_, err = p.Up(ctx)
		if err == nil {
			return nil
		}
		// Another process may have been faster; then the version has moved.
		if version == before || ctx.Err() != nil {
			return fmt.Errorf("store %s: migrate: %w", d.name, Explain(err))
		}
		before = version
	}
}

// provider is goose for the dialect. PostgreSQL has a lock for the whole
// migration; in SQLite each step's transaction excludes the others.
func (d *DB) provider(files fs.FS) (*goose.Provider, error) {
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	dialect := goose.DialectSQLite3
	if d.Dialect == PostgreSQL {
		dialect = goose.DialectPostgres
		// One look a second for a minute.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60), lock.WithUnlockTimeout(1, 60))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.DB, files, opts...)
}
