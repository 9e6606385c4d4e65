package vad

import (
	"go/build"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports: imports go one way. Each package of the library imports the
// standard library and no others than these; none imports the command.
func TestImports(t *testing.T) {
	const module = "github.com/gosilero/vad"
	for dir, allowed := range map[string][]string{
		"ops":     {"golang.org/x/sys/cpu"},
		"lstm":    {"ops"},
		"weights": {},
		"model":   {"lstm", "ops", "weights"},
		"segment": {},
		".":       {"internal/samples", "model", "ops", "segment", "weights"},
		"live":    {".", "internal/samples", "ops", "segment", "audio/resample"},
		"speech":  {".", "internal/modelfile", "segment", "weights"},

		"live/options": {"live", "segment"},
		"serve": {
			".", "audio", "live", "live/options", "segment", "serve/internal/realtime", "serve/sessions", "web", "internal/address", "internal/inference", "internal/labels",
			"github.com/coder/websocket", "golang.org/x/time/rate",
			"github.com/prometheus/client_golang/prometheus", "github.com/prometheus/client_golang/prometheus/collectors",
			"github.com/prometheus/client_golang/prometheus/promhttp",
		},
		"serve/internal/realtime": {"audio", "live", "segment"},
		"serve/sessions":          {},
		"serve/sessions/natskv":   {"serve/sessions", "github.com/nats-io/nats.go", "github.com/nats-io/nats.go/jetstream"},

		"examples/recogniser": {".", "audio", "segment"},
		"examples/server":     {".", "audio", "segment"},
		"examples/resume":     {".", "audio", "live"},
		"examples/telephone":  {".", "audio", "live"},
		"examples/reconnect":  {"audio", "examples/reconnect/stream"},

		"examples/reconnect/stream": {"github.com/coder/websocket"},

		"internal/address":   {},
		"internal/samples":   {},
		"internal/labels":    {},
		"internal/inference": {".", "audio", "internal/labels", "ops", "segment"},
		"internal/modelfile": {"weights"},
		"weights/onnx":       {"internal/modelfile", "weights", "github.com/owulveryck/onnx-go", "google.golang.org/protobuf/encoding/protowire", "gorgonia.org/tensor"},

		// The module for browsers links no decoder, and the page of the command no
		// network.
		"web":               {},
		"web/internal/host": {".", "audio/resample", "live", "segment", "weights"},

		// A program that resamples links no decoder, and a bitstream knows nothing
		// of what is done about its damage.
		"audio/resample":              {"ops"},
		"audio/internal/bits":         {},
		"audio/internal/crc":          {},
		"audio/internal/flac":         {"audio/internal/bits", "audio/internal/crc"},
		"audio/internal/mp3":          {"audio/internal/bits", "audio/internal/crc"},
		"audio/internal/ogg":          {"audio/internal/crc"},
		"audio/internal/matroska":     {},
		"audio/internal/mp4":          {},
		"audio/internal/vorbisheader": {},
		"audio/internal/quantise":     {},
		"audio/audiofile":             {"audio", "audio/internal/quantise", "github.com/mewkiz/flac", "github.com/mewkiz/flac/frame", "github.com/mewkiz/flac/meta"},
		"audio": {
			"audio/internal/bits", "audio/internal/flac", "audio/internal/matroska", "audio/internal/mp3", "audio/internal/mp4", "audio/internal/ogg",
			"audio/internal/quantise", "audio/internal/vorbisheader",
			"audio/resample", "ops", "github.com/jfreymuth/vorbis", "github.com/thesyncim/gopus",
		},
	} {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		for _, path := range p.Imports {
			if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
				continue // standard library
			}
			name := path
			if path == module {
				name = "."
			} else if own, ok := strings.CutPrefix(path, module+"/"); ok {
				name = own
			}
			if !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s, want none but %v", dir, path, allowed)
			}
		}
	}
}

// TestLinked: what a program links with the library, not with its decoders or with
// weights/onnx, is the standard library, golang.org/x/sys and this module.
func TestLinked(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}",
		".", "./live", "./segment", "./speech", "./weights", "./audio/resample")
	list.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64") // others need no x/sys
	list.Stderr = t.Output()
	output, err := list.Output()
	if err != nil {
		t.Fatalf("%v: %v", list, err)
	}
	modules := strings.Fields(string(output))
	slices.Sort(modules)
	if got, want := slices.Compact(modules), []string{"github.com/gosilero/vad", "golang.org/x/sys"}; !slices.Equal(got, want) {
		t.Errorf("the library links %v, want %v", got, want)
	}
}
