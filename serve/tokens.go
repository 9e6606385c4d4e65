package serve

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
)

// tokens are the bearer tokens in a file.
type tokens struct {
	file    files
	digests atomic.Pointer[[][sha256.Size]byte]
}

func openTokens(path string, log *slog.Logger) (*tokens, error) {
	t := &tokens{}
	t.file = files{paths: []string{path}, load: func() error { return t.read(path) }, log: log}
	return t, t.file.open()
}

// read reads the file.
func (t *tokens) read(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var digests [][sha256.Size]byte
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 && line[0] != '#' {
			digests = append(digests, sha256.Sum256(line))
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(digests) == 0 {
		return configError("TokenFile", "%s has no token", path)
	}
	t.digests.Store(&digests)
	return nil
}

// find reports whether a token is one of the file, and returns a name for its client.
// It takes the same time for all tokens.
func (t *tokens) find(token string) (client string, ok bool) {
	t.file.refresh()
	digest := sha256.Sum256([]byte(token))
	found := 0
	for _, d := range *t.digests.Load() {
		found |= subtle.ConstantTimeCompare(digest[:], d[:])
	}
	return fmt.Sprintf("token-%x", digest[:4]), found == 1
}

// Prefixes of subprotocols that hold a token: pages cannot set the headers of a
// WebSocket. The second is that of OpenAI's clients.
var tokenProtocols = []string{"bearer.", "openai-insecure-api-key."}

// tokenOf returns the token of a request, empty for none.
func tokenOf(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if found && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	for _, header := range r.Header.Values("Sec-WebSocket-Protocol") {
		for protocol := range strings.SplitSeq(header, ",") {
			for _, prefix := range tokenProtocols {
				if token, found := strings.CutPrefix(strings.TrimSpace(protocol), prefix); found {
					return token
				}
			}
		}
	}
	return ""
}
