package execution

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// TouchedByCommand are the files of the change that a command names or takes what it runs
// from.
func (r *Reader) TouchedByCommand(c shell.Command) []string { return r.ofChange(filesOf(c)) }

// TouchedBefore are the files of the change that a step before the one held, or its script
// before the command, names or takes what it runs from, that its environment names, that its
// container has elsewhere, or that jobs touch which choose its image, its legs or what it
// runs; some of them twice.
func (r *Reader) TouchedBefore(h *Holding) []string {
	var out []string
	for i := range h.before() {
		if p := &h.pieces[i]; !h.skipped(p) {
			out = append(out, r.touchedBy(p)...)
		}
	}
	for _, ran := range h.earlier() {
		out = append(out, r.TouchedByCommand(h.piece().placed(ran.Command))...)
	}
	out = append(out, r.ofChange(h.environmentFiles())...)
	out = append(out, r.ofChange(r.mountedFiles(h))...)
	for _, job := range choosing(h.Source.File.Jobs, h.Leg.Job) {
		out = append(out, r.touchedByJob(h.Source, job)...)
	}
	return out
}

// environmentFiles lists the files that the command's variables name, from the root or from
// its directory.
func (h *Holding) environmentFiles() []string {
	var out []string
	for _, ran := range h.Rans() {
		for _, v := range environmentOf(ran.Command, h.Source, h.piece(), h.ranBefore()) {
			for _, word := range fileWord.FindAllString(fromRoot.ReplaceAllString(v.Value, " "), -1) {
				out = append(out, path.Clean(word), path.Join(ran.Command.Dir, word))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ofChange are those of the files that the change edits, and what it edits that one of the
// patterns among them matches.
func (r *Reader) ofChange(files []string) []string {
	if r.changed == nil {
		r.changed = map[string]bool{}
		for _, f := range r.change.Files {
			r.changed[f.Path], r.changed[f.PreviousPath] = true, true
		}
		delete(r.changed, "")
	}
	var out []string
	for _, file := range files {
		dir, base, below := strings.Cut(file, "**/")
		switch {
		case r.changed[file]:
			out = append(out, file)
		case !strings.Contains(file, "*"):
			continue
		}
		for _, f := range r.change.Files {
			same, _ := path.Match(file, f.Path)
			if !same && below && strings.HasPrefix(f.Path, dir) {
				same, _ = path.Match(base, path.Base(f.Path))
			}
			if same {
				out = append(out, f.Path)
			}
		}
	}
	return out
}

// touchedBy are the files of the change that a step names or runs.
func (r *Reader) touchedBy(p *piece) []string {
	out, known := r.touchedAt[p]
	if !known {
		for _, ran := range p.rans {
			out = append(out, r.TouchedByCommand(p.placed(ran.Command))...)
		}
		out = append(out, r.ofChange(inputFiles(p.step))...)
		r.touchedAt[p] = out
	}
	return out
}

// actionPath matches how a composite action names its own directory.
var actionPath = regexp.MustCompile(`^"?(?:\$\{\{ *github\.action_path *\}\}|\$\{?GITHUB_ACTION_PATH\}?)/`)

// placed is a command with the paths that it names from its action's directory named from
// the root.
func (p *piece) placed(c shell.Command) shell.Command {
	if len(p.around) == 0 {
		return c
	}
	dir, _ := localAction(p.around[len(p.around)-1].Uses)
	c.Words = slices.Clone(c.Words)
	for i, word := range c.Words {
		if name := actionPath.FindString(word); name != "" {
			c.Words[i] = "$GITHUB_WORKSPACE/" + path.Join(dir, strings.Trim(word[len(name):], `"`))
		}
	}
	return c
}

// touchedByJob is touchedBy of all steps of a job.
func (r *Reader) touchedByJob(src *Source, job *workflow.Job) []string {
	out, known := r.touchedIn[job]
	if !known {
		pieces := r.pieces(src, workflow.Leg{Job: job})
		for i := range pieces {
			out = append(out, r.touchedBy(&pieces[i])...)
		}
		r.touchedIn[job] = out
	}
	return out
}

var (
	// notRun matches the inputs by which actions are given what they keep or show.
	notRun = regexp.MustCompile(`cache|^(?:key|restore-keys|name|title|body|message|token)$`)
	// required are what node adds to the name of a file that a program requires.
	required   = []string{"", ".js", ".cjs", ".mjs", ".json", "/index.js"}
	neededJobs = regexp.MustCompile(`(?i)\bneeds\.([\w-]+)\.outputs\b`)
)

// inputFiles lists the files that an action is given, or from which it takes what it sets
// up, and those whose content a script makes a value of.
func inputFiles(step *workflow.Step) []string {
	action, _, _ := strings.Cut(strings.ToLower(step.Uses), "@")
	text, ends := strings.Join(substitution.FindAllString(step.Run, -1), "\n"), required[:1]
	if step.Uses != "" {
		ends = required
		for _, input := range slices.Sorted(maps.Keys(step.With)) {
			if !notRun.MatchString(input) {
				text += "\n" + step.With[input]
			}
		}
	}
	var out []string
	text = expression.ReplaceAllString(fromRoot.ReplaceAllString(text, " /"), " ")
	for _, word := range append(fileWord.FindAllString(text, -1), "/") {
		at := path.Join(step.Dir, word)
		if strings.HasPrefix(word, "/") {
			at = path.Clean(word[1:])
		}
		for _, end := range ends {
			out = append(out, at+end)
		}
		for _, file := range buildFiles[action] {
			out = append(out, path.Join(at, file))
		}
	}
	return out
}

// choosing are the jobs whose outputs choose a job's image, its legs or what its steps
// run, and those on which theirs rest.
func choosing(jobs []*workflow.Job, job *workflow.Job) []*workflow.Job {
	found := []*workflow.Job{job}
	for i := 0; i < len(found); i++ {
		for _, m := range neededJobs.FindAllStringSubmatch(expressionsOf(found[i]), -1) {
			at := slices.IndexFunc(jobs, func(other *workflow.Job) bool { return strings.EqualFold(other.ID, m[1]) })
			if at >= 0 && !slices.Contains(found, jobs[at]) {
				found = append(found, jobs[at])
			}
		}
	}
	for _, job := range needs(jobs, job) {
		if found[0].Image != "" && buildsImage(job) && !slices.Contains(found, job) {
			found = append(found, job)
		}
	}
	return found[1:]
}

// needs are the jobs that must have ended before a job.
func needs(jobs []*workflow.Job, job *workflow.Job) []*workflow.Job {
	found := []*workflow.Job{job}
	for i := 0; i < len(found); i++ {
		for _, other := range jobs {
			if slices.Contains(found[i].Needs, other.ID) && !slices.Contains(found, other) {
				found = append(found, other)
			}
		}
	}
	return found[1:]
}

// builder matches what builds an image.
var builder = regexp.MustCompile(`(?i)docker/(?:build-push|bake)-action|buildah|kaniko|devcontainers/ci|\b(?:docker|podman|nerdctl)\b.*\b(?:build|bake)\b`)

func buildsImage(job *workflow.Job) bool {
	return slices.ContainsFunc(job.Steps, func(step *workflow.Step) bool { return builder.MatchString(step.Uses + "\n" + step.Run) })
}

// expressionsOf are the texts of a job that may hold expressions.
func expressionsOf(job *workflow.Job) string {
	texts := []string{job.Image, job.ContainerOptions, job.RunsOn}
	for _, list := range job.MatrixText {
		texts = append(texts, list...)
	}
	texts = slices.AppendSeq(texts, maps.Values(job.Outputs))
	lists := [][]workflow.Variable{job.Env}
	for _, step := range job.Steps {
		texts = append(slices.AppendSeq(texts, maps.Values(step.With)), step.Run)
		lists = append(lists, step.Env)
	}
	for _, v := range slices.Concat(lists...) {
		texts = append(texts, v.Value)
	}
	slices.Sort(texts)
	return subscript.ReplaceAllString(strings.Join(texts, "\n"), ".$1$2")
}
