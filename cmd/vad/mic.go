package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jfreymuth/pulse/proto"

	"github.com/gosilero/vad/audio"
)

// microphone reads raw samples from a source of a PulseAudio or PipeWire server.
type microphone struct {
	*io.PipeReader
	connection net.Conn
	closed     chan struct{}
}

// The server resamples to micRate, a rate of the model. A fragment is the bytes of
// one window.
const (
	micRate     = 16000
	micFragment = 512 * 4
)

// errMicrophoneLost ends the samples, as opposed to io.EOF.
var errMicrophoneLost = errors.New("lost the microphone, or its server")

// openMicrophone connects to the server and begins to record from a source, by
// default from that which the server has as its default. It uses the protocol
// directly, since the streams of package pulse do not report their end.
func openMicrophone(device string) (*microphone, error) {
	client, connection, err := proto.Connect("")
	if err == nil && client == nil {
		err = errors.New("PULSE_SERVER names another machine")
	}
	if err != nil {
		return nil, fmt.Errorf("a microphone needs a PulseAudio or PipeWire server, but none answers: %w", err)
	}
	reader, writer := io.Pipe()
	// Samples wait in the server until the pipe is read.
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
	if err == nil && device != "" {
		err = checkDevice(client, device)
	}
	if err == nil {
		err = client.Request(&proto.CreateRecordStream{
			SampleSpec:         proto.SampleSpec{Format: proto.FormatFloat32LE, Channels: 1, Rate: micRate},
			ChannelMap:         proto.ChannelMap{proto.ChannelMono},
			ChannelVolumes:     proto.ChannelVolumes{uint32(proto.VolumeNorm)},
			SourceIndex:        proto.Undefined,
			SourceName:         device, // empty for the default
			BufferMaxLength:    proto.Undefined,
			BufferFragSize:     micFragment,
			DirectOnInputIndex: proto.Undefined,
			Properties:         name,
		}, &proto.CreateRecordStreamReply{})
	}
	if err != nil {
		reader.Close()
		connection.Close()
		return nil, fmt.Errorf("the server has no such microphone: %w", err)
	}
	m := &microphone{PipeReader: reader, connection: connection, closed: make(chan struct{})}
	go m.watch(client, writer)
	return m, nil
}

// checkDevice returns an error that names the sources of the server, unless device
// is one of them.
func checkDevice(client *proto.Client, device string) error {
	var list proto.GetSourceInfoListReply
	if err := client.Request(&proto.GetSourceInfoList{}, &list); err != nil {
		return err
	}
	var names []string
	for _, source := range list {
		if source.SourceName == device {
			return nil
		}
		names = append(names, source.SourceName)
	}
	return fmt.Errorf("--device is %s, want one of %s", device, strings.Join(names, ", "))
}

// watch ends the samples when the connection breaks without a report by the client.
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

// Close stops recording.
func (m *microphone) Close() error {
	close(m.closed)
	m.PipeReader.Close()
	return m.connection.Close()
}
