package serve

import "github.com/coder/websocket"

// acceptOptions returns options of the websocket package of js, which accepts nothing.
func acceptOptions(protocols []string, between func()) *websocket.AcceptOptions {
	return &websocket.AcceptOptions{Subprotocols: protocols, InsecureSkipVerify: true}
}
