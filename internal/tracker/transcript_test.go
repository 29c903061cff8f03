package tracker

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Commands as a console shows them are read in a review record and in a fence of
// evidence; the lines between them are their output.
func TestTranscripts(t *testing.T) {
	for _, tt := range []struct{ name, lines, want string }{
		{"dollar", "$ make a\nbuilt\nexit 0\n\n$ make b\nFAIL\nexit 2", "make a=exit 0|make b=exit 2"},
		{"asked", "$ make a\n$ echo $?\n0\n$ make b\nok\n$ echo \"exit: $?\"\nexit: 3", "make a=exit 0|make b=exit 3"},
		{"asked at once", "$ make a; echo $?\n7\n0", "make a=exit 7"},
		{"user and host", "ann@box:~/rocket$ make a\nexit 0\n[ann@box rocket]# make b\n[exit 1]", "make a=exit 0|make b=exit 1"},
		{"environment", "(venv) $ make a\n=> exit 0", "make a=exit 0"},
		{"PowerShell", "PS C:\\rocket> make a\nexit code: 0\nPS C:\\> make b\n$LASTEXITCODE", "make a=exit 0|make b="},
		{"PowerShell asked", "PS C:\\rocket> make a\nPS C:\\rocket> $LASTEXITCODE\n5", "make a=exit 5"},
		{"angle", "> make a\nexit 0\n> make b\nexit 0", "make a=exit 0|make b=exit 0"},
		{"output like a prompt", "$ npm test\n> app@1.0 test\n> vitest run\nEXIT_CODE=0", "npm test=exit 0"},
		{"comment", "$ make a  # exit 0\n$ make b -> exit 0", "make a=exit 0|make b=exit 0"},
		{"the last counts", "$ go run ./x\nexit status 1\nexit code 1", "go run ./x=exit 1"},
		{"signal", "$ make a\nSegmentation fault (core dumped)", "make a=failed"},
		{"list", "- $ make a\n  exit 0\n- $ make b\n  exit 1", "make a=exit 0|make b=exit 1"},
		{"no code", "$ make a\nall good\n0 problems", "make a="},
	} {
		t.Run(tt.name, func(t *testing.T) {
			record := "Commands run + exit codes:\n" + tt.lines + "\n\nVerdict: APPROVED\n"
			p := packetOf(t, "### RC-00 Review Record\n\n```\n"+record+"```")
			if diff := cmp.Diff(tt.want, claimed(p)); diff != "" {
				t.Error(diff)
			}
			if len(p.Records) != 1 || len(p.Records[0].Commands) != len(p.Claims) || len(p.Records[0].Items) != len(p.Claims) || len(p.Verdicts) != 1 {
				t.Errorf("%d commands of %d are the record's, %d verdicts", len(p.Records[0].Commands), len(p.Claims), len(p.Verdicts))
			}
			p = packetOf(t, "Evidence:\n\n```console\n"+tt.lines+"\n```")
			if diff := cmp.Diff(tt.want, claimed(p)); diff != "" {
				t.Error("as evidence: ", diff)
			}
		})
	}
}

// A quoted field looks like a prompt; it is a field, where a record is open.
func TestAQuotedFieldIsNoPrompt(t *testing.T) {
	p := packetOf(t, "### RC-00 Review Record\n\n```\n> Verdict: APPROVED\n> Commit: x\n$ final verdict: APPROVED\n```")
	if len(p.Records) != 1 || len(p.Claims) != 0 || p.Verdict() == nil || p.Verdict().State != ReviewApproved {
		t.Errorf("%d records, claims %s, verdicts %+v", len(p.Records), claimed(p), p.Verdicts)
	}
}

func TestAPromptIsNoneOfTheCommand(t *testing.T) {
	p := packetOf(t, "- [x] `$ make a` -> exit 0")
	if got := claimed(p); got != "make a=exit 0" || p.Claims[0].Command.Raw != "make a" {
		t.Errorf("%q, %q", got, p.Claims[0].Command.Raw)
	}
}
