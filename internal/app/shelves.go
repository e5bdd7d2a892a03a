package app

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mocowork/mocowork/exporters"
)

// Shelves are the folders and buckets that the configuration's exports go to,
// each once. A folder that was never delivered to is left out.
func (a *App) Shelves() []string {
	var out []string
	seen := map[string]bool{}
	for _, x := range a.Config.Exports {
		for _, to := range x.To {
			place := to.Dir + to.Bucket
			if _, err := os.Stat(to.Dir); place == "" || seen[place] || to.Dir != "" && err != nil {
				continue
			}
			seen[place] = true
			out = append(out, place)
		}
	}
	return out
}

// OpenShelf opens a folder or a bucket that is there.
func (a *App) OpenShelf(ctx context.Context, place string) (exporters.Shelf, func(), error) {
	if !strings.Contains(place, "://") {
		return OpenDir(ctx, place)
	}
	b, err := a.bucket(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	return b, func() { _ = b.Close() }, nil
}

// OpenDir opens a folder that is there.
func OpenDir(_ context.Context, dir string) (exporters.Shelf, func(), error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, nil, fmt.Errorf("%s is no folder", dir)
	}
	return exporters.Dir{Root: dir}, func() {}, nil
}
