package live_test

import (
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// seconds is a position at 16 kHz in seconds.
func seconds(sample int64) float64 { return float64(sample) / 16000 }

// clip opens a recording of testdata: one channel at 16 kHz.
func clip(name string) (audio.Source, func() error, error) {
	f, err := os.Open("../testdata/" + name)
	if err != nil {
		return nil, nil, err
	}
	r, err := audio.Open(f)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return audio.Mono(r), f.Close, nil
}

// A live stream: audio comes 20 ms at a time, and each segment's audio is ready
// as soon as its end is known.
func ExampleDetector_Write() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := live.New(m, live.DefaultConfig(16000))
	if err != nil {
		fmt.Println(err)
		return
	}
	recognise := func(e live.Event) {
		if e.Kind == segment.SegmentFinal {
			fmt.Printf("%6.3f s: %.3f s of audio from %.3f s on\n", seconds(e.Known), seconds(int64(len(e.Audio))), seconds(e.AudioStart))
		}
	}
	var events []live.Event
	packet := make([]float32, 320)
	for {
		n, err := source.Read(packet) // the microphone
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		if events, err = d.Write(events[:0], packet[:n]); err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range events {
			recognise(e)
		}
	}
	if events, err = d.Flush(events[:0]); err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range events {
		recognise(e)
	}
	// Output:
	//  7.552 s: 7.216 s of audio from 0.206 s on
	// 11.616 s: 3.152 s of audio from 8.334 s on
	// 17.920 s: 5.456 s of audio from 12.334 s on
}

// The events of a recording, each at the time at which it is known. The pads,
// 30 ms, are in SegmentFinal.
func ExampleDetector_Events() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := live.New(m, live.DefaultConfig(16000))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("at (s)  event            from    to")
	for e, err := range d.Events(source) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%6.3f  %-15v  %6.3f  %6.3f\n", seconds(e.Known), e.Kind, seconds(e.Segment.Start), seconds(e.Segment.End))
	}
	// Output:
	// at (s)  event            from    to
	//  0.768  SpeechStarted     0.736   0.768
	//  1.024  SpeechConfirmed   0.736   1.024
	//  7.552  SpeechEnded       0.736   7.392
	//  7.552  SegmentFinal      0.706   7.422
	//  8.896  SpeechStarted     8.864   8.896
	//  9.152  SpeechConfirmed   8.864   9.152
	// 11.616  SpeechEnded       8.864  11.456
	// 11.616  SegmentFinal      8.834  11.486
	// 12.896  SpeechStarted    12.864  12.896
	// 13.152  SpeechConfirmed  12.864  13.152
	// 17.920  SpeechEnded      12.864  17.760
	// 17.920  SegmentFinal     12.834  17.790
}

// A call of two channels; the second is the first, 1 s late.
func ExampleCall() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	first, err := audio.ReadAll(source)
	if err != nil {
		fmt.Println(err)
		return
	}
	second := append(make([]float32, 16000), first[:len(first)-16000]...)

	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	call, err := live.NewCall(m, 2, live.DefaultConfig(16000))
	if err != nil {
		fmt.Println(err)
		return
	}
	print := func(events []live.CallEvent) {
		for _, e := range events {
			switch {
			case e.Kind == segment.SpeechStarted && e.Speaking > 1:
				fmt.Printf("%6.3f s: channel %d starts to speak, too\n", seconds(e.Known), e.Channel)
			case e.Kind == segment.SegmentFinal:
				fmt.Printf("%6.3f s: channel %d spoke from %.3f to %.3f s\n", seconds(e.Known), e.Channel, seconds(e.Segment.Start), seconds(e.Segment.End))
			case e.Kind == live.SpeechOverlapped:
				fmt.Printf("%6.3f s: both spoke from %.3f to %.3f s\n", seconds(e.Known), seconds(e.Segment.Start), seconds(e.Segment.End))
			}
		}
	}
	events, err := call.WriteChannels(nil, [][]float32{first, second})
	if err != nil {
		fmt.Println(err)
		return
	}
	print(events)
	if events, err = call.Flush(nil); err != nil {
		fmt.Println(err)
		return
	}
	print(events)
	// Output:
	//  1.760 s: channel 1 starts to speak, too
	//  7.552 s: channel 0 spoke from 0.706 to 7.422 s
	//  8.544 s: channel 1 spoke from 1.698 to 8.414 s
	//  8.544 s: both spoke from 1.698 to 7.422 s
	//  9.888 s: channel 1 starts to speak, too
	// 11.616 s: channel 0 spoke from 8.834 to 11.486 s
	// 12.608 s: channel 1 spoke from 9.826 to 12.478 s
	// 12.608 s: both spoke from 9.826 to 11.486 s
	// 13.888 s: channel 1 starts to speak, too
	// 17.920 s: channel 0 spoke from 12.834 to 17.790 s
	// 18.890 s: channel 1 spoke from 13.826 to 18.782 s
	// 18.890 s: both spoke from 13.826 to 17.790 s
}

// Turns: an agent answers when its user has finished. The words of each segment
// show how fast the user speaks, and so how long to wait for more.
func ExampleDetector_ObserveRate() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	turn := segment.DefaultEndpointConfig()
	c := live.DefaultConfig(16000)
	c.Turn = &turn
	d, err := live.New(m, c)
	if err != nil {
		fmt.Println(err)
		return
	}
	words := []string{ // what a recogniser made of the segments' audio
		"And Mr John Dashwood had then leisure to consider how much there might be prudently in his power to do for them.",
		"He was not an ill-disposed young man,",
		"unless to be rather cold-hearted and rather selfish is to be ill-disposed.",
	}
	for e, err := range d.Events(source) {
		if err != nil {
			fmt.Println(err)
			return
		}
		switch e.Kind {
		case segment.SegmentFinal:
			if err := d.ObserveRate(words[0], e.Segment.Duration(16000)); err != nil {
				fmt.Println(err)
				return
			}
			words = words[1:]
		case live.TurnEnded, live.TurnResumed, live.TurnFinal:
			fmt.Printf("%6.3f s: %-11v %.3f s of speech from %.3f s on\n", seconds(e.Known), e.Kind, seconds(e.Speech), seconds(e.Segment.Start))
		}
	}
	// Output:
	//  7.776 s: TurnEnded   6.656 s of speech from 0.736 s on
	//  8.800 s: TurnFinal   6.656 s of speech from 0.736 s on
	// 11.808 s: TurnEnded   2.496 s of speech from 8.864 s on
	// 12.832 s: TurnFinal   2.496 s of speech from 8.864 s on
	// 18.112 s: TurnEnded   4.832 s of speech from 12.864 s on
	// 18.890 s: TurnFinal   4.832 s of speech from 12.864 s on
}
