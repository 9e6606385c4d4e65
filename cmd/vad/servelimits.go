package main

import (
	"time"

	"github.com/gosilero/vad/serve"
)

// serveLimits are the options of what clients of the server may take.
type serveLimits struct {
	Streams      int           `default:"4096" placeholder:"N" group:"Limits" help:"Streams at once (${default})."`
	ClientLimit  int           `default:"4096" placeholder:"N" group:"Limits" help:"Streams of one client at once: of a token or, without tokens, an address (${default})."`
	MessageBytes int           `default:"1048576" placeholder:"N" group:"Limits" help:"Bytes of a message (${default})."`
	ByteRate     int           `default:"4194304" placeholder:"N" group:"Limits" help:"Bytes a second that are read of a stream (${default})."`
	Idle         time.Duration `default:"60s" placeholder:"TIME" group:"Limits" help:"End a stream after this long without a message (${default})."`
	MaxDuration  time.Duration `default:"24h" placeholder:"TIME" group:"Limits" help:"End a stream after this long (${default})."`
	SlowReader   time.Duration `default:"10s" placeholder:"TIME" group:"Limits" help:"End a stream whose client does not read a message within this time (${default})."`
	MaxChannels  int           `default:"8" placeholder:"N" group:"Limits" help:"Channels of a stream or a recording (${default})."`

	Recordings        int           `default:"64" placeholder:"N" group:"Limits" help:"Recordings at once (${default})."`
	RecordingWorkers  int           `placeholder:"N" group:"Limits" help:"Recordings computed at once (half of the cores)."`
	RecordingBytes    int64         `default:"1073741824" placeholder:"N" group:"Limits" help:"Bytes of a recording (${default})."`
	RecordingDuration time.Duration `default:"4h" placeholder:"TIME" group:"Limits" help:"Length of a recording (${default})."`
}

// limits returns the limits of the server.
func (f *serveLimits) limits() serve.Limits {
	l := serve.DefaultLimits()
	l.Streams, l.StreamsPerClient, l.Channels = f.Streams, f.ClientLimit, f.MaxChannels
	l.MessageBytes, l.BytesPerSecond = f.MessageBytes, f.ByteRate
	l.Idle, l.Duration, l.Write = f.Idle, f.MaxDuration, f.SlowReader
	l.Recordings, l.RecordingBytes, l.RecordingDuration = f.Recordings, f.RecordingBytes, f.RecordingDuration
	if f.RecordingWorkers != 0 {
		l.RecordingWorkers = f.RecordingWorkers
	}
	return l
}
