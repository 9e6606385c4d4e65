package ops

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestRequiredImplementation lets a green run prove which kernels it ran:
// VAD_REQUIRE_ASM names them, as Implementation does.
func TestRequiredImplementation(t *testing.T) {
	if want := os.Getenv("VAD_REQUIRE_ASM"); want != "" && Implementation() != want {
		t.Fatalf("the implementation is %s, want %s", Implementation(), want)
	}
}

// TestSwitches runs TestRequiredImplementation in a process of its own with
// each processor feature that the kernels need switched off: the portable code
// must be there, and requiring the kernels must fail. Under an emulator that
// the system does not call by itself, VAD_TEST_EXEC is its name.
func TestSwitches(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := append(strings.Fields(os.Getenv("VAD_TEST_EXEC")), self, "-test.run=^TestRequiredImplementation$", "-test.v")
	for _, s := range switches {
		for require, want := range map[string]string{
			"portable":       "--- PASS: TestRequiredImplementation",
			s.implementation: "the implementation is portable, want " + s.implementation,
		} {
			cmd := exec.Command(command[0], command[1:]...)
			cmd.Env = append(os.Environ(), "GODEBUG="+s.off, "VAD_REQUIRE_ASM="+require)
			out, err := cmd.CombinedOutput()
			if err != nil && cmd.ProcessState == nil {
				t.Fatalf("%v: does VAD_TEST_EXEC name the emulator, if there is one?", err)
			}
			if (err == nil) != (require == "portable") || !strings.Contains(string(out), want) {
				t.Errorf("GODEBUG=%s, requiring %s: %v, want %q in\n%s", s.off, require, err, want, out)
			}
		}
	}
}

// A featureSwitch is a value of GODEBUG that takes an implementation away.
type featureSwitch struct{ off, implementation string }
