// Package chaos has tests of package serve with what breaks in operation: servers that
// are killed, nats-servers that stop. They run a cluster of nats-servers in the test's
// process and the command vad in others. The short ones are part of the gate, make
// chaos runs all.
package chaos
