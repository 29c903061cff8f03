package execution

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// A script adds variables for later steps by lines `NAME=value` in the file that
// GITHUB_ENV names. Whoever chooses a whole line there, or a line end within a value,
// sets any variable.
var (
	assignedOutput = regexp.MustCompile(`=["']?\$\([^()]*\)`)
	// substitution matches the output of commands within a text.
	substitution = regexp.MustCompile("\\$\\((?:[^()]|\\([^()]*\\))*\\)|`[^`]*`")
	fileWord     = regexp.MustCompile(`[\w.@/*?+-]+`)
	// fromRoot matches how a script names the workspace's root in front of a file.
	fromRoot = regexp.MustCompile(`(?:\$\{\{ *github\.workspace *\}\}|\$\{?GITHUB_WORKSPACE\}?)/`)
	// oneOfThem matches what makes one line of several, or a number of them.
	oneOfThem = regexp.MustCompile(`\|\s*(?:head\s+-(?:n\s*)?1|tail\s+-(?:n\s*)?1|wc|grep\s+-\w*c|xargs\s*[)"|]|tr\s+(?:-d\s+)?["']\\n)(?:\D|$)`)

	gitTells   = regexp.MustCompile(`\bgit\b[^\n;|&]*\b(?:log|show|whatchanged|for-each-ref|tag|cat-file)\b[^\n]*`)
	gitBody    = regexp.MustCompile(`%[+ -]?[BbN]|%\(?(?:body|contents|trailers)|\bcat-file\b`)
	gitSubject = regexp.MustCompile(`%[sdDac][neN]?\b|oneline`)
	gitFormat  = regexp.MustCompile(`format|pretty|oneline`)
	gitOne     = regexp.MustCompile(`\s-(?:n ?)?1\b|--max-count[= ]1\b`)
	gitNames   = regexp.MustCompile(`\bgit\b[^\n;|&]*(?:--name-only|--name-status|\bls-files|\bls-tree)\b[^\n]*`)
	eventTells = regexp.MustCompile(`(?:GITHUB_EVENT_PATH|\bgh\s+(?:pr|issue|api|release)\b)[^\n]*|[^\n]*GITHUB_EVENT_PATH`)
	eventText  = regexp.MustCompile(`\b(?:body|message|inputs|client_payload)\b|\b(?:labels|commits|comments)\s*(?:\[|\|)`)

	loadsVariables = regexp.MustCompile(`(?i)direnv|dotenv|env-?file|(?:load|read|export|import|set)-?env|env-?(?:loader|vars?)`)

	// escapedEnd matches escapes of a line's end, otherEscape those that may hide one.
	escapedEnd  = regexp.MustCompile(`\\[nr]`)
	otherEscape = regexp.MustCompile(`\\[uUx0]`)
	assignment  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_])(?:[A-Z_][A-Z0-9_]{2,}|(?i:path|comspec|npm_config_\w+))(?:=|<<)`)
	readsJSON   = regexp.MustCompile(`\b(?:jq|node|python3?)\b`)
)

// printedCommands lets the runner take variables and PATH from what steps print. See
// https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/.
const printedCommands = "ACTIONS_ALLOW_UNSECURE_COMMANDS"

const (
	whole = "so that it may set any variable"
	// plainVariables is what helps then, a sentence.
	plainVariables = "On the base branch, write each variable by a line `echo \"NAME=…\" >> \"$GITHUB_ENV\"` of its own, with a value of one line."
)

// variablesDoubt says why a step may set variables for later steps that the author
// chose, or "".
func (r *Reader) variablesDoubt(h *Holding, p *piece) string {
	if file := r.loaded(h, p.step); file != "" {
		return fmt.Sprintf("sets variables from %s, which this pull request changes, %s", file, whole)
	}
	if p.step.Run != "" && environmentOf(shell.Command{}, h.Source, p, nil)[printedCommands].Value == "true" {
		return "may print commands that the runner obeys (" + printedCommands + ": `::set-env`, `::add-path`), " + whole
	}
	writes := p.step.Writes()
	if !writes.Any() {
		return ""
	}
	code := strings.ReplaceAll(p.step.Code(), "\\\n", " ")
	if text := severalLines(code); text != "" {
		return fmt.Sprintf("writes what `%s` tells into GITHUB_ENV, which may hold several lines that somebody typed, %s", Clip(OneLine(text)), whole)
	}
	if writes.Unknown {
		if file := r.copied(h, p, code); file != "" {
			return fmt.Sprintf("may copy %s into GITHUB_ENV, which this pull request changes, %s", file, whole)
		}
	}
	for _, text := range substitution.FindAllString(code, -1) {
		if oneOfThem.MatchString(text) {
			continue
		}
		for _, file := range r.named(h, p.step, text) {
			if why := r.holdsVariables(h, file, text); why != "" {
				return fmt.Sprintf("writes a value from %s, which this pull request changes, into GITHUB_ENV, and %s, %s", file, why, whole)
			}
		}
	}
	return ""
}

