// Command notices writes the licences of what the programs of this repository link:
// the list at the end of NOTICE, and their texts in LICENSES, for each module with
// programs in its folder. Run it at the top of the repository; it needs Go alone.
//
//	go run ./internal/notices                  # all
//	go run ./internal/notices archive          # those of a folder
//	go run ./internal/notices -check archive   # is an error where they are out of date
package main

import (
	"flag"
	"log"
	"slices"
	"strings"
)

// releases are the folders that have NOTICE and LICENSES, of the programs of their
// module.
var releases = []release{
	{".", []string{"cmd/vad", "cmd/vad-weights"}},
	{"archive", []string{"cmd/vad-archive"}},
}

// platforms are the systems whose programs are looked at; modules that only others
// link would be missing.
var platforms = []string{"linux", "darwin", "windows"}

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "write nothing")
	flag.Parse()
	for _, name := range flag.Args() {
		if !slices.ContainsFunc(releases, func(r release) bool { return r.dir == name }) {
			log.Fatalf("%s has no programs", name)
		}
	}
	for _, r := range releases {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), r.dir) {
			continue
		}
		found, err := linked(r.dir, r.programs, platforms)
		if err == nil && *check {
			err = r.check(found)
		} else if err == nil {
			err = r.write(found)
		}
		if err != nil {
			log.Fatal(err)
		}
		log.Printf("%s: %d modules under %s", r.dir, len(found), strings.Join(kinds(found), ", "))
	}
}
