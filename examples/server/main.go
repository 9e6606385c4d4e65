// The server program answers recordings with their speech. It is one static file,
// with the weights inside: an image of it needs nothing else.
//
//	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' ./examples/server
//	./server &
//	curl --data-binary @testdata/speech.wav localhost:8017
//
// With the binary alone beside it, this is the whole Dockerfile:
//
//	FROM scratch
//	COPY server /
//	USER 65534
//	ENTRYPOINT ["/server", "-addr", ":8017"]
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

const sampleRate = 16000

func main() {
	addr := flag.String("addr", "localhost:8017", "where to listen")
	flag.Parse()
	m, err := vad.New()
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *addr, Handler: handler{m}, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// handler answers each POST of a recording, in any format that package audio reads.
// A recording is read as it arrives, and may be of any length.
type handler struct{ model *vad.Model }

// answer is in seconds.
type answer struct {
	Duration float64   `json:"duration"`
	Segments []stretch `json:"segments"`
}

type stretch struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
}

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST a recording", http.StatusMethodNotAllowed)
		return
	}
	a, err := h.answer(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(a); err != nil {
		log.Print(err)
	}
}

func (h handler) answer(r *http.Request) (answer, error) {
	reader, err := audio.Open(r.Body)
	if err != nil {
		return answer{}, err
	}
	source, err := audio.Resample(audio.Mono(reader), sampleRate)
	if err != nil {
		return answer{}, err
	}
	recording, err := h.model.ReadRecording(r.Context(), source, sampleRate)
	if err != nil {
		return answer{}, err
	}
	found, err := recording.Segments(segment.DefaultConfig())
	a := answer{Duration: float64(recording.Samples) / sampleRate, Segments: []stretch{}}
	for _, s := range found {
		a.Segments = append(a.Segments, stretch{float64(s.Start) / sampleRate, float64(s.End) / sampleRate})
	}
	return a, err
}
