package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc.
const tick = 10 * time.Millisecond

// processorTime returns the time that a process has used, in all its threads.
func processorTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	const user, system = 11, 12 // after the name, which is in parentheses
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	return ticks(fields[user]) + ticks(fields[system]), nil
}

// busyTime returns the time that all processors have worked, for all processes.
func busyTime() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	busy := time.Duration(0)
	for i, field := range strings.Fields(line)[1:] {
		const idle, iowait, guest = 3, 4, 8 // guests are in user already
		if i != idle && i != iowait && i < guest {
			busy += ticks(field)
		}
	}
	return busy, nil
}

func ticks(field string) time.Duration {
	n, _ := strconv.ParseInt(field, 10, 64)
	return time.Duration(n) * tick
}

var memoryLine = regexp.MustCompile(`(?m)^(VmRSS|VmHWM):\s*(\d+) kB$`)

// memory returns the resident memory of a process, and the most that it had, in bytes.
func memory(pid int) (resident, peak int64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for _, m := range memoryLine.FindAllSubmatch(status, -1) {
		n, _ := strconv.ParseInt(string(m[2]), 10, 64)
		if string(m[1]) == "VmRSS" {
			resident = n << 10
		} else {
			peak = n << 10
		}
	}
	return resident, peak, err
}

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
