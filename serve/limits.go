package serve

import (
	"fmt"
	"runtime"
	"time"
)

// Limits are what a client, and all together, may take. Start from DefaultLimits: a
// field that is 0 is an error.
type Limits struct {
	Streams          int           // at once
	StreamsPerClient int           // at once, of one token or, without tokens, of one address
	MessageBytes     int           // in a message
	BytesPerSecond   int           // of a stream, which is read no faster
	Idle             time.Duration // without a message
	Duration         time.Duration // of a stream
	Write            time.Duration // until a client has read a message
	Queue            int           // messages that wait for a client to read, beyond which its stream waits
	Channels         int           // of a stream or a recording

	Recordings        int   // at once; others wait for up to Idle
	RecordingWorkers  int   // recordings computed at once; one whose client is slow does not count meanwhile
	RecordingBytes    int64 // of one
	RecordingDuration time.Duration
}

// DefaultLimits returns the limits of DefaultConfig.
func DefaultLimits() Limits {
	return Limits{
		Streams:          4096,
		StreamsPerClient: 4096,
		MessageBytes:     1 << 20,
		BytesPerSecond:   4 << 20,
		Idle:             time.Minute,
		Duration:         24 * time.Hour,
		Write:            10 * time.Second,
		Queue:            64,
		Channels:         8,

		Recordings:        64,
		RecordingWorkers:  max(1, runtime.GOMAXPROCS(0)/2), // streams need the others
		RecordingBytes:    1 << 30,
		RecordingDuration: 4 * time.Hour,
	}
}

// check returns an error that names a limit out of its range.
func (l *Limits) check() error {
	for _, f := range []struct {
		name  string
		value int64
	}{
		{"Streams", int64(l.Streams)},
		{"StreamsPerClient", int64(l.StreamsPerClient)},
		{"MessageBytes", int64(l.MessageBytes)},
		{"BytesPerSecond", int64(l.BytesPerSecond)},
		{"Idle", int64(l.Idle)},
		{"Duration", int64(l.Duration)},
		{"Write", int64(l.Write)},
		{"Queue", int64(l.Queue)},
		{"Channels", int64(l.Channels)},
		{"Recordings", int64(l.Recordings)},
		{"RecordingWorkers", int64(l.RecordingWorkers)},
		{"RecordingBytes", l.RecordingBytes},
		{"RecordingDuration", int64(l.RecordingDuration)},
	} {
		if f.value < 1 {
			return fmt.Errorf("%w: Limits.%s is %d, want more than 0", ErrConfig, f.name, f.value)
		}
	}
	return nil
}
