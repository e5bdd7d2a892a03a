//go:build gcs

package exporters

import (
	"context"
	"net/url"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/gcsblob" // knows gs:// addresses
)

// openGS opens an address by the cloud's usual chain of credentials.
func openGS(ctx context.Context, u *url.URL, _ BucketOptions) (*blob.Bucket, error) {
	address := url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: u.RawQuery}
	return blob.OpenBucket(ctx, address.String())
}
