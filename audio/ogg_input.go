package audio

import (
	"bufio"
	"bytes"
	"io"

	"github.com/gosilero/vad/audio/internal/ogg"
)

// oggInput finds the pages of an Ogg stream. A page is believed when its
// checksum is right; otherwise the next one is searched for.
type oggInput struct {
	input *bufio.Reader // with a buffer of at least ogg.MaxPage
	held  int           // bytes of the page returned last
	tries budget
}

// next returns the next page, valid until the next call, and how many bytes
// before it were skipped. Without a page left, err says why the input ended.
func (o *oggInput) next() (page ogg.Page, skipped int, err error) {
	if _, err := o.input.Discard(o.held); err != nil {
		return page, 0, err
	}
	o.held = 0
	for {
		b, err := o.peek()
		if err != nil && err != io.EOF {
			return page, skipped, err
		}
		page, err := ogg.Parse(b)
		if err == nil {
			o.held = len(b)
			o.tries.earn(len(b))
			return page, skipped, nil
		}
		var n int
		if err == ogg.ErrChecksum && !o.tries.spend(int64(len(b))) {
			n = len(b) // and what it may hold
		} else {
			n = o.nextMagic()
		}
		o.tries.earn(n)
		if n == 0 {
			return page, skipped, io.EOF
		}
		skipped += n
		if _, err := o.input.Discard(n); err != nil {
			return page, skipped, err
		}
	}
}

// peek returns the bytes of the page that the input begins with, none if it
// does not begin with a whole one; err is that of the input.
func (o *oggInput) peek() ([]byte, error) {
	for size := ogg.HeaderSize; ; {
		b, err := o.input.Peek(size)
		if err != nil {
			return nil, err
		}
		if size = ogg.Size(b); size <= len(b) {
			return b[:size], nil
		}
	}
}

// nextMagic returns how many bytes to skip to the next place where a page may
// begin, within what the buffer holds; 0 if it is empty.
func (o *oggInput) nextMagic() int {
	b, _ := o.input.Peek(o.input.Buffered())
	if len(b) == 0 {
		return 0
	}
	if n := bytes.Index(b[1:], []byte(ogg.Magic)); n >= 0 {
		return n + 1
	}
	return max(1, len(b)-len(ogg.Magic)+1)
}
