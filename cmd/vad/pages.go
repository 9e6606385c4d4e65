package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/labels"
)

// pager draws recordings one below the other, on as many pictures as it takes. It
// keeps those of one picture in memory.
type pager struct {
	*plotCmd
	terminal
	output *outputFlags
	out    *sink               // the picture, as long as it may be the only one
	page   []picture.Recording // not drawn yet
	drawn  int                 // pictures
}

// Bounds on a picture: programs show no more, or run out of memory.
const (
	maxPageHeight = 1 << 14 // pixels
	maxPageArea   = 1 << 26
)

// perPage returns how many recordings fit on a picture.
func (c *plotCmd) perPage() int {
	return max(1, min(maxPageHeight/c.Height, maxPageArea/(c.Height*c.Width)))
}

// open begins the picture, so that a bad name is reported before the work.
func (p *pager) open(ctx context.Context) (err error) {
	p.out, err = p.output.openOutput(ctx, p.terminal)
	return err
}

func (p *pager) abandon() { p.out.abandon() }

// add adds the channels of a recording, and draws a picture when the next one is sure
// to follow.
func (p *pager) add(ctx context.Context, list []picture.Recording) error {
	for _, r := range list {
		if len(p.page) == p.perPage() {
			if err := p.drawPage(ctx); err != nil {
				return err
			}
		}
		p.page = append(p.page, r)
	}
	return nil
}

// drawPage draws one of several pictures.
func (p *pager) drawPage(ctx context.Context) error {
	if p.output.Output == "-" {
		return usage("%s fit on a picture, and only one goes to standard output; use -o FOLDER/", count(p.perPage(), "recording"))
	}
	p.out.abandon()
	p.drawn++
	extension := filepath.Ext(p.output.Output)
	name := fmt.Sprintf("%s-%04d%s", strings.TrimSuffix(p.output.Output, extension), p.drawn, extension)
	file, err := p.output.create(ctx, name)
	if err != nil {
		return err
	}
	return p.draw(&sink{file, file}, name)
}

// finish draws what is left.
func (p *pager) finish(ctx context.Context) error {
	switch {
	case len(p.page) == 0:
		return nil
	case p.drawn > 0:
		return p.drawPage(ctx)
	}
	return p.draw(p.out, p.output.Output)
}

// draw draws the recordings that wait, and lists the picture.
func (p *pager) draw(out *sink, name string) error {
	defer out.abandon()
	if err := picture.Recordings(out, p.Format, p.size(), p.page); err != nil {
		return err
	}
	p.page = p.page[:0]
	if err := out.commit(); err != nil || out.file == nil {
		return err
	}
	_, err := fmt.Fprintln(p.terminal.out, labels.Printable(name))
	return err
}
