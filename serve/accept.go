//go:build !js

package serve

import (
	"context"

	"github.com/coder/websocket"
)

// acceptOptions returns how a WebSocket is accepted, which calls between for each
// control frame.
func acceptOptions(protocols []string, between func()) *websocket.AcceptOptions {
	return &websocket.AcceptOptions{
		Subprotocols:       protocols,
		InsecureSkipVerify: true, // admit has checked the origin
		OnPingReceived:     func(context.Context, []byte) bool { between(); return true },
		OnPongReceived:     func(context.Context, []byte) { between() },
	}
}
