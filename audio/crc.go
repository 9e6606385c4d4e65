package audio

// The checksums of FLAC, MP3 and Ogg shift the most significant bit out first.
var (
	crc8Table  = crcTable[uint8](0x07)        // FLAC frame headers
	crc16Table = crcTable[uint16](0x8005)     // FLAC and MP3 frames
	crc32Table = crcTable[uint32](0x04C11DB7) // Ogg pages
)

// crcTable returns the remainders of all bytes by polynomial.
func crcTable[T uint8 | uint16 | uint32](polynomial T) (table [256]T) {
	var top T
	top = ^(^top >> 1) // the most significant bit alone
	width := 0
	for t := top; t != 0; t >>= 1 {
		width++
	}
	for i := range table {
		crc := T(i) << (width - 8)
		for range 8 {
			if crc&top != 0 {
				crc = crc<<1 ^ polynomial
			} else {
				crc <<= 1
			}
		}
		table[i] = crc
	}
	return table
}

func crc8(p []byte) (crc uint8) {
	for _, b := range p {
		crc = crc8Table[crc^b]
	}
	return crc
}

// crc16Ahead[k] are the remainders of a byte with k bytes of 0 behind it.
var crc16Ahead = func() (tables [4][256]uint16) {
	tables[0] = crc16Table
	for k := 1; k < len(tables); k++ {
		for b, crc := range tables[k-1] {
			tables[k][b] = crc<<8 ^ crc16Table[crc>>8]
		}
	}
	return tables
}()

// crc16Update continues a checksum over p, four bytes at a time.
func crc16Update(crc uint16, p []byte) uint16 {
	for len(p) >= 4 {
		crc = crc16Ahead[3][p[0]^byte(crc>>8)] ^ crc16Ahead[2][p[1]^byte(crc)] ^ crc16Ahead[1][p[2]] ^ crc16Ahead[0][p[3]]
		p = p[4:]
	}
	for _, b := range p {
		crc = crc<<8 ^ crc16Table[byte(crc>>8)^b]
	}
	return crc
}

// crc32Update continues a checksum over p.
func crc32Update(crc uint32, p []byte) uint32 {
	for _, b := range p {
		crc = crc<<8 ^ crc32Table[byte(crc>>24)^b]
	}
	return crc
}
