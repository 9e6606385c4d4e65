// Command notices writes the licences of what the programs of this repository link:
// the list at the end of NOTICE, and their texts in LICENSES. Run it at the top of the
// repository; it needs Go alone.
package main

import (
	"log"
	"os"
	"strings"
)

// programs are the folders of the programs that are released. One in a module of
// its own is listed with that module's versions.
var programs = []string{"cmd/vad", "cmd/vad-weights"}

// platforms are the systems whose programs are looked at; modules that only others
// link would be missing.
var platforms = []string{"linux", "darwin", "windows"}

func main() {
	log.SetFlags(0)
	found, err := linked(".", programs, platforms)
	if err != nil {
		log.Fatal(err)
	}
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		log.Fatal(err)
	}
	if notice, err = replaceList(notice, found); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("NOTICE", notice, 0o666); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("LICENSES", []byte(texts(found)), 0o666); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d modules under %s", len(found), strings.Join(kinds(found), ", "))
}
