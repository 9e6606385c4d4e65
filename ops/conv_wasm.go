//go:build goexperiment.simd && go1.27 && !purego

package ops

import (
	"simd/archsimd"
	"unsafe"
)

// conv3x4Vectors is conv3x4Generic, eight outputs of the four frames at a time.
func conv3x4Vectors(outputs int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	for o := 0; o < outputs; o += Lanes / 2 {
		conv3x4Half(y[o:], ys, x, w[o/Lanes*ws:][:k], o%Lanes, init[o:], is, floor)
	}
}

// conv3x4Half computes eight outputs of a panel: those from lane on, which is 0 or 8.
func conv3x4Half(y []float32, ys int, x []float32, w []taps, lane int, init []float32, is int, floor float32) {
	var p0, p1, p2, p3, q0, q1, q2, q3 vector
	for i := range w {
		m := (*[Frames]float32)(x[i*Frames:])
		m0, m1 := archsimd.BroadcastFloat32x4(m[0]), archsimd.BroadcastFloat32x4(m[1])
		m2, m3 := archsimd.BroadcastFloat32x4(m[2]), archsimd.BroadcastFloat32x4(m[3])
		// The weights of all three taps as one array: slices of each would cost 3 %.
		c := (*[2*Lanes + Lanes/2]float32)(unsafe.Pointer(&w[i][0][lane&8]))
		v := vectorAt(c[:], Lanes)
		p0, p1, p2, p3 = p0.Add(v.Mul(m0)), p1.Add(v.Mul(m1)), p2.Add(v.Mul(m2)), p3.Add(v.Mul(m3))
		v = vectorAt(c[:], Lanes+4)
		q0, q1, q2, q3 = q0.Add(v.Mul(m0)), q1.Add(v.Mul(m1)), q2.Add(v.Mul(m2)), q3.Add(v.Mul(m3))
		v = vectorAt(c[:], 0)
		p1, p2, p3 = p1.Add(v.Mul(m0)), p2.Add(v.Mul(m1)), p3.Add(v.Mul(m2))
		v = vectorAt(c[:], 4)
		q1, q2, q3 = q1.Add(v.Mul(m0)), q2.Add(v.Mul(m1)), q3.Add(v.Mul(m2))
		v = vectorAt(c[:], 2*Lanes)
		p0, p1, p2 = p0.Add(v.Mul(m1)), p1.Add(v.Mul(m2)), p2.Add(v.Mul(m3))
		v = vectorAt(c[:], 2*Lanes+4)
		q0, q1, q2 = q0.Add(v.Mul(m1)), q1.Add(v.Mul(m2)), q2.Add(v.Mul(m3))
	}
	least := archsimd.BroadcastFloat32x4(floor)
	finishFrames(y, ys, p0, p1, p2, p3, init, is, least)
	finishFrames(y[4:], ys, q0, q1, q2, q3, init[4:], is, least)
}

// finishFrames writes four outputs of each frame.
func finishFrames(y []float32, ys int, s0, s1, s2, s3 vector, init []float32, is int, floor vector) {
	finish((*[4]float32)(y), s0, (*[4]float32)(init), floor)
	finish((*[4]float32)(y[ys:]), s1, (*[4]float32)(init[is:]), floor)
	finish((*[4]float32)(y[2*ys:]), s2, (*[4]float32)(init[2*is:]), floor)
	finish((*[4]float32)(y[3*ys:]), s3, (*[4]float32)(init[3*is:]), floor)
}
