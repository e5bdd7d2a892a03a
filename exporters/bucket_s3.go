package exporters

import (
	"context"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

// openS3 opens s3://BUCKET/PREFIX?region=…&endpoint=…. An endpoint is a server
// other than Amazon's; its buckets are part of the path, and it is sent no
// checksums that it may not know.
func openS3(ctx context.Context, u *url.URL, o BucketOptions) (*blob.Bucket, error) {
	q := u.Query()
	var opts []func(*awsconfig.LoadOptions) error
	if region := q.Get("region"); region != "" {
		opts = append(opts, awsconfig.WithRegion(region))
	}
	if o.AccessKey != "" {
		opts = append(opts, awsconfig.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(o.AccessKey, o.SecretKey, "")))
	}
	endpoint := q.Get("endpoint")
	if endpoint != "" {
		opts = append(opts, awsconfig.WithBaseEndpoint(endpoint), awsconfig.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired))
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx, opts...)
	if err != nil {
		return nil, fmt.Errorf("s3: %s", lastOf(err))
	}
	if cfg.Region == "" {
		if endpoint == "" {
			return nil, fmt.Errorf("s3: no region: write ?region=eu-central-1 behind the address, or set AWS_REGION")
		}
		cfg.Region = "us-east-1" // servers of one's own have one region, and this name for it
	}
	client := s3.NewFromConfig(cfg, func(s *s3.Options) {
		s.UsePathStyle = endpoint != ""
		s.DisableLogOutputChecksumValidationSkipped = true // it is said on stderr; we compare hashes ourselves
	})
	return s3blob.OpenBucket(ctx, client, u.Host, &s3blob.Options{RequestChecksumCalculation: cfg.RequestChecksumCalculation})
}
