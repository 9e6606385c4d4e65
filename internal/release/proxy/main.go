// Command proxy serves, as files of a module proxy, the commit at hand under the name
// of a version, so that others can be tried out with it before it is released:
//
//	go -C internal/release run ./proxy -version v0.1.0 /tmp/proxy
//	GOPROXY=file:///tmp/proxy,https://proxy.golang.org GONOSUMDB=github.com/gosilero/vad \
//		go install github.com/gosilero/vad/cmd/vad@v0.1.0
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func main() {
	log.SetFlags(0)
	version := flag.String("version", "v0.0.0", "version to serve the commit as")
	repository := flag.String("C", "../..", "repository")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: proxy [-version VERSION] [-C REPOSITORY] FOLDER")
	}
	size, err := serve(flag.Arg(0), *repository, *version)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %.1f MB\n", *version, float64(size)/1e6)
}

// serve writes the files of a version into a folder, as a module proxy lays them
// out, and returns the size of the archive.
func serve(folder, repository, version string) (int64, error) {
	// A clone, since zip does not know worktrees.
	clone, err := os.MkdirTemp("", "proxy")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(clone)
	if _, err := git(repository, "clone", "-q", "--no-checkout", ".", clone); err != nil {
		return 0, err
	}
	goMod, err := git(clone, "show", "HEAD:go.mod")
	if err != nil {
		return 0, err
	}
	file, err := modfile.Parse("go.mod", goMod, nil)
	if err != nil {
		return 0, err
	}
	if err := installable(file); err != nil {
		return 0, err
	}
	m := module.Version{Path: file.Module.Mod.Path, Version: version}
	if err := module.Check(m.Path, m.Version); err != nil {
		return 0, err
	}
	info, err := infoOf(clone, version)
	if err != nil {
		return 0, err
	}
	dir := filepath.Join(folder, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, err
	}
	for name, data := range map[string][]byte{"list": []byte(version + "\n"), version + ".mod": goMod, version + ".info": info} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return 0, err
		}
	}
	return archive(filepath.Join(dir, version+".zip"), clone, m)
}

// infoOf returns the description of a version.
func infoOf(clone, version string) ([]byte, error) {
	committed, err := git(clone, "show", "-s", "--format=%cI", "HEAD")
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(committed)))
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Version string
		Time    time.Time
	}{version, at.UTC()})
}

// installable returns an error for what go install refuses in the go.mod of a
// program's module.
func installable(file *modfile.File) error {
	if len(file.Replace) > 0 || len(file.Exclude) > 0 {
		return errors.New("go.mod has replace or exclude directives, with which go install refuses it")
	}
	return nil
}

// archive writes the files of the commit, without those of nested modules, and
// returns the size of the archive.
func archive(name, repository string, m module.Version) (int64, error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := zip.CreateFromVCS(f, m, repository, "HEAD", ""); err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// git returns what a command of git prints.
func git(repository string, arguments ...string) ([]byte, error) {
	cmd := exec.Command("git", arguments...)
	cmd.Dir = repository
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", cmd, err)
	}
	return output, nil
}
