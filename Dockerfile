# The command vad, with its page, in an image of nothing else:
#
#	docker build -t vad .
#	docker run --rm -i vad detect - <recording.wav
#
# The binary is static and needs no file of a system; .ci/scratch runs it in an empty
# root, as an image is.
FROM golang:1.26 AS build
# make web compiles the page's module with a later Go, which it fetches.
ENV GOTOOLCHAIN=auto
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make web

FROM scratch
COPY --from=build /src/bin/vad /vad
COPY LICENSE NOTICE LICENSES /licenses/
# The public certificates, for connections that vad opens itself.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
USER 65532:65532
ENTRYPOINT ["/vad"]
