#!/bin/sh
# Gets what the live comparison needs: ONNX Runtime, the reference, into
# .cache/ort at the root of the module, and Silero's official files, by
# weights/fetch.sh. Archives are checked by SHA-256 before they are unpacked; no
# script of a package is run. Needs Node.js with npm.
#
# The file .cache/ort/unpacked is the last to be written; as long as it names
# this version, nothing is fetched again.
set -eu

version=1.30.0
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$root/.cache/ort

if command -v sha256sum >/dev/null; then
	check="sha256sum -c"
else
	check="shasum -a 256 -c"
fi

# fetch PACKAGE SUM PATH...: unpacks these paths of an npm package into
# $tmp/node_modules/PACKAGE.
fetch() {
	package=$1 sum=$2
	shift 2
	echo "fetching $package@$version" >&2
	(cd "$tmp" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null)
	(cd "$tmp" && echo "$sum  $package-$version.tgz" | $check >/dev/null) || {
		echo "fetch.sh: $package@$version does not have SHA-256 $sum" >&2
		exit 1
	}
	tar -xzf "$tmp/$package-$version.tgz" -C "$tmp" "$@"
	mv "$tmp/package" "$tmp/node_modules/$package"
}

if [ "$(cat "$dir/unpacked" 2>/dev/null)" != $version ]; then
	mkdir -p "$root/.cache"
	tmp=$(mktemp -d "$root/.cache/ort.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	mkdir "$tmp/node_modules"
	fetch onnxruntime-common 7906c439e0d3e0f4048caa23b64cdfadc0f455c377f579ce1ab2a4b778f07d5f package
	# The libraries of other systems are left in the archive.
	fetch onnxruntime-node 6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75 \
		package/package.json package/dist "package/bin/napi-v6/$(node -p process.platform)"
	rm "$tmp"/*.tgz
	echo $version >"$tmp/unpacked"
	rm -rf "$dir"
	mv "$tmp" "$dir"
	chmod 755 "$dir"
	trap - EXIT
fi

sh "$root/weights/fetch.sh"
