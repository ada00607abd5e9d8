package sqlite_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/sqlite"
)

const childVariable = "TANDEM_SQLITE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childVariable); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver prints the number of every commit once it was acknowledged.
func writeForEver(path string) error {
	s, err := sqlite.Open(path, nil)
	if err != nil {
		return err
	}
	for {
		var last uint64
		if err := s.Update("main", func(tx model.StoreTx) error {
			last = tx.Head().Seq
			for range 1 + last%3 {
				last++
				if err := appendTodo(tx, last, "milk"); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		fmt.Println(last)
	}
}

// What was acknowledged is there after the process was killed, and the file can
// be opened at once.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	for round := range uint64(3) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childVariable+"="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		acknowledged := uint64(0)
		lines := bufio.NewScanner(out)
		for n := uint64(1); lines.Scan(); n++ {
			if acknowledged, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
				t.Error(err)
			}
			if n == 1 {
				if _, err := sqlite.Open(path, nil); !errors.Is(err, sqlite.ErrInUse) {
					t.Errorf("open while another process has it: %v", err)
				}
			}
			if n == 40+7*round {
				if err := child.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = child.Wait() // it was killed
		if acknowledged == 0 {
			t.Fatal("the child wrote nothing")
		}
		s, err := sqlite.Open(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = s.View("main", func(v model.StoreView) error {
			rs, err := v.Since(0, 0)
			if head := v.Head().Seq; head < acknowledged || uint64(len(rs)) != head {
				t.Errorf("%d was acknowledged, the head is %d, there are %d records", acknowledged, head, len(rs))
			}
			for i, r := range rs {
				if r.Last.Seq != uint64(i+1) || r.Value("title") != `"milk"` {
					t.Errorf("record %d: %+v", i, r)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
