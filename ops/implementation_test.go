package ops

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestRequiredImplementation fails if the kernels are not those that
// VAD_REQUIRE_ASM names, so that a successful run proves which kernels it ran.
func TestRequiredImplementation(t *testing.T) {
	if want := os.Getenv("VAD_REQUIRE_ASM"); want != "" && Implementation() != want {
		t.Fatalf("the implementation is %s, want %s", Implementation(), want)
	}
}

// featureSwitch is a value of GODEBUG that takes an implementation away.
type featureSwitch struct{ value, takes, leaves string }

// TestSwitches runs TestRequiredImplementation in processes of their own, with
// each processor feature that assembly needs switched off: the next
// implementation must run, and requiring what is taken away must fail. Where the
// test runs under an emulator that the system does not start by itself,
// VAD_TEST_EXEC is its command line.
func TestSwitches(t *testing.T) {
	if len(switches) == 0 {
		return // and some systems start no process
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := append(strings.Fields(os.Getenv("VAD_TEST_EXEC")), self, "-test.run=^TestRequiredImplementation$", "-test.v")
	for _, off := range switches {
		if off.leaves != "portable" && Implementation() == "portable" {
			continue // nothing of that here
		}
		for require, want := range map[string]string{
			off.leaves: "--- PASS: TestRequiredImplementation",
			off.takes:  "the implementation is " + off.leaves + ", want " + off.takes,
		} {
			cmd := exec.Command(command[0], command[1:]...)
			cmd.Env = append(os.Environ(), "GODEBUG="+off.value, "VAD_REQUIRE_ASM="+require)
			out, err := cmd.CombinedOutput()
			if err != nil && cmd.ProcessState == nil {
				t.Fatalf("%v: does VAD_TEST_EXEC name the emulator, if there is one?", err)
			}
			if (err == nil) != (require == off.leaves) || !strings.Contains(string(out), want) {
				t.Errorf("GODEBUG=%s, requiring %s: %v, want %q in\n%s", off.value, require, err, want, out)
			}
		}
	}
}
