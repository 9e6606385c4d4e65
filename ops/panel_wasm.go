//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

type vector = archsimd.Float32x4

// vectorAt returns the four values at v[i:].
func vectorAt(v []float32, i int) vector { return archsimd.LoadFloat32x4Array((*[4]float32)(v[i:])) }

// panelVectors is panelGeneric: one row by two panels at a time, or two rows by one,
// so that eight sums hide the latency of additions.
func panelVectors(rows, cols int, y []float32, ys int, x []float32, xs int, w []lanes, ws int, init []float32, is, k int, floor float32) {
	r := 0
	for ; r+2 <= rows; r += 2 {
		for o := 0; o < cols; o += Lanes {
			panel2x16(y[r*ys+o:], ys, x[r*xs:], xs, w[o/Lanes*ws:][:k], init[r*is+o:], is, floor)
		}
	}
	if r == rows {
		return
	}
	y, x, init = y[r*ys:], x[r*xs:], init[r*is:]
	o := 0
	for ; o+2*Lanes <= cols; o += 2 * Lanes {
		panel1x32(y[o:], x, w[o/Lanes*ws:][:k], w[(o/Lanes+1)*ws:][:k], init[o:], floor)
	}
	if o < cols {
		panel1x16(y[o:], x, w[o/Lanes*ws:][:k], init[o:], floor)
	}
}

// finish writes max(init+sum, floor) to y.
func finish(y *[4]float32, sum vector, init *[4]float32, floor vector) {
	archsimd.LoadFloat32x4Array(init).Add(sum).Max(floor).StoreArray(y)
}

func panel2x16(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is int, floor float32) {
	var s0, s1, s2, s3, t0, t1, t2, t3 vector
	x0, x1 := x[:len(w)], x[xs:][:len(w)]
	for i := range w {
		c := &w[i]
		a, b := archsimd.BroadcastFloat32x4(x0[i]), archsimd.BroadcastFloat32x4(x1[i])
		w0 := archsimd.LoadFloat32x4Array((*[4]float32)(c[0:4]))
		s0, t0 = s0.Add(a.Mul(w0)), t0.Add(b.Mul(w0))
		w1 := archsimd.LoadFloat32x4Array((*[4]float32)(c[4:8]))
		s1, t1 = s1.Add(a.Mul(w1)), t1.Add(b.Mul(w1))
		w2 := archsimd.LoadFloat32x4Array((*[4]float32)(c[8:12]))
		s2, t2 = s2.Add(a.Mul(w2)), t2.Add(b.Mul(w2))
		w3 := archsimd.LoadFloat32x4Array((*[4]float32)(c[12:16]))
		s3, t3 = s3.Add(a.Mul(w3)), t3.Add(b.Mul(w3))
	}
	finish16((*lanes)(y), s0, s1, s2, s3, (*lanes)(init), floor)
	finish16((*lanes)(y[ys:]), t0, t1, t2, t3, (*lanes)(init[is:]), floor)
}

func panel1x32(y, x []float32, w, v []lanes, init []float32, floor float32) {
	var s0, s1, s2, s3, t0, t1, t2, t3 vector
	x, v = x[:len(w)], v[:len(w)]
	for i := range w {
		c, d := &w[i], &v[i]
		a := archsimd.BroadcastFloat32x4(x[i])
		s0 = s0.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[0:4]))))
		s1 = s1.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[4:8]))))
		s2 = s2.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[8:12]))))
		s3 = s3.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[12:16]))))
		t0 = t0.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(d[0:4]))))
		t1 = t1.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(d[4:8]))))
		t2 = t2.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(d[8:12]))))
		t3 = t3.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(d[12:16]))))
	}
	finish16((*lanes)(y), s0, s1, s2, s3, (*lanes)(init), floor)
	finish16((*lanes)(y[Lanes:]), t0, t1, t2, t3, (*lanes)(init[Lanes:]), floor)
}

func panel1x16(y, x []float32, w []lanes, init []float32, floor float32) {
	var s0, s1, s2, s3 vector
	x = x[:len(w)]
	for i := range w {
		c := &w[i]
		a := archsimd.BroadcastFloat32x4(x[i])
		s0 = s0.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[0:4]))))
		s1 = s1.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[4:8]))))
		s2 = s2.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[8:12]))))
		s3 = s3.Add(a.Mul(archsimd.LoadFloat32x4Array((*[4]float32)(c[12:16]))))
	}
	finish16((*lanes)(y), s0, s1, s2, s3, (*lanes)(init), floor)
}

// finish16 writes the sums of a panel to y.
func finish16(y *lanes, s0, s1, s2, s3 vector, init *lanes, floor float32) {
	least := archsimd.BroadcastFloat32x4(floor)
	finish((*[4]float32)(y[0:4]), s0, (*[4]float32)(init[0:4]), least)
	finish((*[4]float32)(y[4:8]), s1, (*[4]float32)(init[4:8]), least)
	finish((*[4]float32)(y[8:12]), s2, (*[4]float32)(init[8:12]), least)
	finish((*[4]float32)(y[12:16]), s3, (*[4]float32)(init[12:16]), least)
}
