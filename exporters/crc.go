package exporters

import "hash/crc32"

// joinCRC is the CRC-32 of a text made of two, of which the second has n bytes,
// from the CRC-32 of each. A CRC is linear: n zero bytes are appended to the
// first, as powers of the matrix that appends one (zlib's crc32_combine).
func joinCRC(first, second uint32, n int64) uint32 {
	var odd, even bits
	odd[0] = crc32.IEEE // appends one zero bit
	for i := 1; i < len(odd); i++ {
		odd[i] = 1 << (i - 1)
	}
	even = odd.squared()
	odd = even.squared() // four bits; the first square in the loop makes a byte
	for ; n > 0; n >>= 1 {
		even = odd.squared()
		if n&1 != 0 {
			first = even.times(first)
		}
		odd = even
	}
	return first ^ second
}

// bits is a 32 × 32 matrix over one bit, by columns.
type bits [32]uint32

func (m *bits) times(v uint32) uint32 {
	sum := uint32(0)
	for i := 0; v != 0; v, i = v>>1, i+1 {
		if v&1 != 0 {
			sum ^= m[i]
		}
	}
	return sum
}

func (m *bits) squared() bits {
	var out bits
	for i, column := range m {
		out[i] = m.times(column)
	}
	return out
}
