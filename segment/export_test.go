package segment

// MaxEvents is the most events that a window can cause.
const MaxEvents = maxEvents

// Advance moves the end of the stream on by whole windows of which nothing is
// known, while no speech is open.
func (g *Segmenter) Advance(samples int64) { g.machine.pos += samples }
