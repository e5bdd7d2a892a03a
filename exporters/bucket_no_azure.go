//go:build !azure

package exporters

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// openAzure says that this build does not know azblob:// addresses.
func openAzure(context.Context, *url.URL, BucketOptions) (*blob.Bucket, error) {
	return nil, errors.New("this build does not know azblob://; build it with: go build -tags azure ./cmd/worker")
}
