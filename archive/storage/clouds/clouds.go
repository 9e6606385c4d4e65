// Package clouds adds the clouds to package storage: s3, gs and azblob. It is apart, since
// their drivers are large.
package clouds

import (
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"
)
