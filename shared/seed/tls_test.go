//go:build faults

package seed_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestConnectEncrypts(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	certificate, key := ca.issue(t, time.Now().Add(time.Hour), net.IPv4(127, 0, 0, 1)) // and not for the name localhost
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{
		Flags: []string{
			"--ssl-ca=/tmp/ca.pem", "--ssl-cert=/tmp/server.pem", "--ssl-key=/tmp/key.pem",
			"--require-secure-transport=ON",
		},
		Files: map[string]string{"/tmp/ca.pem": ca.pem, "/tmp/server.pem": certificate, "/tmp/key.pem": key},
	})

	for _, test := range []struct {
		name, tls, host string
		want            []string // what the error says; nil for no error
	}{
		{"with_the_authority_of_the_server", file(t, ca.pem), "127.0.0.1", nil},
		{"with_any_authority_where_asked_to_skip", "skip-verify", "127.0.0.1", nil},
		{"where_the_server_offers_it", "preferred", "127.0.0.1", nil},
		{"not_with_another_authority", file(t, other.pem), "127.0.0.1", []string{"unknown authority", "DB_TLS"}},
		{"not_with_the_authorities_of_the_machine", "true", "127.0.0.1", []string{"unknown authority", "DB_TLS"}},
		{"not_under_another_name", file(t, ca.pem), "localhost", []string{"localhost", "DB_HOST"}},
		{"not_if_it_should_not", "false", "127.0.0.1", []string{"DB_TLS"}},
		{"not_without_being_asked_to", "", "127.0.0.1", []string{"DB_TLS"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			setenv(t, server.Variables(t))
			t.Setenv("DB_HOST", test.host)
			t.Setenv("DB_TLS", test.tls)
			if test.want != nil {
				_, err := seed.Connect(t.Context())
				says(t, err, append(test.want, "connect to root@"+test.host)...)
				return
			}
			var name, cipher string
			if err := connect(t).QueryRow("SHOW STATUS LIKE 'Ssl_cipher'").Scan(&name, &cipher); err != nil || cipher == "" {
				t.Errorf("the connection's cipher is %q, %v, want one", cipher, err)
			}
		})
	}
}

func TestConnectRefusesACertificateThatIsOver(t *testing.T) {
	ca := newAuthority(t)
	certificate, key := ca.issue(t, time.Now().Add(-time.Minute), net.IPv4(127, 0, 0, 1))
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{
		Flags: []string{"--ssl-ca=/tmp/ca.pem", "--ssl-cert=/tmp/server.pem", "--ssl-key=/tmp/key.pem"},
		Files: map[string]string{"/tmp/ca.pem": ca.pem, "/tmp/server.pem": certificate, "/tmp/key.pem": key},
	})
	setenv(t, server.Variables(t))
	t.Setenv("DB_TLS", file(t, ca.pem))
	_, err := seed.Connect(t.Context())
	says(t, err, "expired", "DB_TLS")
}

func TestConnectSaysThatAServerHasNoTLS(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{Flags: []string{"--loose-skip-ssl", "--loose-tls-version="}})
	setenv(t, server.Variables(t))
	t.Setenv("DB_TLS", "true")
	_, err := seed.Connect(t.Context())
	says(t, err, "TLS", "DB_TLS")
}

// authority is a certificate authority of our own.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority of the tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a := authority{certificate: template, key: newKey(t)}
	a.pem = a.sign(t, template, a.key)
	return a
}

// issue returns the certificate and the key of a server at address.
func (a authority) issue(t *testing.T, until time.Time, address net.IP) (certificate, key string) {
	t.Helper()
	serverKey := newKey(t)
	certificate = a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "a server of the tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until, IPAddresses: []net.IP{address},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, serverKey)
	der, err := x509.MarshalPKCS8PrivateKey(serverKey)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (a authority) sign(t *testing.T, template *x509.Certificate, key *ecdsa.PrivateKey) string {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// file writes text to a file of the test.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
