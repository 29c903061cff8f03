//go:build unix

package shell

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// nobody is the user that random scripts run as where the test is root, whose
	// processes no limit holds.
	nobody = 65534
	// scriptTime is how long a script may run.
	scriptTime = 3 * time.Second
)

// processes is how many processes the scripts' user may have: a random script may
// well be a fork bomb. Where the user is the tester, others are about: the limit is
// then the least at which a script can start some.
var processes = sync.OnceValue(func() string {
	if os.Geteuid() != 0 {
		for _, limit := range []string{"200", "1000", "4000", "16000"} {
			probe := "ulimit -u " + limit + " 2> /dev/null || ulimit -p " + limit + "; for i in 1 2 3 4 5 6 7 8 9; do (true) & done; wait"
			if exec.Command("sh", "-c", probe).Run() == nil {
				return limit
			}
		}
		return "unlimited"
	}
	return "200"
})

// confined runs a script of which nothing is known in dir/root and returns its exit
// code, -1 if it had to be killed. Whatever it started is dead afterwards.
func confined(t *testing.T, dir string, args, env []string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), scriptTime)
	defer cancel()
	limited := append([]string{"-c", "ulimit -u " + processes() + " 2> /dev/null || ulimit -p " + processes() + "; exec \"$@\"", "sh"}, args...)
	cmd := exec.CommandContext(ctx, "sh", limited...)
	cmd.Dir = filepath.Join(dir, "root")
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: true}
		give(t, dir)
	}
	kill := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = kill
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	_ = kill() // what it left in the background
	if err != nil && ctx.Err() != nil {
		return -1
	}
	return cmd.ProcessState.ExitCode()
}

// give makes a test's directory and all in it nobody's, and lets nobody reach it.
func give(t *testing.T, dir string) {
	t.Helper()
	for parent := filepath.Dir(dir); strings.HasPrefix(parent, os.TempDir()+string(filepath.Separator)); parent = filepath.Dir(parent) {
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
}
