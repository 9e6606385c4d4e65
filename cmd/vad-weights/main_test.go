package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

// command runs the command and returns its exit status and output.
func command(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(args, &out, &err)
	return status, out.String(), err.String()
}

// writeFile writes a file to a directory of the test and returns its path.
func writeFile(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestInspectSafetensors(t *testing.T) {
	status, stdout, stderr := command("inspect", writeFile(t, "v6.safetensors", weights.V6().Encode()))
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, %q on standard error", status, stderr)
	}
	for _, want := range []string{
		"release                     v6\n",
		"architecture                v5\n",
		"source SHA-256              " + weights.V6Source + "\n",
		"container SHA-256           " + weights.V6Checksum + "\n",
		"basis difference, 16000 Hz  7.68e-08\n",
		"8000   encoder.0.weight  [128 65 3]   24960 ",
		"16000  encoder.0.weight  [128 129 3]  49536 ",
		"8000   total                          219009 ",
		"16000  total                          243585 ",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if lines := strings.Count(stdout, "\n"); lines != 7+1+1+2*(len(weights.V6().Architecture().Names())+1) {
		t.Errorf("got %d lines:\n%s", lines, stdout)
	}
}

func TestVerify(t *testing.T) {
	v5 := writeFile(t, "v5.safetensors", weights.V5().Encode())
	status, stdout, stderr := command("verify", v5)
	want := "v6: embedded, 8000 and 16000 Hz, SHA-256 " + weights.V6Checksum + "\n" +
		"v5: embedded, 8000 and 16000 Hz, SHA-256 " + weights.V5Checksum + "\n" +
		"v4: embedded, 8000 and 16000 Hz, SHA-256 " + weights.V4Checksum + "\n" +
		v5 + ": equal to v5, 8000 and 16000 Hz\n"
	if status != 0 || stderr != "" || stdout != want {
		t.Errorf("status %d, %q on standard error, got:\n%swant:\n%s", status, stderr, stdout, want)
	}
}

// TestInspectV4 inspects another network: other tensors, the same at both rates.
func TestInspectV4(t *testing.T) {
	status, stdout, stderr := command("inspect", writeFile(t, "v4.safetensors", weights.V4().Encode()))
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, %q on standard error", status, stderr)
	}
	for _, want := range []string{
		"release                     v4\n",
		"architecture                v4\n",
		"8000   first_layer.pw_conv.weight     [16 258 1]  4128 ",
		"16000  lstm.bias_hh_l1                [256]       256 ",
		"8000   total                                      89860 ",
		"16000  total                                      89860 ",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
}

// TestVerifyFindsADifference verifies a file that claims to be v6 and differs in one
// bit of one number, with v6's source and with another.
func TestVerifyFindsADifference(t *testing.T) {
	blob := weights.V6().Encode()
	blob[len(blob)-4] ^= 1
	other := bytes.Replace(blob, []byte(weights.V6Source), []byte(strings.Repeat("0", 64)), 1)
	for _, c := range []struct {
		blob []byte
		says string
	}{
		{blob, "want " + weights.V6Checksum},
		{other, `8000 Hz: tensor "lstm.weight_ih" has`},
	} {
		path := writeFile(t, "v6.safetensors", c.blob)
		status, _, stderr := command("verify", path)
		if status != 1 || !strings.HasPrefix(stderr, "vad-weights: "+path) || !strings.Contains(stderr, c.says) {
			t.Errorf("status %d, %q on standard error, want 1, %q", status, stderr, c.says)
		}
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	text := writeFile(t, "text", []byte("not\na\nmodel\n"))
	short := writeFile(t, "short.safetensors", weights.V6().Encode()[:1<<20])
	custom := bytes.Replace(weights.V6().Encode(), []byte(`"release":"v6"`), []byte(`"release":"v7"`), 1)
	for _, c := range []struct {
		args []string
		says string // and status 2 if it says where help is
	}{
		{[]string{"extracts"}, "extracts, did you mean \"extract\"? (see vad-weights --help)"},
		{[]string{"extract"}, "missing flags: --output=OUT.safetensors (see vad-weights extract --help)"},
		{[]string{"extract", text}, "--output=OUT.safetensors (see vad-weights extract --help)"},
		{[]string{"extract", text, "-o", filepath.Join(t.TempDir(), "out")}, "onnx: malformed model"},
		{[]string{"extract", short, "-o", filepath.Join(t.TempDir(), "out")}, "weights: malformed container"},
		{[]string{"inspect", filepath.Join(t.TempDir(), "absent")}, "absent"},
		{[]string{"inspect", t.TempDir()}, "read "},
		{[]string{"inspect", writeFile(t, "empty", nil)}, "onnx: malformed model"},
		{[]string{"verify", writeFile(t, "v7", custom)}, `release "v7" is not embedded, want one of ["v6" "v5" "v4"]`},
		{[]string{"verify", "--loudly"}, "--loudly (see vad-weights verify --help)"},
		{[]string{"inspect", "x\x1b[31m"}, `open x\x1b[31m: `},
	} {
		status, stdout, stderr := command(c.args...)
		want := 1
		if strings.Contains(c.says, "--help") {
			want = 2
		}
		if status != want || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "vad-weights: ") || !strings.Contains(stderr, c.says) {
			t.Errorf("%q: status %d, %q on standard error, want %d and a line that says %q", c.args, status, stderr, want, c.says)
		}
		if c.args != nil && c.args[0] == "extract" && stdout != "" {
			t.Errorf("%q: printed %q", c.args, stdout)
		}
	}
}

func TestFailedExtractLeavesNoFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.safetensors")
	if status, _, _ := command("extract", writeFile(t, "x.onnx", []byte("x")), "-o", out); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("the output is there: %v", err)
	}
}

