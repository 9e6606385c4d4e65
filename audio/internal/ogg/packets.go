package ogg

// MaxPacket is how many bytes Packets keeps of a packet that is spread over
// several pages. Audio packets are far shorter; comments with pictures in them
// are not, but they are not read.
const MaxPacket = 1 << 20

// Packets puts the packets of one logical stream together. The zero value is
// ready for use.
type Packets struct {
	page   Page   // what is left of it
	broken bool   // the beginning of the next packet is lost
	packet []byte // the part so far of one that continues on the next page
	open   bool   // packet is in use
}

// Lost says that pages before the next one are missing. The packet that
// continues there is dropped.
func (p *Packets) Lost() { p.open = false }

// Add makes page the source of Next's packets, in place of what is left of the
// page before.
func (p *Packets) Add(page Page) {
	p.broken = page.Continued && !p.open
	if !page.Continued {
		p.open = false
	}
	p.page = page
}

// Next returns the next packet that ends on the page, or false if there is none
// left. The packet is valid until the next call of Next or as long as the page
// is, whichever ends first.
func (p *Packets) Next() (packet []byte, ok bool) {
	for len(p.page.Segments) > 0 {
		part, whole := p.nextPart()
		if p.broken {
			p.broken = false
			continue
		}
		if p.open || !whole {
			if !p.open {
				p.packet = p.packet[:0]
			}
			p.packet = append(p.packet, part[:min(len(part), MaxPacket-len(p.packet))]...)
			p.open = !whole
			part = p.packet
		}
		if whole {
			return part, true
		}
	}
	return nil, false
}

// nextPart removes segments from the page up to the end of a packet, or of the
// page; whole says that it was the end of a packet.
func (p *Packets) nextPart() (part []byte, whole bool) {
	size, n := 0, 0
	for !whole && n < len(p.page.Segments) {
		segment := int(p.page.Segments[n])
		size += segment
		whole = segment < maxSegment
		n++
	}
	part = p.page.Body[:size]
	p.page.Segments, p.page.Body = p.page.Segments[n:], p.page.Body[size:]
	return part, whole
}
