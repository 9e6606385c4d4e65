package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"syscall"
	"time"
)

var modelName = regexp.MustCompile(`(?m)^model name\s*: (.*)$`)

// machine returns the number of processors and the name that Linux gives them.
func machine() string {
	name := "unnamed " + runtime.GOARCH + " processor"
	cpuinfo, err := os.ReadFile("/proc/cpuinfo")
	if found := modelName.FindSubmatch(cpuinfo); err == nil && found != nil {
		name = string(found[1])
	}
	return fmt.Sprintf("%d x %s", runtime.NumCPU(), name)
}

// cpuTime returns the processor time that this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it cannot fail for the process itself
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
