package mocoapi

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	matrix "github.com/mocowork/mocowork/test/report"
)

// F48: the connection breaks at all the moments at which a client may take
// that for a permission to send again.
func TestF48_BrokenConnections(t *testing.T) {
	t.Parallel()
	const each = 60
	row := matrix.Row{ID: "F48", Min: 4 * each, Note: "writes go over HTTP/1.1 on fresh connections"}
	for name, play := range map[string]func(net.Conn){
		"reset after the request": reset,
		"reset in the body": func(conn net.Conn) {
			readRequest(conn)
			io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"id\":12")
			conn.(*net.TCPConn).SetLinger(0)
		},
		"closed before anything": func(net.Conn) {},
	} {
		s := listen(t, play)
		c := newClient(t, options(s.url))
		for i := range each {
			_, err := c.CreateReminder(t.Context(), letter)
			if fault.KindOf(err) != fault.Unsure {
				t.Errorf("%s: %v is %s", name, err, fault.KindOf(err))
			}
			row.Runs++
			row.Fired += int(s.conns.Load()) - i
			s.conns.Store(int64(i + 1))
		}
	}
	// The server closes each connection that it has promised to keep, once a
	// second request comes in on it.
	var posts atomic.Int64
	s := listen(t, func(conn net.Conn) {
		r := bufio.NewReader(conn)
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		io.Copy(io.Discard, req.Body)
		if req.Method == "POST" {
			posts.Add(1)
		}
		io.WriteString(conn, strings.Replace(http200(`{"id":12}`), "\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n", 1))
		r.ReadByte()
	})
	c := newClient(t, options(s.url))
	for i := range each {
		if _, err := c.Reminder(t.Context(), 12); err != nil {
			t.Fatal(err)
		}
		if _, err := c.CreateReminder(t.Context(), letter); err != nil {
			t.Errorf("%v", err)
		}
		row.Runs++
		row.Fired++
		row.Dup += int(posts.Load()) - i - 1
	}
	matrix.Print(t, row)
}

// TestNoHTTP2 meets a server that prefers HTTP/2, whose GOAWAY would let a
// transport send a request again by itself.
func TestNoHTTP2(t *testing.T) {
	t.Parallel()
	var protos []string
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protos = append(protos, r.Proto)
		answer(200, `{"id":12}`)(w, r)
	}))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	t.Cleanup(srv.Close)
	o := options(srv.URL)
	o.RootCAs = pool(srv)
	c := newClient(t, o)
	if _, err := c.Reminder(t.Context(), 12); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateReminder(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	equal(t, "protocols", protos, []string{"HTTP/1.1", "HTTP/1.1"})
}

// authority is a certificate authority of its own.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, pool: x509.NewCertPool()}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.key, a.cert = a.sign(ca, nil)
	a.pool.AddCert(a.cert)
	return a
}

// sign makes a certificate; without a parent it signs itself.
func (a *authority) sign(c, parent *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	by := a.key
	if parent == nil {
		parent, by = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return key, cert
}

// server is a TLS server with such a certificate that counts requests.
func (a *authority) server(host string, until time.Time, selfSigned bool, seen *atomic.Int64) *httptest.Server {
	c := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until}
	if ip := net.ParseIP(host); ip != nil {
		c.DNSNames, c.IPAddresses = nil, []net.IP{ip}
	}
	parent := a.cert
	if selfSigned {
		parent = nil
	}
	key, cert := a.sign(c, parent)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
	srv.StartTLS()
	a.t.Cleanup(srv.Close)
	return srv
}

// F67: whoever answers is not MOCO: the key stays here.
func TestF67_StrangersNeverSeeTheKey(t *testing.T) {
	t.Parallel()
	row := matrix.Row{ID: "F67", Min: 18, Note: "0 requests seen by a stranger"}
	var seen atomic.Int64
	both := func(name string, c Billing, read, write fault.Kind, text string) {
		t.Helper()
		_, err := c.Session.Get(t.Context())
		wantError(t, err, read, text)
		_, err = c.CreateReminder(t.Context(), letter)
		wantError(t, err, write, text)
		row.Runs, row.Fired = row.Runs+2, row.Fired+2
		if n := seen.Load(); n != 0 {
			t.Errorf("%s: the stranger saw %d requests", name, n)
		}
	}
	a, inAnHour := newAuthority(t), time.Now().Add(time.Hour)
	for _, tt := range []struct {
		name, host string
		until      time.Time
		self       bool
		text       string
	}{
		{"expired", "127.0.0.1", time.Now().Add(-time.Hour), false, "expired"},
		{"wrong host", "moco.example", inAnHour, false, "127.0.0.1"},
		{"self-signed", "127.0.0.1", inAnHour, true, "unknown authority"},
	} {
		o := options(a.server(tt.host, tt.until, tt.self, &seen).URL)
		o.RootCAs = a.pool
		both(tt.name, newClient(t, o), fault.Temporary, fault.Temporary, tt.text)
	}
	nowhere := newClient(t, options(""))
	dial(nowhere, func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "beispiel.mocoapp.com", IsNotFound: true}}
	})
	both("NXDOMAIN", nowhere, fault.Temporary, fault.Temporary, "no such host")
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	t.Cleanup(other.Close)
	for _, code := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+r.URL.Path, code) })
		both("redirect", c, fault.Permanent, fault.Unsure, "it redirects to 127.0.0.1, which is not followed")
	}
	row.Dup = int(seen.Load())
	matrix.Print(t, row)
}
