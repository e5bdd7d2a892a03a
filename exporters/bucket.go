package exporters

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/mocowork/mocowork/internal/fault"
)

// Bucket is a bucket of a cloud as a sink, or the part of one below a prefix.
// An object appears completely or not at all: the cloud makes it visible when
// its last byte has come. Close it.
type Bucket struct {
	bucket *blob.Bucket
	prefix string // "" or one that ends with a slash
	place  string // for people
}

// BucketOptions are what an address does not say.
type BucketOptions struct {
	// AccessKey and SecretKey are used instead of what the cloud's own chain
	// finds (environment, profile, the machine's role); both or none.
	AccessKey, SecretKey string
}

// clouds open the buckets of an address's scheme. To add one: a file, and a
// line here.
var clouds = map[string]func(context.Context, *url.URL, BucketOptions) (*blob.Bucket, error){
	"s3":     openS3,
	"gs":     openGS,
	"azblob": openAzure,
}

// OpenBucket opens s3://BUCKET/PREFIX?region=…&endpoint=…, gs://BUCKET/PREFIX or
// azblob://CONTAINER/PREFIX. Nothing is asked of the cloud yet. The error says
// what is wrong with the address, or that this build does not know the cloud.
func OpenBucket(ctx context.Context, address string, o BucketOptions) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || clouds[u.Scheme] == nil {
		return nil, errors.New("bucket: want an address such as s3://BUCKET/PREFIX?region=eu-central-1")
	}
	prefix := strings.Trim(u.Path, "/")
	if slices.Contains(strings.Split(prefix, "/"), "..") {
		return nil, fmt.Errorf("bucket %s: the prefix leads upwards", u.Host)
	}
	b, err := clouds[u.Scheme](ctx, u, o)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", u.Host, err)
	}
	out := &Bucket{bucket: b, place: u.Scheme + "://" + u.Host}
	if prefix != "" {
		out.prefix, out.place = prefix+"/", out.place+"/"+prefix
	}
	return out, nil
}

// String is the bucket's address without its parameters.
func (b *Bucket) String() string { return b.place }

// Close lets go of the bucket.
func (b *Bucket) Close() error { return b.bucket.Close() }

// Deliver puts the file into the bucket and reads it back. What was read back
// wrong is deleted. Errors are temporary where another try may help.
func (b *Bucket) Deliver(ctx context.Context, f File) (Receipt, error) {
	if err := checkName(f.Name); err != nil {
		return Receipt{}, err
	}
	there, err := b.bucket.Exists(ctx, b.prefix+f.Name)
	if err != nil {
		return Receipt{}, b.explain(f.Name, err)
	}
	from, err := os.Open(f.Path)
	if err != nil {
		return Receipt{}, fmt.Errorf("bucket %s: %s: %w", b, f.Name, short(err))
	}
	defer from.Close()
	if err := b.put(ctx, f.Name, from); err != nil {
		return Receipt{}, b.explain(f.Name, err)
	}
	if err := b.readBack(ctx, f); err != nil {
		return Receipt{}, err
	}
	return Receipt{Place: b.place + "/" + f.Name, SHA256: f.SHA256, Replaced: there}, nil
}

func (b *Bucket) readBack(ctx context.Context, f File) error {
	r, err := b.bucket.NewReader(ctx, b.prefix+f.Name, nil)
	if err != nil {
		return b.explain(f.Name, fmt.Errorf("reading it back: %w", err))
	}
	defer r.Close()
	sum, err := hashOf(r)
	if err != nil {
		return b.explain(f.Name, fmt.Errorf("reading it back: %w", err))
	}
	if sum != f.SHA256 {
		_ = b.bucket.Delete(ctx, b.prefix+f.Name)
		return fault.New(fault.Temporary, fmt.Errorf("bucket %s: %s: read back, its sha256 is %s instead of %s; it was removed", b, f.Name, sum, f.SHA256))
	}
	return nil
}

// put writes an object. An error leaves what was there before.
func (b *Bucket) put(ctx context.Context, name string, from io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := b.bucket.NewWriter(ctx, b.prefix+name, &blob.WriterOptions{ContentType: contentType(name)})
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, from); err != nil {
		cancel() // so that Close gives up what was written
		return errors.Join(err, w.Close())
	}
	return w.Close()
}

