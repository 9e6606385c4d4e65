//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

// conv3x4Vectors is conv3x4Generic, eight outputs of the four frames at a time.
func conv3x4Vectors(outputs int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	for o := 0; o < outputs; o += Lanes {
		panel := w[o/Lanes*ws:][:k]
		conv3x4Low(y[o:], ys, x, panel, init[o:], is, floor)
		conv3x4High(y[o+Lanes/2:], ys, x, panel, init[o+Lanes/2:], is, floor)
	}
}

// conv3x4Low computes the first eight outputs of a panel.
func conv3x4Low(y []float32, ys int, x []float32, w []taps, init []float32, is int, floor float32) {
	var p0, p1, p2, p3, q0, q1, q2, q3 vector
	for i := range w {
		c := &w[i]
		m := (*[Frames]float32)(x[i*Frames:])
		m0, m1 := archsimd.BroadcastFloat32x4(m[0]), archsimd.BroadcastFloat32x4(m[1])
		m2, m3 := archsimd.BroadcastFloat32x4(m[2]), archsimd.BroadcastFloat32x4(m[3])
		v := archsimd.LoadFloat32x4Array((*[4]float32)(c[1][0:4]))
		p0, p1, p2, p3 = p0.Add(v.Mul(m0)), p1.Add(v.Mul(m1)), p2.Add(v.Mul(m2)), p3.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[1][4:8]))
		q0, q1, q2, q3 = q0.Add(v.Mul(m0)), q1.Add(v.Mul(m1)), q2.Add(v.Mul(m2)), q3.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[0][0:4]))
		p1, p2, p3 = p1.Add(v.Mul(m0)), p2.Add(v.Mul(m1)), p3.Add(v.Mul(m2))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[0][4:8]))
		q1, q2, q3 = q1.Add(v.Mul(m0)), q2.Add(v.Mul(m1)), q3.Add(v.Mul(m2))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[2][0:4]))
		p0, p1, p2 = p0.Add(v.Mul(m1)), p1.Add(v.Mul(m2)), p2.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[2][4:8]))
		q0, q1, q2 = q0.Add(v.Mul(m1)), q1.Add(v.Mul(m2)), q2.Add(v.Mul(m3))
	}
	least := archsimd.BroadcastFloat32x4(floor)
	finishFrames(y, ys, p0, p1, p2, p3, init, is, least)
	finishFrames(y[4:], ys, q0, q1, q2, q3, init[4:], is, least)
}

// conv3x4High computes the last eight outputs of a panel.
func conv3x4High(y []float32, ys int, x []float32, w []taps, init []float32, is int, floor float32) {
	var p0, p1, p2, p3, q0, q1, q2, q3 vector
	for i := range w {
		c := &w[i]
		m := (*[Frames]float32)(x[i*Frames:])
		m0, m1 := archsimd.BroadcastFloat32x4(m[0]), archsimd.BroadcastFloat32x4(m[1])
		m2, m3 := archsimd.BroadcastFloat32x4(m[2]), archsimd.BroadcastFloat32x4(m[3])
		v := archsimd.LoadFloat32x4Array((*[4]float32)(c[1][8:12]))
		p0, p1, p2, p3 = p0.Add(v.Mul(m0)), p1.Add(v.Mul(m1)), p2.Add(v.Mul(m2)), p3.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[1][12:16]))
		q0, q1, q2, q3 = q0.Add(v.Mul(m0)), q1.Add(v.Mul(m1)), q2.Add(v.Mul(m2)), q3.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[0][8:12]))
		p1, p2, p3 = p1.Add(v.Mul(m0)), p2.Add(v.Mul(m1)), p3.Add(v.Mul(m2))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[0][12:16]))
		q1, q2, q3 = q1.Add(v.Mul(m0)), q2.Add(v.Mul(m1)), q3.Add(v.Mul(m2))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[2][8:12]))
		p0, p1, p2 = p0.Add(v.Mul(m1)), p1.Add(v.Mul(m2)), p2.Add(v.Mul(m3))
		v = archsimd.LoadFloat32x4Array((*[4]float32)(c[2][12:16]))
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
