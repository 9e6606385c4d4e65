package chaos

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// built is the folder of what command builds.
var built string

// command builds vad once.
var command = sync.OnceValues(func() (path string, err error) {
	if built, err = os.MkdirTemp("", "vad-chaos-"); err != nil {
		return "", err
	}
	path = filepath.Join(built, "vad")
	build := exec.Command("go", "build", "-o", path, "./cmd/vad")
	build.Dir = "../.."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(built)
	os.Exit(code)
}

// process is a process of vad serve.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	port int
	log  bytes.Buffer
}

// serve starts vad serve with sessions in the cluster, at a port.
func serve(t testing.TB, c *cluster, port int) *process {
	t.Helper()
	path, err := command()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, port: port}
	p.cmd = exec.Command(path, "serve", "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--nats", c.url(), "--nats-replicas", "3")
	p.cmd.Stderr = &p.log
	if *verbose {
		p.cmd.Stderr = os.Stderr
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // its URL: it listens
		t.Fatalf("vad serve: %v: %s", err, p.log.String())
	}
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	return p
}

// end sends the process a signal, unless it has ended, and waits for its end.
func (p *process) end(s syscall.Signal) {
	if p.cmd != nil {
		p.cmd.Process.Signal(s)
		p.cmd.Wait()
		p.cmd = nil
	}
}

// pair is two servers, of which one may be down.
type pair struct {
	t         testing.TB
	cluster   *cluster
	ports     []int
	processes [2]*process
}

func servePair(t testing.TB, c *cluster) *pair {
	p := &pair{t: t, cluster: c, ports: freePorts(t, 2)}
	for i := range p.processes {
		p.processes[i] = serve(t, c, p.ports[i])
	}
	return p
}

// replace ends a server and starts another one in its place.
func (p *pair) replace(i int, s syscall.Signal) {
	p.processes[i].end(s)
	p.processes[i] = serve(p.t, p.cluster, p.ports[i])
}

func (p *pair) urls() (list []string) {
	for _, port := range p.ports {
		list = append(list, fmt.Sprintf("ws://127.0.0.1:%d/v1/stream", port))
	}
	return list
}

// metric returns the value of a metric of a server, 0 if it has none.
func (p *pair) metric(i int, name string) (value float64) {
	p.t.Helper()
	response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", p.ports[i]))
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			if value, err = strconv.ParseFloat(text, 64); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	return value
}
