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

// machine names the processor as Linux does.
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
		panic(err) // it has no reason to fail for oneself
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
