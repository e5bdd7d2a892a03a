//go:build !gcs

package exporters

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// openGS says that this build does not know gs:// addresses.
func openGS(context.Context, *url.URL, BucketOptions) (*blob.Bucket, error) {
	return nil, errors.New("this build does not know gs://; build it with: go build -tags gcs ./cmd/worker")
}
