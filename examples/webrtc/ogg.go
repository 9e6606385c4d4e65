package main

import (
	"fmt"
	"io"
	"os"
)

// readPackets returns the Opus packets of an Ogg file, which must have 20 ms each.
func readPackets(path string) ([][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var packets [][]byte
	var packet []byte
	for {
		// A page: 27 bytes, the lengths of its segments, the segments. A packet ends
		// with its first segment of less than 255 bytes.
		var header [27]byte
		if _, err := io.ReadFull(file, header[:]); err == io.EOF {
			break
		} else if err != nil || string(header[:4]) != "OggS" {
			return nil, fmt.Errorf("%s: not an Ogg file, or damaged", path)
		}
		lengths := make([]byte, header[26])
		if _, err := io.ReadFull(file, lengths); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, n := range lengths {
			segment := make([]byte, n)
			if _, err := io.ReadFull(file, segment); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			if packet = append(packet, segment...); n < 255 {
				packets = append(packets, packet)
				packet = nil
			}
		}
	}
	if len(packets) < 3 || string(packets[0][:min(8, len(packets[0]))]) != "OpusHead" {
		return nil, fmt.Errorf("%s: not Ogg Opus", path)
	}
	packets = packets[2:] // without the headers
	for _, packet := range packets {
		if !has20ms(packet) {
			return nil, fmt.Errorf("%s: packets are not of 20 ms", path)
		}
	}
	return packets, nil
}

// has20ms reports whether a packet has one frame of 20 ms (RFC 6716, section 3.1).
func has20ms(packet []byte) bool {
	if len(packet) == 0 || packet[0]&3 != 0 {
		return false
	}
	switch config := packet[0] >> 3; {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		return config&3 == 1
	case config < 16: // hybrid: 10, 20 ms
		return config&1 == 1
	default: // CELT: 2.5, 5, 10, 20 ms
		return config&3 == 3
	}
}
