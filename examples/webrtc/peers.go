package main

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

const packetTime = 20 * time.Millisecond

// run has one peer send packets, and hands the events that the other one hears
// to handle.
func run(ctx context.Context, packets [][]byte, handle func(live.Event)) error {
	m, err := vad.New()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second+time.Duration(len(packets))*packetTime)
	defer cancel()
	sender, receiver, track, err := newPeers()
	if err != nil {
		return err
	}
	defer sender.Close()
	defer receiver.Close()
	heard := make(chan error, 1)
	receiver.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		heard <- detect(m, func() (*rtp.Packet, error) {
			packet, _, err := track.ReadRTP()
			return packet, err
		}, handle)
	})
	if err := connect(ctx, sender, receiver); err != nil {
		return err
	}
	if err := send(ctx, track, packets); err != nil {
		return err
	}
	if err := sender.GracefulClose(); err != nil { // ends the track
		return err
	}
	select {
	case err := <-heard:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newPeers returns two peers on the loopback interface, of which one sends a track.
func newPeers() (sender, receiver *webrtc.PeerConnection, track *webrtc.TrackLocalStaticSample, err error) {
	var s webrtc.SettingEngine
	s.SetIncludeLoopbackCandidate(true)
	s.SetIPFilter(net.IP.IsLoopback)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	api := webrtc.NewAPI(webrtc.WithSettingEngine(s))
	track, err = webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "audio", "sender")
	if err != nil {
		return nil, nil, nil, err
	}
	if sender, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return nil, nil, nil, err
	}
	if receiver, err = api.NewPeerConnection(webrtc.Configuration{}); err == nil {
		_, err = sender.AddTrack(track)
	}
	if err != nil {
		sender.Close()
		return nil, nil, nil, err
	}
	return sender, receiver, track, nil
}

// connect carries the offer of one peer to the other one and the answer back, and
// waits until both are connected.
func connect(ctx context.Context, from, to *webrtc.PeerConnection) error {
	connected := make(chan error, 8)
	for _, peer := range []*webrtc.PeerConnection{from, to} {
		peer.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
			switch state {
			case webrtc.PeerConnectionStateConnected:
				connected <- nil
			case webrtc.PeerConnectionStateFailed:
				connected <- errors.New("webrtc: peers cannot be connected")
			}
		})
	}
	offer, err := from.CreateOffer(nil)
	if err != nil {
		return err
	}
	if err := describe(ctx, from, to, offer); err != nil {
		return err
	}
	answer, err := to.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := describe(ctx, to, from, answer); err != nil {
		return err
	}
	for range 2 {
		select {
		case err := <-connected:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// describe has one peer describe itself, with its addresses, to the other one.
func describe(ctx context.Context, from, to *webrtc.PeerConnection, d webrtc.SessionDescription) error {
	gathered := webrtc.GatheringCompletePromise(from)
	if err := from.SetLocalDescription(d); err != nil {
		return err
	}
	select {
	case <-gathered:
		return to.SetRemoteDescription(*from.LocalDescription())
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send sends a packet every 20 ms. A packet that is nil is lost.
func send(ctx context.Context, track *webrtc.TrackLocalStaticSample, packets [][]byte) error {
	tick := time.NewTicker(packetTime)
	defer tick.Stop()
	var lost uint16
	for _, packet := range packets {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if packet == nil {
			lost++
			continue
		}
		if err := track.WriteSample(media.Sample{Data: packet, Duration: packetTime, PrevDroppedPackets: lost}); err != nil {
			return err
		}
		lost = 0
	}
	return nil
}
