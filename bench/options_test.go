package main

import (
	"bytes"
	"encoding/json"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestParseOptions(t *testing.T) {
	o, err := parseOptions(nil, io.Discard)
	if err != nil || !slices.Equal(o.cases, caseNames()) || !slices.Equal(o.rates, []int{16000, 8000}) ||
		o.windows != defaultWindows || o.rounds != defaultRounds || o.json || o.stages {
		t.Errorf("no arguments: got %+v, %v", o, err)
	}
	o, err = parseOptions([]string{"-quick", "-cases", "one, file", "-rates", "8000", "-format", "json"}, io.Discard)
	if err != nil || !slices.Equal(o.cases, []string{"one", "file"}) || !slices.Equal(o.rates, []int{8000}) ||
		o.windows != quickWindows || o.rounds != quickRounds || !o.json {
		t.Errorf("arguments: got %+v, %v", o, err)
	}
}

func TestParseOptionsFails(t *testing.T) {
	for _, args := range []string{"-cases two", "-rates 44100", "-rates x", "-windows 0", "-rounds 0", "-format csv", "-nothing", "one"} {
		var output bytes.Buffer
		if _, err := parseOptions(strings.Fields(args), &output); err == nil || output.Len() == 0 {
			t.Errorf("%s: got error %v and message %q", args, err, output.String())
		}
	}
}

func TestPuregoCases(t *testing.T) {
	if err := checkCases(puregoCases); err != nil {
		t.Error(err)
	}
}

func TestParsePurego(t *testing.T) {
	results := []result{{SampleRate: 16000, Title: "one window", Implementation: "portable", Peer: &figures{Best: 1}}}
	output, err := json.Marshal(results)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsePurego(output)
	if err != nil || len(got) != 1 || got[0].Title != "purego: one window" || got[0].SampleRate != 16000 || got[0].Peer.Best != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, output := range []string{"", `[{"implementation":"avx2"}]`} {
		if _, err := parsePurego([]byte(output)); err == nil {
			t.Errorf("%q: no error", output)
		}
	}
}

func TestDescribeCPU(t *testing.T) {
	amd64 := "processor\t: 0\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx avx2 fma\n\nprocessor\t: 1\ncpu family\t: 9\n"
	arm64 := "processor\t: 0\nFeatures\t: fp asimd\nCPU part\t: 0xd0c\n"
	for cpuinfo, want := range map[string]string{
		amd64: "2 x AMD EPYC, family 25 model 17, avx2, fma",
		arm64: "1 x unnamed " + runtime.GOARCH + " processor, asimd",
	} {
		if got := describeCPU(strings.NewReader(cpuinfo)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