func TestVersion(t *testing.T) {
	want := regexp.MustCompile(`^vad-weights \S+.*\ngo1\.\S+ \w+/\w+\nweights v6\.2, v5\S*, v4\S*\n$`)
	if status, stdout, stderr := command("--version"); status != 0 || stderr != "" || !want.MatchString(stdout) {
		t.Errorf("status %d, %q on standard error:\n%s", status, stderr, stdout)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}} {
		status, stdout, stderr := command(args...)
		if status != 0 || stderr != "" || !strings.Contains(stdout, "Usage: vad-weights") {
			t.Errorf("%q: status %d, %q on standard error:\n%s", args, status, stderr, stdout)
		}
	}
}

// TestOfficialExtract checks that extraction from the official files gives the
// embedded containers.
func TestOfficialExtract(t *testing.T) {
	for _, c := range []struct {
		onnx string
		want *weights.Weights
	}{
		{"silero_vad_v6.onnx", weights.V6()},
		{"silero_vad_v5.onnx", weights.V5()},
		{"silero_vad_legacy.onnx", weights.V4()},
	} {
		out := filepath.Join(t.TempDir(), "out.safetensors")
		status, _, stderr := command("extract", onnxtest.Path(t, c.onnx), "-o", out)
		if status != 0 {
			t.Fatalf("%s: status %d, %q on standard error", c.onnx, status, stderr)
		}
		got, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, c.want.Encode()) {
			t.Errorf("%s: got another container than the embedded one", c.onnx)
		}
	}
}

func TestOfficialVerify(t *testing.T) {
	for _, c := range []struct {
		onnx   string
		status int
		says   string
	}{
		{"silero_vad_v6.onnx", 0, "equal to v6, 8000 and 16000 Hz"},
		{"silero_vad_v5.onnx", 0, "equal to v5, 8000 and 16000 Hz"},
		{"silero_vad_half.onnx", 0, "equal to v5, 16000 Hz"},
		{"silero_vad_16k_op15.onnx", 0, "equal to v6, 16000 Hz"},
		{"silero_vad_op18_ifless.onnx", 1, `release "v6-op18" is not embedded`},
		{"silero_vad_legacy.onnx", 0, "equal to v4, 8000 and 16000 Hz"},
	} {
		status, stdout, stderr := command("verify", onnxtest.Path(t, c.onnx))
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%s: status %d, want %d and %q, got:\n%s%s", c.onnx, status, c.status, c.says, stdout, stderr)
		}
	}
}
