//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

type vector = archsimd.Float32x4

// vectorAt returns the four values at v[i:].
func vectorAt(v []float32, i int) vector { return archsimd.LoadFloat32x4Array((*[4]float32)(v[i:])) }
