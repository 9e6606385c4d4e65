// Package crc computes the checksums of FLAC, MP3 and Ogg, which shift the most
// significant bit out first.
package crc

var (
	table8  = newTable[uint8](0x07)        // FLAC frame headers
	table16 = newTable[uint16](0x8005)     // FLAC and MP3 frames
	table32 = newTable[uint32](0x04C11DB7) // Ogg pages
)

// newTable returns the remainders of all bytes by polynomial.
func newTable[T uint8 | uint16 | uint32](polynomial T) (table [256]T) {
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

// Sum8 returns the checksum of p by x^8 + x^2 + x + 1.
func Sum8(p []byte) (crc uint8) {
	for _, b := range p {
		crc = table8[crc^b]
	}
	return crc
}

// ahead16[k] are the remainders of a byte with k bytes of 0 after it.
var ahead16 = func() (tables [4][256]uint16) {
	tables[0] = table16
	for k := 1; k < len(tables); k++ {
		for b, crc := range tables[k-1] {
			tables[k][b] = crc<<8 ^ table16[crc>>8]
		}
	}
	return tables
}()

// Update16 continues a checksum by x^16 + x^15 + x^2 + 1 over p, four bytes at
// a time.
func Update16(crc uint16, p []byte) uint16 {
	for len(p) >= 4 {
		crc = ahead16[3][p[0]^byte(crc>>8)] ^ ahead16[2][p[1]^byte(crc)] ^ ahead16[1][p[2]] ^ ahead16[0][p[3]]
		p = p[4:]
	}
	for _, b := range p {
		crc = crc<<8 ^ table16[byte(crc>>8)^b]
	}
	return crc
}

// Update32 continues a checksum by the polynomial of Ethernet over p.
func Update32(crc uint32, p []byte) uint32 {
	for _, b := range p {
		crc = crc<<8 ^ table32[byte(crc>>24)^b]
	}
	return crc
}
