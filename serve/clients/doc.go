// Package clients has tests of package serve by clients that other people made: those
// of OpenAI's Realtime protocol for Go and for Node.js. It is a module of its own, so
// that they do not become dependencies of the service.
//
//	npm ci && go test .
package clients
