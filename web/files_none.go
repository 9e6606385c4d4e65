//go:build !webassets

package web

import "io/fs"

var files fs.FS
