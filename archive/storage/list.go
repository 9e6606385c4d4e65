package storage

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"gocloud.dev/blob"
)

// pageSize is how many objects one request lists: most that clouds allow. A folder is
// searched from its beginning for each page, so its pages are larger.
const (
	pageSize       = 1000
	folderPageSize = 1 << 17
)

// List yields the keys of all objects of the place, in order. An error ends it.
func (p *Place) List(ctx context.Context) iter.Seq2[string, error] {
	size := pageSize
	if strings.HasPrefix(p.url, "file:") {
		size = folderPageSize
	}
	return func(yield func(string, error) bool) {
		for token := blob.FirstPageToken; len(token) > 0; {
			var page []*blob.ListObject
			var next []byte
			err := p.retry.do(ctx, func() (err error) {
				page, next, err = p.bucket.ListPage(ctx, token, size, &blob.ListOptions{Prefix: p.prefix})
				return err
			})
			if err != nil && err != io.EOF {
				yield("", fmt.Errorf("listing %s: %w", p.url, err))
				return
			}
			for _, object := range page {
				if !yield(strings.TrimPrefix(object.Key, p.prefix), nil) {
					return
				}
			}
			token = next
		}
	}
}
