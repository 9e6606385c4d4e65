package main

import (
	"fmt"
	"io"

	"github.com/jfreymuth/pulse"
	"github.com/jfreymuth/pulse/proto"

	"github.com/gosilero/vad/audio"
)

// microphone is the default source of a PulseAudio or PipeWire server, as raw
// samples.
type microphone struct {
	*io.PipeReader
	client  *pulse.Client
	started chan struct{}
}

// micRate is what the model takes; the server resamples. A fragment is a
// window of 32 ms, in bytes.
const (
	micRate     = 16000
	micFragment = 512 * 4
)

// openMicrophone connects to the server and begins to record.
func openMicrophone() (*microphone, error) {
	client, err := pulse.NewClient(pulse.ClientApplicationName("vad"))
	if err != nil {
		return nil, fmt.Errorf("--mic needs a PulseAudio or PipeWire server, and none answers: %w", err)
	}
	reader, writer := io.Pipe()
	m := &microphone{PipeReader: reader, client: client, started: make(chan struct{})}
	record, err := client.NewRecord(pulse.NewWriter(writer, proto.FormatFloat32LE),
		pulse.RecordMono, pulse.RecordSampleRate(micRate), pulse.RecordBufferFragmentSize(micFragment))
	if err != nil {
		client.Close()
		return nil, fmt.Errorf("--mic: the server has no microphone to listen to: %w", err)
	}
	// Start waits for an answer, which may come behind samples, which wait for
	// somebody to read them.
	go func() {
		defer close(m.started)
		record.Start()
	}()
	return m, nil
}

func (m *microphone) format() audio.RawFormat {
	return audio.RawFormat{Encoding: audio.F32LE, SampleRate: micRate, Channels: 1}
}

// Close ends the recording.
func (m *microphone) Close() error {
	err := m.PipeReader.Close()
	<-m.started
	m.client.Close()
	return err
}
