package execution

import (
	"regexp"
	"slices"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// system is what a runner runs, which decides the default shell: bash, or
// PowerShell on Windows.
type system int

const (
	unknownSystem system = iota
	unix
	windows
)

var (
	unixLabel    = regexp.MustCompile(`(?i)ubuntu|linux|macos|debian|alpine|fedora|centos|rhel|amazon|mac-?mini`)
	windowsLabel = regexp.MustCompile(`(?i)windows|\bwin\b|win(32|64|-)`)
	// choice is an expression that is one of two labels.
	choice     = regexp.MustCompile(`\$\{\{.*&& *'([^']*)' *\|\| *'([^']*)' *\}\}`)
	expression = regexp.MustCompile(`(?s)\$\{\{.*?\}\}`)
)

// systemOf reads a runner's labels. Only Linux runners have service containers.
func systemOf(leg workflow.Leg) system {
	labels, _ := leg.Expand(leg.Job.RunsOn)
	if m := choice.FindStringSubmatch(labels); m != nil && unixLabel.MatchString(m[1]) && unixLabel.MatchString(m[2]) {
		return unix
	}
	labels = expression.ReplaceAllString(labels, "")
	switch {
	case windowsLabel.MatchString(labels):
		return windows
	case leg.Job.Services || unixLabel.MatchString(labels):
		return unix
	}
	return unknownSystem
}

// onBoth keeps what is proven under bash only where it is under PowerShell too.
func onBoth(rans, onWindows []shell.Ran) []shell.Ran {
	out := slices.Clone(rans)
	for i := range out {
		alike := func(r shell.Ran) bool {
			return r.Proven && r.Line == out[i].Line && r.Command.Equal(out[i].Command)
		}
		if !out[i].Proven || slices.ContainsFunc(onWindows, alike) {
			continue
		}
		out[i].Proven, out[i].Only = false, false
		out[i].Reason = "`runs-on` does not tell whether the runner has Windows, so its default shell is not known: give the step a `shell:`"
	}
	return out
}
