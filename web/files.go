//go:build webassets

package web

import (
	"embed"
	"io/fs"
)

//go:embed assets
var assets embed.FS

var files = mustSub(assets)

func mustSub(assets embed.FS) fs.FS {
	sub, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return sub
}
