// Package mailtest runs a real SMTP server for tests: go-smtp with STARTTLS and
// AUTH, on loopback, that keeps what it takes and answers as a test wants it.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say how the server behaves. The zero value offers STARTTLS, asks for
// no login and takes everything.
type Options struct {
	// NoTLS offers no STARTTLS.
	NoTLS bool
	// User and Password are asked for before a mail; "" for nobody.
	User, Password string
	// MaxBytes is the largest mail, said beforehand (SIZE); 0: not said.
	MaxBytes int64
	// Refuse answers a recipient's address with this reply instead of 250.
	Refuse map[string]*smtp.SMTPError
	// Answer is the reply to a mail's text; nil takes it.
	Answer func() *smtp.SMTPError
	// Cut closes the connection when a mail's text has come, before it is
	// answered; the mail counts as taken.
	Cut bool
}

// Mail is one that was taken.
type Mail struct {
	From string
	To   []string
	Text string // header and body as they came
}

// Server is a running server.
type Server struct {
	Port int
	// Roots trust its certificate; CAFile is the same as a file, for
	// SSL_CERT_FILE.
	Roots  *x509.CertPool
	CAFile string

	o     Options
	mu    sync.Mutex
	mails []Mail
}

// Host is what its certificate is for.
const Host = "127.0.0.1"

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{o: o}
	cert := s.certificate(t)
	srv := smtp.NewServer(s)
	srv.Domain, srv.MaxMessageBytes, srv.ErrorLog = Host, o.MaxBytes, log.New(io.Discard, "", 0)
	srv.ReadTimeout, srv.WriteTimeout = 10*time.Second, 10*time.Second
	if !o.NoTLS {
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = srv.Serve(l) // ends by Close
	}()
	t.Cleanup(func() {
		_ = srv.Close()
		<-ended
	})
	return s
}

// certificate makes a certificate for Host that nobody else trusts.
func (s *Server) certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-24 * time.Hour), NotAfter: now.AddDate(10, 0, 0), IPAddresses: []net.IP{net.ParseIP(Host)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	body := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	s.Roots = x509.NewCertPool()
	s.Roots.AppendCertsFromPEM(body)
	s.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(s.CAFile, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// Mails are those that were taken so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// NewSession is smtp.Backend's.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, c: c}, nil }

// session is one connection.
type session struct {
	s      *Server
	c      *smtp.Conn
	mail   Mail
	logged bool
}

// AuthMechanisms are those that a client may log in by.
func (x *session) AuthMechanisms() []string {
	if x.s.o.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks user and password.
func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != x.s.o.User || password != x.s.o.Password {
			return smtp.ErrAuthFailed
		}
		x.logged = true
		return nil
	}), nil
}

// Mail begins a mail.
func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.o.User != "" && !x.logged {
		return smtp.ErrAuthRequired
	}
	x.mail.From = from
	return nil
}

// Rcpt adds a recipient, or refuses it.
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if r := x.s.o.Refuse[to]; r != nil {
		return r
	}
	x.mail.To = append(x.mail.To, to)
	return nil
}

// Data takes the text.
func (x *session) Data(r io.Reader) error {
	var b strings.Builder
	if _, err := io.Copy(&b, r); err != nil {
		return err
	}
	if x.s.o.Answer != nil {
		if e := x.s.o.Answer(); e != nil {
			return e
		}
	}
	x.mail.Text = b.String()
	x.s.mu.Lock()
	x.s.mails = append(x.s.mails, x.mail)
	x.s.mu.Unlock()
	if x.s.o.Cut {
		return x.c.Conn().Close()
	}
	return nil
}

// Reset forgets the mail in hand.
func (x *session) Reset() { x.mail = Mail{} }

// Logout ends the session.
func (x *session) Logout() error { return nil }
