package action

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/report"
)

// host is a machine with these variables, whose clock stands still.
func host(env map[string]string, out *bytes.Buffer) Host {
	return Host{
		Env:     func(name string) string { return env[name] },
		Stdout:  out,
		Now:     func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) },
		Sleep:   func(context.Context, time.Duration) error { return nil },
		Version: "test",
	}
}

func TestBadUsageExits2AndSaysWhatToDo(t *testing.T) {
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(`{"action":"opened"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"action":`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		set  map[string]string
		want string
	}{
		"no token":             {map[string]string{"INPUT_GITHUB-TOKEN": ""}, "input github-token is empty"},
		"no repository":        {map[string]string{"GITHUB_REPOSITORY": ""}, "want OWNER/NAME"},
		"an unknown mode":      {map[string]string{"INPUT_MODE": "chek"}, `input mode is "chek": want one of auto, check, command, audit, plan`},
		"a wait without unit":  {map[string]string{"INPUT_WAIT": "15"}, `input wait is "15": want a duration`},
		"a wait too long":      {map[string]string{"INPUT_WAIT": "7h"}, "between 0s and 6h"},
		"an unknown fail-on":   {map[string]string{"INPUT_FAIL-ON": "all"}, "input fail-on"},
		"a dry run of maybe":   {map[string]string{"INPUT_DRY-RUN": "maybe"}, "want true or false"},
		"an App without key":   {map[string]string{"INPUT_APP-ID": "7"}, "app-private-key is empty"},
		"an App id of letters": {map[string]string{"INPUT_APP-ID": "seven"}, "input app-id"},
		"a broken glob":        {map[string]string{"INPUT_TRACKERS": "docs/[a.md"}, "input trackers"},
		"an odd API address":   {map[string]string{"GITHUB_API_URL": "ftp://x"}, "want an http or https address"},
		"an unknown event":     {map[string]string{"GITHUB_EVENT_NAME": "watch"}, `event "watch" chooses no mode`},
		"an audit of nothing":  {map[string]string{"GITHUB_EVENT_NAME": "schedule", "GITHUB_REF": "refs/tags/v1"}, "mode audit judges the default branch, and neither"},
		"no event file":        {map[string]string{"GITHUB_EVENT_PATH": filepath.Join(t.TempDir(), "none")}, "GITHUB_EVENT_PATH"},
		"a broken event file":  {map[string]string{"GITHUB_EVENT_PATH": broken}, "is no webhook payload"},
		"no pull request":      {nil, "names no pull request"},
	} {
		t.Run(name, func(t *testing.T) {
			output := filepath.Join(t.TempDir(), "output")
			env := map[string]string{
				"INPUT_GITHUB-TOKEN": "secret-of-the-test",
				"GITHUB_REPOSITORY":  "octo/app",
				"GITHUB_EVENT_NAME":  "pull_request",
				"GITHUB_EVENT_PATH":  event,
				"GITHUB_OUTPUT":      output,
				"GITHUB_WORKSPACE":   t.TempDir(),
			}
			for k, v := range test.set {
				env[k] = v
			}
			var out bytes.Buffer
			if code := Run(t.Context(), host(env, &out)); code != ExitNoJudge {
				t.Errorf("exit %d, want %d", code, ExitNoJudge)
			}
			if !strings.HasPrefix(out.String(), "::error title=packetgate::") || !strings.Contains(out.String(), test.want) {
				t.Errorf("output %q has no annotation with %q", out.String(), test.want)
			}
			if strings.Contains(out.String(), "secret-of-the-test") {
				t.Errorf("the token is printed: %q", out.String())
			}
			written, err := os.ReadFile(output)
			if err != nil || !strings.Contains(string(written), "\nerror\n") {
				t.Errorf("outputs %q, %v: no verdict error", written, err)
			}
		})
	}
}

func TestExitCode(t *testing.T) {
	warned := report.Report{Verdict: report.Pass, Findings: []report.Finding{{Severity: "warning"}}}
	for name, test := range map[string]struct {
		report report.Report
		failOn FailOn
		stands bool
		want   int
	}{
		"pass":                                   {report.Report{Verdict: report.Pass}, FailOnError, false, ExitPassed},
		"fail":                                   {report.Report{Verdict: report.Fail}, FailOnError, true, ExitFailed},
		"fail, never":                            {report.Report{Verdict: report.Fail}, FailOnNever, true, ExitPassed},
		"warnings":                               {warned, FailOnError, true, ExitPassed},
		"warnings, fail on warning":              {warned, FailOnWarning, true, ExitFailed},
		"pending, held by its status":            {report.Report{Verdict: report.Pending}, FailOnError, true, ExitPassed},
		"pending, no status":                     {report.Report{Verdict: report.Pending}, FailOnError, false, ExitFailed},
		"pending, never":                         {report.Report{Verdict: report.Pending}, FailOnNever, false, ExitPassed},
		"no judgement, whatever fail-on says":    {report.Report{Verdict: report.Error}, FailOnNever, true, ExitNoJudge},
		"a verdict that nobody knows is no pass": {report.Report{}, FailOnError, true, ExitNoJudge},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ExitCode(&test.report, test.failOn, test.stands); got != test.want {
				t.Errorf("ExitCode = %d, want %d", got, test.want)
			}
		})
	}
}

func TestReportsAreFoundByLaterSteps(t *testing.T) {
	for path, want := range map[string]string{
		"/github/workspace/packetgate-report.json": "packetgate-report.json",
		"/home/runner/work/app/app/report.json":    "/home/runner/work/app/app/report.json",
		"/github/workspaces/report.json":           "/github/workspaces/report.json",
	} {
		if got := forLaterSteps(path); got != want {
			t.Errorf("forLaterSteps(%s) = %s, want %s", path, got, want)
		}
	}
}

func TestTrackersAreOneALine(t *testing.T) {
	in, err := readInputs(func(name string) string {
		return map[string]string{
			"INPUT_GITHUB-TOKEN": "token", "GITHUB_REPOSITORY": "octo/app", "GITHUB_EVENT_NAME": "pull_request",
			"INPUT_TRACKERS": "docs/our packets.md\r\n\n  plans/**/*.md  \n",
		}[name]
	})
	if want := []string{"docs/our packets.md", "plans/**/*.md"}; err != nil || !slices.Equal(in.Trackers, want) {
		t.Errorf("trackers %q, %v; want %q", in.Trackers, err, want)
	}
}

// A pull request that was checked out before may have brought a link along under
// the report's name.
func TestReportsReplaceLinks(t *testing.T) {
	folder := t.TempDir()
	victim, path := filepath.Join(folder, "victim"), filepath.Join(folder, "packetgate-report.json")
	if err := os.WriteFile(victim, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, path); err != nil {
		t.Fatal(err)
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, "report"); return err }
	if err := writeFile(path, write); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{victim: "kept", path: "report"} {
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v; want %q", file, got, err, want)
		}
	}
}
