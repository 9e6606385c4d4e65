module github.com/gosilero/vad/bench

go 1.25.0

require (
	github.com/gosilero/vad v0.0.0
	github.com/yalue/onnxruntime_go v1.27.0
)

require golang.org/x/sys v0.47.0

replace github.com/gosilero/vad => ../
