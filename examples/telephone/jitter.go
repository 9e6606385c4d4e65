package main

// packet is what matters of an RTP packet.
type packet struct {
	leg      int
	sequence uint16 // one more than that of the packet before, modulo 1<<16
	payload  []byte // size bytes of mu-law
}

// jitterBuffer puts the packets of a leg in order.
type jitterBuffer struct {
	next    uint16 // sequence number of the packet to be played
	end     uint16 // one more than that of the latest packet
	waiting map[uint16][]byte
}

// newJitterBuffer returns a buffer of a stream that begins with a sequence number.
func newJitterBuffer(first uint16) jitterBuffer {
	return jitterBuffer{next: first, end: first, waiting: map[uint16][]byte{}}
}

// push takes a packet. One that comes after its turn is dropped.
func (b *jitterBuffer) push(p packet) {
	if int16(p.sequence-b.next) < 0 {
		return
	}
	b.waiting[p.sequence] = p.payload
	if int16(p.sequence-b.end) >= 0 {
		b.end = p.sequence + 1
	}
}

// pop returns the payload of the next packet, or nil if it is lost: it is missing,
// and at least wait packets after it have been sent. False means to wait for more.
func (b *jitterBuffer) pop(wait int) (payload []byte, ok bool) {
	payload, ok = b.waiting[b.next]
	if !ok && int(b.end-b.next) <= wait {
		return nil, false
	}
	delete(b.waiting, b.next)
	b.next++
	return payload, true
}
