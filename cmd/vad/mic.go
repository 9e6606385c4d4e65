package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/jfreymuth/pulse/proto"

	"github.com/gosilero/vad/audio"
)

// microphone is the default source of a PulseAudio or PipeWire server, as raw
// samples.
type microphone struct {
	*io.PipeReader
	connection net.Conn
	closed     chan struct{}
}

// micRate is what the model takes; the server resamples. A fragment is a
// window of 32 ms, in bytes.
const (
	micRate     = 16000
	micFragment = 512 * 4
)

// errMicrophoneLost ends a recording: it is not the end of what was said.
var errMicrophoneLost = errors.New("--mic: the microphone is gone, or its server")

// openMicrophone connects to the server and begins to record. It speaks the
// protocol itself, for the stream of the library does not tell that it ended.
func openMicrophone() (*microphone, error) {
	client, connection, err := proto.Connect("")
	if err == nil && client == nil {
		err = errors.New("PULSE_SERVER names another machine's")
	}
	if err != nil {
		return nil, fmt.Errorf("--mic needs a PulseAudio or PipeWire server, and none answers: %w", err)
	}
	reader, writer := io.Pipe()
	// What is recorded waits in the server while nobody reads the pipe.
	client.Callback = func(message any) {
		switch message := message.(type) {
		case *proto.DataPacket:
			writer.Write(message.Data)
		case *proto.RecordStreamKilled, *proto.ConnectionClosed:
			writer.CloseWithError(errMicrophoneLost)
		}
	}
	name := proto.PropList{"application.name": proto.PropListString("vad"), "media.name": proto.PropListString("voice activity")}
	err = client.Request(&proto.SetClientName{Props: name}, &proto.SetClientNameReply{})
	if err == nil {
		err = client.Request(&proto.CreateRecordStream{
			SampleSpec:         proto.SampleSpec{Format: proto.FormatFloat32LE, Channels: 1, Rate: micRate},
			ChannelMap:         proto.ChannelMap{proto.ChannelMono},
			ChannelVolumes:     proto.ChannelVolumes{uint32(proto.VolumeNorm)},
			SourceIndex:        proto.Undefined, // the default
			BufferMaxLength:    proto.Undefined,
			BufferFragSize:     micFragment,
			DirectOnInputIndex: proto.Undefined,
			Properties:         name,
		}, &proto.CreateRecordStreamReply{})
	}
	if err != nil {
		reader.Close()
		connection.Close()
		return nil, fmt.Errorf("--mic: the server has no microphone to listen to: %w", err)
	}
	m := &microphone{PipeReader: reader, connection: connection, closed: make(chan struct{})}
	go m.watch(client, writer)
	return m, nil
}

// watch ends the recording when the connection breaks in a way that the client
// does not report.
func (m *microphone) watch(client *proto.Client, writer *io.PipeWriter) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-m.closed:
			return
		case <-tick.C:
		}
		err := client.Request(&proto.GetServerInfo{}, &proto.GetServerInfoReply{})
		if err != nil && !errors.Is(err, context.DeadlineExceeded) { // it may be busy
			writer.CloseWithError(errMicrophoneLost)
			return
		}
	}
}

func (m *microphone) format() audio.RawFormat {
	return audio.RawFormat{Encoding: audio.F32LE, SampleRate: micRate, Channels: 1}
}

// Close ends the recording.
func (m *microphone) Close() error {
	close(m.closed)
	m.PipeReader.Close()
	return m.connection.Close()
}
