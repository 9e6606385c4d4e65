package speech

import (
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
	w, err := modelfile.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return vad.Load(w)
}
