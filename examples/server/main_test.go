package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gosilero/vad"
)

func post(t *testing.T, body []byte) *http.Response {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler{m}.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)))
	return w.Result()
}

func TestServer(t *testing.T) {
	data, err := os.ReadFile("../../testdata/speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	response := post(t, data)
	var got answer
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := answer{18.89, []stretch{{0.706, 7.422}, {8.834, 11.486}, {12.834, 17.79}}}
	if response.StatusCode != http.StatusOK || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d, %v, want %v", response.StatusCode, got, want)
	}
}

func TestServerRefuses(t *testing.T) {
	for _, body := range []string{"", "no audio at all"} {
		if got := post(t, []byte(body)); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: got %d, want 400", body, got.StatusCode)
		}
	}
}

// TestStatic builds the server for Linux: it asks for no interpreter and no library.
func TestStatic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "server")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the server asks for an interpreter")
		}
	}
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("the server needs %s, %v", strings.Join(libraries, " "), err)
	}
}
