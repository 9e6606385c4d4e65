package serve

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// TestTokensReload: the tokens of the file hold that are in it. A file without tokens
// changes nothing.
func TestTokensReload(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("old\n")
	server := start(t, func(c *Config) { c.TokenFile = file })
	allowed := func(token string) bool {
		status, _ := server.refusedWith(t, "/v1/stream", bearer(token))
		return status == 0
	}
	if !allowed("old") || allowed("renewed") {
		t.Fatal("the first tokens do not hold")
	}
	write("renewed\n")
	eventually(t, func() bool { return allowed("renewed") })
	if allowed("old") {
		t.Error("a token that is gone from the file holds")
	}
	write("# all of them are gone, by mistake\n")
	read := server.tokens.file.when()
	eventually(t, func() bool { return !allowed("old") && server.tokens.file.when() != read })
	if !allowed("renewed") {
		t.Error("a file without tokens has changed what holds")
	}
}

// when returns when the files were looked at.
func (f *files) when() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.looked
}

// writeCertificate writes a certificate for loopback with a serial number, and its key,
// and returns it.
func writeCertificate(t *testing.T, serial int64, certFile, keyFile string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert
}

// TestCertificateReload: clients are shown the certificate that the files have when they
// connect. Streams go on; files that do not fit change nothing.
func TestCertificateReload(t *testing.T) {
	folder := t.TempDir()
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	trusted := x509.NewCertPool()
	trusted.AddCert(writeCertificate(t, 1, certFile, keyFile))
	server := start(t, func(c *Config) { c.CertFile, c.KeyFile = certFile, keyFile })
	config := &tls.Config{RootCAs: trusted}
	serial := func() int64 {
		conn, err := tls.Dial("tcp", server.host, config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Fatalf("the certificate is %d", got)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "wss://"+server.host+"/v1/stream",
		&websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: config}}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()

	trusted.AddCert(writeCertificate(t, 2, certFile, keyFile))
	eventually(t, func() bool { return serial() == 2 })
	writeCertificate(t, 3, certFile, filepath.Join(folder, "other.pem"))
	read := server.cert.files.when()
	eventually(t, func() bool { return serial() == 2 && server.cert.files.when() != read })

	client := &client{t, ws, ctx}
	client.text(`{"type":"flush"}`)
	client.until("flushed")
	if got := server.URL(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8443}); got != "https://127.0.0.1:8443/" {
		t.Errorf("the server is at %s", got)
	}
	if got := server.URL(&net.TCPAddr{IP: net.IPv6unspecified, Port: 8443}); got != "https://localhost:8443/" {
		t.Errorf("the server at all addresses is at %s", got)
	}
}
