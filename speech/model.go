package speech

import (
	"fmt"
	"os"
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/modelfile"
)

// embeddedModel returns the model that all detectors without a ModelPath share.
var embeddedModel = sync.OnceValues(vad.New)

// loadModel returns the model in a file, or the embedded one for an empty path.
func loadModel(path string) (*vad.Model, error) {
	if path == "" {
		return embeddedModel()
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w, err := modelfile.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return vad.Load(w)
}
