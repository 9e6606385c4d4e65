package run

import (
	"fmt"
	"time"

	"github.com/gosilero/vad/archive/job"
)

// Summary counts what became of the recordings of a run.
type Summary struct {
	Done, Skipped, Failed, Unfinished int

	Audio  float64 // s, of those done
	Bytes  int64   // read
	Broken int     // transfers that broke and were resumed
	Took   time.Duration
}

// Add counts an outcome.
func (s *Summary) Add(o *job.Outcome) {
	switch o.Status {
	case job.Done:
		s.Done++
		s.Audio += o.Duration
	case job.Skipped:
		s.Skipped++
	case job.Failed:
		s.Failed++
	case job.Unfinished:
		s.Unfinished++
	}
	s.Bytes += o.Bytes
	s.Broken += o.Broken
}

// Recordings returns how many recordings there were.
func (s Summary) Recordings() int { return s.Done + s.Skipped + s.Failed + s.Unfinished }

// String returns the summary on one line.
func (s Summary) String() string {
	took := s.Took.Seconds()
	text := fmt.Sprintf("%s: %d done, %d skipped, %d failed", Count(s.Recordings(), "recording"), s.Done, s.Skipped, s.Failed)
	if s.Unfinished > 0 {
		text += fmt.Sprintf(", %d unfinished", s.Unfinished)
	}
	text += fmt.Sprintf("; %.1f s of audio in %.1f s, %.0f times real time", s.Audio, took, s.Audio/took)
	if s.Broken > 0 {
		text += fmt.Sprintf("; %s broke and went on", Count(s.Broken, "transfer"))
	}
	return text
}

// Count returns a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
