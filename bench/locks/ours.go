package main

import "github.com/gosilero/vad"

// ours is design D, [vad.Stream] as it is:
//
//	compute lock of the stream {
//		state lock: copy state and generation out
//		infer
//		state lock: copy the state in, if the generation is the same
//	}
type ours struct{ streams []*vad.Stream }

func newOurs(k *kit, streams int) design {
	d := &ours{make([]*vad.Stream, streams)}
	for i := range d.streams {
		s, err := k.model.NewStream(sampleRate)
		if err != nil {
			panic(err) // every model has this rate
		}
		d.streams[i] = s
	}
	return d
}

func (d *ours) Process(stream int, window []float32) float32 {
	p, err := d.streams[stream].Process(window)
	if err != nil {
		panic(err) // the windows have the right length
	}
	return p
}

func (d *ours) Read(stream int) memory {
	st := d.streams[stream].State()
	return memory{[len(memory{}.H)]float32(st.H()), [len(memory{}.C)]float32(st.C())}
}

func (d *ours) Reset(stream int) { d.streams[stream].Reset() }
