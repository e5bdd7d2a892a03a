//go:build azure

package exporters

import (
	"context"
	"net/url"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // knows azblob:// addresses
)

// openAzure opens an address by the cloud's usual chain of credentials.
func openAzure(ctx context.Context, u *url.URL, _ BucketOptions) (*blob.Bucket, error) {
	address := url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: u.RawQuery}
	return blob.OpenBucket(ctx, address.String())
}
