package mocoapi

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

const (
	dialTimeout   = 10 * time.Second
	maxHeaderSize = 256 << 10
)

// newTransport makes a transport that talks to the base URL's host only as
// far as a transport can know: no proxy from the environment, HTTP/1.1 (an
// HTTP/2 transport repeats requests by itself), TLS 1.2 or newer.
func newTransport(base *url.URL, roots *x509.CertPool, timeout time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout}
	if isLoopback(base) {
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return refuseNonLoopback(address) }
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  timeout,
		MaxResponseHeaderBytes: maxHeaderSize,
		IdleConnTimeout:        time.Minute,
		MaxIdleConnsPerHost:    4,
		Protocols:              &protocols,
	}
}

// readClient keeps connections: net/http may repeat a GET on a connection
// that turned out to be closed.
func readClient(base *url.URL, o Options) *http.Client {
	return &http.Client{Transport: newTransport(base, o.RootCAs, o.Timeout), CheckRedirect: refuseRedirect}
}

// writeClient uses a fresh connection for each request, so that no write meets
// a connection that the server is just closing.
func writeClient(base *url.URL, o Options) *http.Client {
	t := newTransport(base, o.RootCAs, o.Timeout)
	t.DisableKeepAlives = true
	return &http.Client{Transport: t, CheckRedirect: refuseRedirect}
}

// refuseRedirect hands the redirect itself to the caller: the key must not
// follow it, and a write must not be sent twice.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