// severalLines is the part of a script that tells several lines of what the author
// typed: a commit's message, names of files, a pull request's body.
func severalLines(code string) string {
	for _, text := range gitTells.FindAllString(code, -1) {
		tellsFile := strings.Contains(text, ":") && !gitFormat.MatchString(text)
		isLog := strings.Contains(text, "log") || strings.Contains(text, "show ") || strings.Contains(text, "whatchanged")
		several := gitBody.MatchString(text) ||
			isLog && !tellsFile && !gitFormat.MatchString(text) ||
			strings.Contains(text, "log") && gitSubject.MatchString(text) && !gitOne.MatchString(text)
		if several && !oneOfThem.MatchString(text) {
			return text
		}
	}
	for _, text := range gitNames.FindAllString(code, -1) {
		if strings.Contains(text, " -z") || !oneOfThem.MatchString(text) {
			return text
		}
	}
	for _, text := range eventTells.FindAllString(code, -1) {
		if eventText.MatchString(text) && !oneOfThem.MatchString(text) {
			return text
		}
	}
	return ""
}

// loaded is a file of the change from which an action takes variables: one that it is
// given, or else `.env` or `.envrc`.
func (r *Reader) loaded(h *Holding, step *workflow.Step) string {
	name, _, _ := strings.Cut(step.Uses, "@")
	if !loadsVariables.MatchString(name) {
		return ""
	}
	text := ".env .envrc"
	for _, input := range slices.Sorted(maps.Keys(step.With)) {
		text += "\n" + step.With[input]
	}
	if files := r.named(h, step, text); len(files) > 0 {
		return files[0]
	}
	return ""
}

// copied is a file of the change of which a script may copy whole lines, or which says
// what a program prints there.
func (r *Reader) copied(h *Holding, p *piece, code string) string {
	text := assignedOutput.ReplaceAllString(code, "=")
	used := map[string]bool{}
	for _, m := range variableUse.FindAllStringSubmatch(code, -1) {
		used[strings.ToLower(m[1])] = true
	}
	for _, list := range [][]workflow.Variable{h.Source.File.Env, p.leg.Job.Env, p.step.Env} {
		for _, v := range list {
			if used[strings.ToLower(v.Name)] {
				value, _ := p.leg.Expand(v.Value)
				text += "\n" + value
			}
		}
	}
	if files := r.named(h, p.step, text); len(files) > 0 {
		return files[0]
	}
	lines := strings.Split(p.step.Code(), "\n")
	for _, ran := range p.rans {
		if ran.Line < 1 || ran.Line > len(lines) || !strings.Contains(lines[ran.Line-1], "GITHUB_ENV") {
			continue
		}
		for _, file := range filesOf(ran.Command) {
			if r.change.Changed(file) != nil {
				return file
			}
		}
	}
	return ""
}

// modulesOf are the files that `python -m MODULE` may run.
func modulesOf(c shell.Command) []string {
	var out []string
	for i, word := range c.Words {
		if word != "-m" || i+1 == len(c.Words) || !strings.HasPrefix(path.Base(c.Words[0]), "py") {
			continue
		}
		module := path.Join(c.Dir, strings.ReplaceAll(c.Words[i+1], ".", "/"))
		out = append(out, module+".py", module+"/__main__.py", module+"/__init__.py", path.Dir(module)+"/__init__.py")
	}
	return out
}

// named are the files of the change that a text names, by a pattern too, as a script
// sees them from the step's directory, or from any where it changes that.
func (r *Reader) named(h *Holding, step *workflow.Step, text string) []string {
	moves := movesShell.MatchString(step.Code())
	changed := r.Later[h.Leg.Record.HeadSHA]
	for _, f := range r.change.Files {
		changed = append(changed[:len(changed):len(changed)], f.Path)
	}
	var out []string
	for _, word := range fileWord.FindAllString(fromRoot.ReplaceAllString(text, " /"), -1) {
		at := path.Join(step.Dir, word)
		if strings.HasPrefix(word, "/") {
			at = path.Clean(word[1:])
		}
		for _, file := range changed {
			same, _ := path.Match(at, file)
			if moves && !same {
				same, _ = path.Match(path.Base(at), path.Base(file))
				same = same && strings.Contains(path.Base(at), ".")
			}
			if same {
				out = append(out, file)
			}
		}
	}
	return out
}

// holdsVariables says why the value that a script takes from a file may hold a line
// that sets another variable, or "".
func (r *Reader) holdsVariables(h *Holding, file, read string) string {
	at, absence, ok := r.ledger.File(h.Leg.Record.HeadSHA, file)
	switch {
	case !ok:
		return "it is still to be read"
	case absence == record.NotFound:
		return ""
	case absence != record.Present:
		return fmt.Sprintf("it is %s", absence)
	}
	text := string(at.Content)
	escaped := escapedEnd.MatchString(text) || otherEscape.MatchString(text)
	if !escaped && !strings.ContainsAny(strings.TrimRight(text, "\r\n"), "\r\n") {
		return ""
	}
	if !escaped && strings.HasSuffix(file, ".json") && readsJSON.MatchString(read) && !strings.Contains(read, "[") {
		return ""
	}
	if otherEscape.MatchString(text) {
		return "it holds escapes that may stand for line ends"
	}
	if m := assignment.FindString(escapedEnd.ReplaceAllString(text, "\n")); m != "" {
		return fmt.Sprintf("it holds `%s`", strings.TrimSpace(m))
	}
	return ""
}
