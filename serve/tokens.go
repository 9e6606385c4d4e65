package serve

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// tokens are the bearer tokens in a file, which is read again when it changes.
type tokens struct {
	path string

	mu       sync.Mutex
	digests  [][sha256.Size]byte
	size     int64
	modified time.Time
	looked   time.Time
}

// lookAgain is how often a file is looked at for changes, at most.
const lookAgain = time.Second

func openTokens(path string) (*tokens, error) {
	t := &tokens{path: path}
	return t, t.read()
}

// read reads the file if it has changed. On error, the tokens stay as they were.
func (t *tokens) read() error {
	t.looked = time.Now()
	info, err := os.Stat(t.path)
	if err != nil {
		return err
	}
	if t.digests != nil && info.Size() == t.size && info.ModTime().Equal(t.modified) {
		return nil
	}
	data, err := os.ReadFile(t.path)
	if err != nil {
		return err
	}
	var digests [][sha256.Size]byte
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 && line[0] != '#' {
			digests = append(digests, sha256.Sum256(line))
		}
	}
	if len(digests) == 0 {
		return fmt.Errorf("%w: %s has no token", ErrConfig, t.path)
	}
	t.digests, t.size, t.modified = digests, info.Size(), info.ModTime()
	return nil
}

// find reports whether a token is one of the file, and returns a name for its client.
// It takes the same time for all tokens.
func (t *tokens) find(token string) (client string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Since(t.looked) > lookAgain {
		t.read()
	}
	digest := sha256.Sum256([]byte(token))
	found := 0
	for i := range t.digests {
		found |= subtle.ConstantTimeCompare(digest[:], t.digests[i][:])
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
		for _, protocol := range strings.Split(header, ",") {
			for _, prefix := range tokenProtocols {
				if token, found := strings.CutPrefix(strings.TrimSpace(protocol), prefix); found {
					return token
				}
			}
		}
	}
	return ""
}
