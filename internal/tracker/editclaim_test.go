package tracker

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// written parses a packet's section, writes an outcome to the claims of a command, and
// gives the section.
func written(t *testing.T, section, command, outcome string, ticked bool) (string, error) {
	t.Helper()
	head := board("## RC-00: x\n\n")
	tr := Parse("t.md", []byte(head+section), Grammar{})
	p := tr.Packet("RC-00")
	var claims []*Claim
	for _, c := range p.Claims {
		if c.Command.Value == command {
			claims = append(claims, c)
		}
	}
	if len(claims) == 0 {
		t.Fatalf("no claim of %s in:\n%s", command, section)
	}
	after, err := tr.WithOutcome(p, claims, outcome, ticked, Grammar{})
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(string(after.Source), head), nil
}

func TestWithOutcome(t *testing.T) {
	const passed = "exit 0 (12.3s, 707 tests)"
	for _, c := range []struct {
		name, section, command, outcome string
		ticked                          bool
		want                            string
	}{
		{"an open box", "- [ ] `go test ./...`\n- [ ] more\n", "go test ./...", passed, true, "- [x] `go test ./...` -> exit 0 (12.3s, 707 tests)\n- [ ] more\n"},
		{"one that asks", "- [ ] `go test ./...` -> exit 0\n", "go test ./...", passed, true, "- [x] `go test ./...` -> exit 0 (12.3s, 707 tests)\n"},
		{"an arrow without an outcome", "- [ ] `go test ./...` →\n", "go test ./...", passed, true, "- [x] `go test ./...` → exit 0 (12.3s, 707 tests)\n"},
		{"words", "- [ ] `go test ./...` passed.\n", "go test ./...", passed, true, "- [x] `go test ./...` -> exit 0 (12.3s, 707 tests)\n"},
		{"a failure", "- [ ] `go test ./...` -> exit 0\n", "go test ./...", "exit 3", false, "- [ ] `go test ./...` -> exit 3\n"},
		{"a failure mended", "- [ ] `go test ./...` -> timed out after 10m0s\n", "go test ./...", passed, true, "- [x] `go test ./...` -> exit 0 (12.3s, 707 tests)\n"},
		{"several lines", "* [ ] `go test ./...` -> exit 0\n  (3 tests,\n  at last)\n* [ ] b\n", "go test ./...", "exit 0", true, "* [x] `go test ./...` -> exit 0\n* [ ] b\n"},
		{
			"a record", "```\nCommands run + exit codes:\n- `go vet ./...` -> exit 0\n- `go test ./...`\n\nVerdict: APPROVED\n```\n", "go test ./...", passed, true,
			"```\nCommands run + exit codes:\n- `go vet ./...` -> exit 0\n- `go test ./...` -> exit 0 (12.3s, 707 tests)\n\nVerdict: APPROVED\n```\n",
		},
		{"box and record", "- [ ] `a b`\n\nCommands run + exit codes:\n- `a b` -> <exit code>\n", "a b", "exit 0 (1.0s)", true, "- [x] `a b` -> exit 0 (1.0s)\n\nCommands run + exit codes:\n- `a b` -> exit 0 (1.0s)\n"},
		{"a table", "| Command | Exit code |\n|---|---|\n| `a b` | 1 |\n| `c d` | 0 |\n", "a b", "exit 0 (1.0s)", true, "| Command | Exit code |\n|---|---|\n| `a b` | exit 0 (1.0s) |\n| `c d` | 0 |\n"},
		{"no final line end", "- [ ] `a b`", "a b", "exit 0", true, "- [x] `a b` -> exit 0"},
		{"CRLF", "- [ ] `a b`\r\n- [ ] c\r\n", "a b", "exit 0", true, "- [x] `a b` -> exit 0\r\n- [ ] c\r\n"},
	} {
		if got, err := written(t, c.section, c.command, c.outcome, c.ticked); got != c.want || err != nil {
			t.Errorf("%s:\n%s%v\nwant:\n%s", c.name, got, err, c.want)
		}
	}
}

func TestWithOutcomeRefuses(t *testing.T) {
	for _, c := range []struct{ section, command, why string }{
		{"- [ ] `a b` and `c d` -> exit 0\n", "a b", "t.md:12: what stands here is said of several commands"},
		{"- [ ] `a b` -> exit 0, `c d` -> exit 1\n", "a b", "said of several commands"},
		{"| Command | Exit code |\n|---|---|\n| `a b` | |\n", "a b", "does not stand behind the command"},
	} {
		if got, err := written(t, c.section, c.command, "exit 0", true); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %q %v, want %s", c.section, got, err, c.why)
		}
	}
}

// TestWithOutcomeChangesOnlyThat writes outcomes anywhere in trackers of any shape.
func TestWithOutcomeChangesOnlyThat(t *testing.T) {
	refused, tries := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		if len(p.Claims) == 0 {
			t.Skip("no claim")
		}
		tries++
		i := rapid.IntRange(0, len(p.Claims)-1).Draw(t, "claim")
		outcome, ticked := "exit 0 (12.3s, 80 files, 707 tests)", true
		if rapid.Bool().Draw(t, "fails") {
			outcome, ticked = rapid.SampledFrom([]string{"exit 3", "timed out after 10m0s", "killed by SIGTERM", "not started: executable not found"}).Draw(t, "outcome"), false
		}
		claim := p.Claims[i]
		after, err := tr.WithOutcome(p, []*Claim{claim}, outcome, ticked, Grammar{})
		if err != nil {
			refused++
			return
		}
		got := after.Packet(p.ID).Claims[i]
		passes := got.Outcome.Kind == OutcomeExit && got.Outcome.ExitCode == 0 && !got.Outcome.Failed
		if passes != ticked || got.Command.Raw != claim.Command.Raw || got.Box != nil && got.Box.Checked != ticked {
			t.Fatalf("%+v in:\n%s", got, after.Source)
		}
		from := max(bytes.LastIndexByte(tr.Source[:claim.Item.Start], '\n'), 0)
		end := max(claim.Item.End, claim.Outcome.Text.End)
		if !bytes.HasPrefix(after.Source, tr.Source[:from]) || !bytes.HasSuffix(after.Source, tr.Source[end:]) {
			t.Fatalf("bytes around the claim changed in:\n%s", after.Source)
		}
		if bytes.Contains(tr.Source, []byte("\r\n")) && bytes.Count(after.Source, []byte("\n")) != bytes.Count(after.Source, []byte("\r\n")) {
			t.Fatalf("line ends are mixed: %q", after.Source)
		}
	})
	t.Logf("%d of %d refused", refused, tries)
	if refused*4 > tries {
		t.Errorf("%d of %d were refused", refused, tries)
	}
}

func TestInCode(t *testing.T) {
	for s, want := range map[string]string{"a b": "`a b`", "printf '`x`'": "``printf '`x`'``", "a ``": "``` a `` ```", "`": "`` ` ``"} {
		got := InCode(s)
		if span, ok := firstSpan("- " + got + " -> exit 0"); got != want || !ok || ("- " + got)[span.Start:span.End] != s {
			t.Errorf("%s, want %s", got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Trim(rapid.StringOf(rapid.RuneFrom([]rune("ab` \\"))).Draw(t, "text"), " ")
		text := InCode(s)
		if span, ok := firstSpan(text); s != "" && (!ok || text[span.Start:span.End] != s || span.Close != len(text)) {
			t.Fatalf("%q -> %q", s, text)
		}
	})
}
