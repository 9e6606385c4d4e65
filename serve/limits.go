package serve

import (
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
		value any
		fits  bool
	}{
		{"Streams", l.Streams, l.Streams > 0},
		{"StreamsPerClient", l.StreamsPerClient, l.StreamsPerClient > 0},
		{"MessageBytes", l.MessageBytes, l.MessageBytes > 0},
		{"BytesPerSecond", l.BytesPerSecond, l.BytesPerSecond > 0},
		{"Idle", l.Idle, l.Idle > 0},
		{"Duration", l.Duration, l.Duration > 0},
		{"Write", l.Write, l.Write > 0},
		{"Queue", l.Queue, l.Queue > 0},
		{"Channels", l.Channels, l.Channels > 0},
		{"Recordings", l.Recordings, l.Recordings > 0},
		{"RecordingWorkers", l.RecordingWorkers, l.RecordingWorkers > 0},
		{"RecordingBytes", l.RecordingBytes, l.RecordingBytes > 0},
		{"RecordingDuration", l.RecordingDuration, l.RecordingDuration > 0},
	} {
		if !f.fits {
			return configError("Limits."+f.name, "is %v, want more than 0", f.value)
		}
	}
	return nil
}
