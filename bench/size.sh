#!/bin/sh
# Prints how large the command is, without symbols, and what its modules put into
# it. Functions' tables, which grow with the code, count for none of them.
set -eu

cd "$(dirname "$0")/.."
go build -trimpath -ldflags '-s -w' -o bin/vad-stripped ./cmd/vad
go build -trimpath -o bin/vad-symbols ./cmd/vad
bytes() { wc -c <"$1" | tr -d ' '; }
awk "BEGIN { printf \"%5.1f MB  the command, without symbols\n\", $(bytes bin/vad-stripped) / 1e6
	printf \"%5.1f MB  weights of three releases\n\", $(cat weights/*.safetensors | wc -c) / 1e6 }"
go tool nm -size bin/vad-symbols | awk '
	$3 == "B" || $3 == "b" || $4 ~ /drbg.memory/ { next } # memory, not bytes of the file
	{
		name = $4
		sub(/^type:\.(eq|hash)\./, "", name)
		sub(/[(\[].*/, "", name)
		n = split(name, part, "/")
		if (n == 1 || part[1] !~ /\./ || part[1] ~ /^(go:|type:)/) module = "Go itself and its library"
		else if (part[1] ~ /^(gonum.org|google.golang.org|gorgonia.org)$/) module = part[1] "/" part[2]
		else module = part[1] "/" part[2] "/" part[3]
		if (n < 4 || module ~ /^(google|gorgonia)/) sub(/\.[^.\/]*(\.[^\/]*)?$/, "", module)
		if (module ~ /^gonum/) module = "gonum.org/v1/gonum"
		size[module] += $2
	}
	END { for (m in size) if (size[m] >= 5e4) printf "%5.1f MB  %s\n", size[m] / 1e6, m }' | sort -rn
