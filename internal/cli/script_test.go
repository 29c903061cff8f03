package cli_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/packetgate/packetgate/internal/cli"
	"github.com/packetgate/packetgate/internal/scenario"
)

var update = flag.Bool("update", false, "accept what the scripts print")

// TestMain lets scripts run the real command line as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"packetgate": func() { os.Exit(cli.Run(context.Background(), cli.NewHost("test"), os.Args[1:])) },
	})
}

// TestScripts runs testdata/script: what a user types, and what comes out.
func TestScripts(t *testing.T) {
	acts, err := filepath.Abs("../demo/acts")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ACTS", acts)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"repo":   repo,
			"commit": commit,
			"branch": branch,
			"github": serve,
			"exits":  exits,
		},
		RequireUniqueNames: true,
	})
}

// exits CODE ARG... runs packetgate and expects its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("packetgate", args[1:]...)
	code := 0
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// repo DIR [ORIGIN] makes DIR a git repository on the branch main.
func repo(ts *testscript.TestScript, _ bool, args []string) {
	r, err := git.PlainInitWithOptions(ts.MkAbs(args[0]), &git.PlainInitOptions{
		InitOptions: git.InitOptions{DefaultBranch: plumbing.NewBranchReferenceName("main")},
	})
	ts.Check(err)
	if len(args) > 1 {
		_, err = r.CreateRemote(&config.RemoteConfig{Name: "origin", URLs: []string{args[1]}})
		ts.Check(err)
	}
}

// commit DIR MESSAGE commits everything in the work tree.
func commit(ts *testscript.TestScript, _ bool, args []string) {
	tree := workTree(ts, args[0])
	ts.Check(tree.AddWithOptions(&git.AddOptions{All: true}))
	author := &object.Signature{Name: "ann", Email: "ann@example.com", When: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)}
	_, err := tree.Commit(args[1], &git.CommitOptions{Author: author, AllowEmptyCommits: true})
	ts.Check(err)
}

// branch DIR NAME makes a branch and goes there.
func branch(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(workTree(ts, args[0]).Checkout(&git.CheckoutOptions{
		Branch: plumbing.NewBranchReferenceName(args[1]), Create: true, Keep: true,
	}))
}

func workTree(ts *testscript.TestScript, dir string) *git.Worktree {
	r, err := git.PlainOpen(ts.MkAbs(dir))
	ts.Check(err)
	tree, err := r.Worktree()
	ts.Check(err)
	return tree
}

// serve SCENARIO serves a local GitHub until the script ends and sets the variables
// that point packetgate to it.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	ctx, stop := context.WithCancel(context.Background())
	env, ready, writer := filepath.Join(ts.MkAbs("."), "github.env"), make(chan error, 1), make(chan struct{})
	go func() {
		defer close(writer)
		ready <- scenario.Serve(ctx, args[0], env, signal{ready})
	}()
	ts.Defer(func() { stop(); <-writer })
	ts.Check(<-ready)
	for line := range strings.Lines(ts.ReadFile(env)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "GITHUB_API_URL", "GITHUB_GRAPHQL_URL":
			ts.Setenv(name, value)
		case "INPUT_GITHUB-TOKEN":
			ts.Setenv("GITHUB_TOKEN", value)
		}
	}
}

// signal tells by the first write that the server is up.
type signal struct{ ready chan error }

func (s signal) Write(p []byte) (int, error) {
	s.ready <- nil
	return io.Discard.Write(p)
}
