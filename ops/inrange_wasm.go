//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

// inRangeVectors is inRangeGeneric, four values at a time.
func inRangeVectors(x []float32) bool {
	var carry archsimd.Uint32x4
	more := archsimd.BroadcastUint32x4(excess)
	i := 0
	for ; i+4 <= len(x); i += 4 {
		carry = carry.Or(vectorAt(x, i).Abs().ToBits().Add(more))
	}
	all := carry.GetElem(0) | carry.GetElem(1) | carry.GetElem(2) | carry.GetElem(3)
	return all>>31 == 0 && inRangeGeneric(x[i:])
}
