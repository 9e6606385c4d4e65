//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

// lstmGatesVectors is lstmGatesGeneric, four units at a time.
func lstmGatesVectors(h, c, sums []float32) {
	for b := 0; b < len(c); b += Lanes {
		s := (*[4 * Lanes]float32)(sums[4*b:])
		for u := 0; u < Lanes; u += 4 {
			i := sigmoids(vectorAt(s[:], u))
			f := vectorAt(s[:], Lanes+u)
			g := tanhs(vectorAt(s[:], 2*Lanes+u))
			o := sigmoids(vectorAt(s[:], 3*Lanes+u))
			cell := forgets(f, vectorAt(c, b+u), i.Mul(g))
			cell.StoreArray((*[4]float32)(c[b+u:]))
			o.Mul(tanhs(cell)).StoreArray((*[4]float32)(h[b+u:]))
		}
	}
}

// sigmoids is Sigmoid of each value.
func sigmoids(x vector) vector {
	one := archsimd.BroadcastFloat32x4(1)
	q, s := expm1s(x.Neg())
	return one.Div(s.Add(one).Add(q.Mul(s)))
}

// tanhs is Tanh of each value.
func tanhs(x vector) vector {
	q, s := expm1s(x.Add(x))
	e := s.Sub(archsimd.BroadcastFloat32x4(1)).Add(q.Mul(s))
	return e.Div(e.Add(archsimd.BroadcastFloat32x4(2)))
}

// forgets is forget of each value.
func forgets(x, c, t vector) vector {
	q, s := expm1s(x.Abs().Neg())
	e := s.Add(q.Mul(s))
	kc := e.Div(archsimd.BroadcastFloat32x4(1).Add(e)).Mul(c)
	return t.Add(kc).IfElse(x.Less(vector{}), c.Add(t.Sub(kc)))
}

// expm1s is expm1 of each value.
func expm1s(x vector) (q, s vector) {
	x = x.Max(archsimd.BroadcastFloat32x4(expLow)).Min(archsimd.BroadcastFloat32x4(expHigh))
	magic := archsimd.BroadcastFloat32x4(roundMagic)
	n := x.Mul(archsimd.BroadcastFloat32x4(log2e)).Add(magic).Sub(magic)
	r := x.Sub(n.Mul(archsimd.BroadcastFloat32x4(ln2Hi)))
	r = r.Sub(n.Mul(archsimd.BroadcastFloat32x4(ln2Lo)))
	p := archsimd.BroadcastFloat32x4(expP0)
	p = p.Mul(r).Add(archsimd.BroadcastFloat32x4(expP1))
	p = p.Mul(r).Add(archsimd.BroadcastFloat32x4(expP2))
	p = p.Mul(r).Add(archsimd.BroadcastFloat32x4(expP3))
	p = p.Mul(r).Add(archsimd.BroadcastFloat32x4(expP4))
	p = p.Mul(r).Add(archsimd.BroadcastFloat32x4(expP5))
	power := n.ConvertToInt32().Add(archsimd.BroadcastInt32x4(127)).ShiftAllLeft(23)
	return p.Mul(r.Mul(r)).Add(r), power.ToBits().BitsToFloat32()
}
