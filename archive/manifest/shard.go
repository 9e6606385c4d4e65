package manifest

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one part of several of an archive. The zero value is all of it.
type Shard struct {
	Index int // from 1 on
	Of    int
}

// ErrShard reports a shard that does not exist.
var ErrShard = errors.New("wrong shard")

// ParseShard reads a shard such as 3/100, the third of 100. In place of the number,
// auto takes it from the environment of an indexed job of Kubernetes, an array job of
// AWS Batch or one of Slurm; auto alone takes both where the environment has both.
func ParseShard(text string, getenv func(string) string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	index, of, found := strings.Cut(text, "/")
	var s Shard
	var err error
	if index == "auto" {
		s, err = fromEnvironment(getenv)
	} else {
		s.Index, err = number(index)
	}
	if err == nil && found {
		s.Of, err = number(of)
	}
	if err != nil {
		return s, fmt.Errorf("%w %q: %w, want such as 1/4, auto/4 or auto", ErrShard, text, err)
	}
	if s.Of < 1 || s.Index < 1 || s.Index > s.Of {
		return s, fmt.Errorf("%w %q: is %d of %d, want such as 1/4 to 4/4", ErrShard, text, s.Index, s.Of)
	}
	return s, nil
}

// number reads a number in decimal.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

// schedulers have variables for the number of a task, for that of the first one, and for
// how many there are.
var schedulers = []struct{ index, first, count string }{
	{index: "JOB_COMPLETION_INDEX"},                                                                // Kubernetes, from 0
	{index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE"},                        // from 0
	{index: "SLURM_ARRAY_TASK_ID", first: "SLURM_ARRAY_TASK_MIN", count: "SLURM_ARRAY_TASK_COUNT"}, // from any number
}

// fromEnvironment returns the shard of a scheduler's task; its size is 0 if the
// environment does not have it.
func fromEnvironment(getenv func(string) string) (s Shard, err error) {
	var names []string
	for _, v := range schedulers {
		names = append(names, v.index)
		if getenv(v.index) == "" {
			continue
		}
		first := 0
		if s.Index, err = number(getenv(v.index)); err != nil {
			return s, fmt.Errorf("%s: %w", v.index, err)
		}
		if text := getenv(v.first); text != "" {
			if first, err = number(text); err != nil {
				return s, fmt.Errorf("%s: %w", v.first, err)
			}
		}
		if text := getenv(v.count); text != "" {
			if s.Of, err = number(text); err != nil {
				return s, fmt.Errorf("%s: %w", v.count, err)
			}
		}
		s.Index += 1 - first
		return s, nil
	}
	return s, fmt.Errorf("none of %s is set", strings.Join(names, ", "))
}

// String returns the shard as ParseShard reads it.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// Has reports whether the shard has the recording of a name:
//
//	hash(name) mod Of == Index-1
//
// where hash is the first 8 bytes of the name's SHA-256, the highest first. It depends
// on nothing else, so that every recording is in one shard, whatever the manifest and
// the machine.
func (s Shard) Has(name string) bool {
	if s.Of <= 1 {
		return true
	}
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(sum[:])%uint64(s.Of) == uint64(s.Index-1)
}
