package workflow

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Written is what a step's script writes for later steps into the file that
// GITHUB_ENV names, or sets by actions/github-script's `core`, as far as its text
// tells.
type Written struct {
	// Names are the variables that plain lines `echo "NAME=…" >> $GITHUB_ENV` and
	// `core.exportVariable('NAME', …)` set, and all words of the script once Unknown is
	// true.
	Names []string
	// Unknown is true when the script may write other variables too.
	Unknown bool
}

var (
	echoed = regexp.MustCompile(`^(?:echo|printf)(?: +-[neE]+)* +(?:["']?)([A-Za-z_][\w%()]*)(?:=|<<)`)
	// poured matches how PowerShell writes a line of plain text and the runner's variables;
	// in a shell it would run a program.
	poured = func() *regexp.Regexp {
		const line = "[\"']([A-Za-z_]\\w*)=(?:[^\"'`$]|\\$env:\\w|\\$\\{\\{ *[\\w.-]+ *\\}\\})*[\"']"
		return regexp.MustCompile(`(?i)^(?:(?:Write-Output +)?` + line + ` *(?:>>|\| *Out-File) |Add-Content(?: +-Path)? +\$env:GITHUB_ENV(?: +-Value)? +` + line + `$)`)
	}()
	exported = regexp.MustCompile(`exportVariable\(\s*(?:'([^'\\]*)'|"([^"\\]*)")`)
	words    = regexp.MustCompile(`[A-Za-z_][\w%]*`)
	// block matches a group of lines that each write one word, into GITHUB_ENV together.
	block = regexp.MustCompile(`(?m)^\s*\{\s*\n((?:\s*echo +(?:"[^"\n]*"|'[^'\n]*'|[\w=./-]+) *\n)+)\s*\} *>> *"?\$\{?GITHUB_ENV\}?"? *$`)
)

// Any tells whether the script may write any variable.
func (w Written) Any() bool { return w.Unknown || len(w.Names) > 0 }

// Writes tells which variables the step sets for later steps.
func (s *Step) Writes() Written { return s.written }

func writtenBy(script string) Written {
	var out Written
	for _, m := range exported.FindAllStringSubmatch(script, -1) {
		out.Names = append(out.Names, m[1]+m[2])
	}
	out.Unknown = strings.Count(script, "exportVariable") > len(out.Names)
	for line := range strings.Lines(block.ReplaceAllStringFunc(script, writesAlone)) {
		if !strings.Contains(line, "GITHUB_ENV") && !strings.Contains(line, "set-env") {
			continue
		}
		m := echoed.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			m = poured.FindStringSubmatch(strings.TrimSpace(line))
		}
		if m != nil && !strings.Contains(line, ";") {
			out.Names = append(out.Names, strings.Join(m[1:], ""))
			continue
		}
		out.Unknown = true
	}
	if out.Unknown {
		out.Names = words.FindAllString(script, -1)
	}
	return out
}

// writesAlone lets each line of a block write by itself.
func writesAlone(group string) string {
	return strings.ReplaceAll(block.FindStringSubmatch(group)[1], "\n", " >> $GITHUB_ENV\n")
}

// settled are the variables that workflow and job give a value without expression
// and that no step of the job sets or writes to GITHUB_ENV.
func settled(outer []Variable, job *Job) map[string]string {
	out := map[string]string{}
	for _, v := range slices.Concat(outer, job.Env) {
		out[v.Name] = v.Value
	}
	for _, s := range job.Steps {
		if s.written.Unknown {
			return nil
		}
		for _, name := range s.written.Names {
			delete(out, name)
		}
		for _, v := range s.Env {
			delete(out, v.Name)
		}
	}
	maps.DeleteFunc(out, func(_, value string) bool { return strings.Contains(value, "${{") })
	return out
}
