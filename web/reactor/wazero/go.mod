module github.com/gosilero/vad/web/reactor/wazero

go 1.25.0

require (
	github.com/gosilero/vad v0.0.0
	github.com/tetratelabs/wazero v1.12.0
)

require golang.org/x/sys v0.47.0 // indirect

replace github.com/gosilero/vad => ../../..
