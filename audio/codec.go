package audio

// packetCodec decodes the packets of one stream, whatever container they come
// in.
type packetCodec interface {
	// format is that of the samples, with the codec's name for a kind.
	format() Format

	// decode appends the samples of a packet, interleaved, to dst. With an
	// error it appends silence where it knows how much, or nothing.
	decode(dst []float32, packet []byte) ([]float32, error)

	// lost says that packets before the next one are missing.
	lost()
}