// contentType is what browsers and mail programs know the file by.
func contentType(name string) string {
	types := map[string]string{
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
		"json": "application/json", "jsonl": "application/jsonl", "zip": "application/zip", "pdf": "application/pdf",
	}
	if t := types[name[strings.LastIndexByte(name, '.')+1:]]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// Files are the names of the objects directly below the prefix.
func (b *Bucket) Files(ctx context.Context) ([]string, error) {
	var out []string
	list := b.bucket.List(&blob.ListOptions{Prefix: b.prefix, Delimiter: "/"})
	for {
		o, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			slices.Sort(out)
			return out, nil
		}
		if err != nil {
			return nil, b.explain("its list", err)
		}
		name := strings.TrimPrefix(o.Key, b.prefix)
		if !o.IsDir && name != "" && name != ManifestName && name != probeName {
			out = append(out, name)
		}
	}
}

// Open reads an object.
func (b *Bucket) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	r, err := b.bucket.NewReader(ctx, b.prefix+name, nil)
	if err != nil {
		return nil, b.explain(name, err)
	}
	return r, nil
}

// Remove deletes an object.
func (b *Bucket) Remove(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := b.bucket.Delete(ctx, b.prefix+name); err != nil {
		return b.explain(name, err)
	}
	return nil
}

// appending keeps the appends of this process apart: an object can only be
// written anew. Two workers that deliver into one bucket at the same moment can
// lose a line; `worker exports verify` shows the file as unknown then.
var appending sync.Mutex

// Append reads an object, and writes it with the lines at its end.
func (b *Bucket) Append(ctx context.Context, name string, lines []byte) error {
	appending.Lock()
	defer appending.Unlock()
	var all []byte
	r, err := b.Open(ctx, name)
	switch {
	case err == nil:
		all, err = io.ReadAll(r)
		_ = r.Close()
		if err != nil {
			return b.explain(name, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := b.put(ctx, name, bytes.NewReader(append(all, lines...))); err != nil {
		return b.explain(name, err)
	}
	return nil
}

// probeName is the object that Probe writes; it begins with a dot, so that no
// export can have the name.
const probeName = ".mocowork-probe"

// Probe writes a small object below the prefix, reads it and removes it again:
// for doctor.
func (b *Bucket) Probe(ctx context.Context) error {
	want := rand.Text()
	if err := b.put(ctx, probeName, strings.NewReader(want)); err != nil {
		return b.explain("writing "+probeName, err)
	}
	got, err := b.bucket.ReadAll(ctx, b.prefix+probeName)
	if err != nil {
		return b.explain("reading "+probeName, err)
	}
	if string(got) != want {
		return fmt.Errorf("bucket %s: %s read back differs from what was written", b, probeName)
	}
	if err := b.bucket.Delete(ctx, b.prefix+probeName); err != nil {
		return b.explain("removing "+probeName, err)
	}
	return nil
}

// explain says in words what a cloud answered, and whether another try may help.
// An absent object stays fs.ErrNotExist.
func (b *Bucket) explain(what string, err error) error {
	say := func(kind fault.Kind, words string) error {
		return fault.New(kind, fmt.Errorf("bucket %s: %s: %s", b, what, words))
	}
	var answer interface{ HTTPStatusCode() int }
	var api interface{ ErrorCode() string }
	status, code := 0, ""
	if errors.As(err, &answer) {
		status = answer.HTTPStatusCode()
	}
	if errors.As(err, &api) {
		code = " (" + head(api.ErrorCode(), 60) + ")"
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fault.New(fault.Temporary, fmt.Errorf("bucket %s: %s: no answer in time: %w", b, what, err))
	case strings.Contains(code, "NoSuchBucket"):
		return say(fault.Permanent, "there is no such bucket"+code+": check the name, the region and the endpoint")
	case gcerrors.Code(err) == gcerrors.NotFound:
		return fault.New(fault.Permanent, fmt.Errorf("bucket %s: %s: %w", b, what, fs.ErrNotExist))
	case gcerrors.Code(err) == gcerrors.PermissionDenied, status == http.StatusUnauthorized, status == http.StatusForbidden:
		return say(fault.Permanent, "the bucket refuses the key"+code+": it needs s3:PutObject, s3:GetObject, s3:ListBucket and s3:DeleteObject")
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return say(fault.Temporary, fmt.Sprintf("the bucket's server answered %d%s", status, code))
	case status >= 400:
		return say(fault.Permanent, fmt.Sprintf("the bucket's server answered %d%s", status, code))
	case strings.Contains(err.Error(), "credentials"):
		return say(fault.Permanent, "there are no credentials: set s3.access_key and s3.secret_key, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile or role")
	}
	return say(fault.Temporary, "the bucket can't be reached: "+lastOf(err))
}

// lastOf is the innermost error's text on one line: what the network said, and
// not the layers above.
func lastOf(err error) string {
	var network *net.OpError
	if errors.As(err, &network) {
		return network.Error()
	}
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return head(strings.Join(strings.Fields(err.Error()), " "), 200)
		}
		err = next
	}
}
