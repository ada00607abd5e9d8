//go:build !js

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// process is a running todo example.
type process struct {
	url string
	cmd *exec.Cmd
}

// startServer starts the todo example on a free port, with an empty database.
func startServer(b *bench, name string) (*process, error) {
	cmd := exec.Command(b.program, "-host", "localhost", "-port", "0", "-data", filepath.Join(b.dir, "data-"+name))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), " is at ")
	if err != nil || !ok {
		cmd.Process.Kill()
		cmd.Wait()
		return nil, fmt.Errorf("the server does not say where it is: %q, %v", line, err)
	}
	return &process{url, cmd}, nil
}

func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// send makes a request with a JSON body.
func (p *process) send(method, path, body string) error {
	req, err := http.NewRequest(method, p.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, res.Status)
	}
	return nil
}

// fill makes n todos.
func (p *process) fill(n int) error {
	words := strings.Fields("buy call write mend plan read send fetch pay book clean the a new old next first last letter bill tickets bicycle roof garden report neighbour dentist holiday bread")
	const step = 5000
	for from := 0; from < n; from += step {
		var list []string
		for i := from; i < min(from+step, n); i++ {
			title := fmt.Sprintf("%s %s %s %s %d", words[i%10], words[10+i%6], words[16+i*7%13], words[16+i*11%13], i)
			list = append(list, fmt.Sprintf(`{"title":%q,"completed":%v}`, title, i%3 == 0))
		}
		if err := p.send("POST", "/todos", "["+strings.Join(list, ",")+"]"); err != nil {
			return err
		}
	}
	return nil
}
