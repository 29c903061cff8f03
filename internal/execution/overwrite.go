package execution

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

var (
	cloned = regexp.MustCompile(`^(?:git(?: -c \S+)* clone|gh repo clone|git worktree add) `)
	// valued matches the options of these that take the next word.
	valued = regexp.MustCompile(`^(?:-[bBojcu]|--(?:depth|branch|origin|jobs|config|reference|filter|upload-pack|template|reason))$`)
	// remoteModules matches what takes submodules from their branches, not from the commit.
	remoteModules = regexp.MustCompile(`\bgit\b.* submodule update\b.* --remote\b`)
	// shownFile matches what prints a file of another commit, archived what packs one.
	shownFile = regexp.MustCompile(`\bgit (?:show|cat-file)\b.* "?([^\s:"]+):`)
	archived  = regexp.MustCompile(`\bgit archive((?: --?\S+)*) "?([^\s"]+)"?((?: [^\s|]+)*) \|&? (?:sudo )?(?:bsd)?tar (.*)$`)
	// patched matches what applies a patch, patchedIn its option that names the directory.
	patched   = regexp.MustCompile(`(?:^|\| )(?:sudo )?patch((?: [^|]*)?)`)
	patchedIn = regexp.MustCompile(`\s(?:-\w*d|--directory)[ =]?([^\s"']+)`)
	// fetched matches what brings files from elsewhere, fetchedAs the options that name them,
	// be it those of a tar behind it; with an address, or none of wget's, the last part of the
	// address is the name, in the directory that fetchedIn matches.
	fetched   = regexp.MustCompile(`^(?:sudo )?(?:curl|wget|gh api|gh (?:run|release) download) `)
	fetchedAs = regexp.MustCompile(`\s(?:-\w*[oOCD]|--(?:output(?:-document)?|dir(?:ectory)?))[ =]?"?([^\s"']+)`)
	fetchedIn = regexp.MustCompile(`\s(?:-\w*P|--directory-prefix|--output-dir)[ =]?"?([^\s"']+)`)
	address   = regexp.MustCompile(`https?://[^\s"'?#]+/([^\s"'?#/]+)`)
	// thisCommit matches the names of the commit at hand.
	thisCommit = regexp.MustCompile(`^(?:HEAD|@|\$\{?GITHUB_SHA\}?|\$\{\{ *github\.sha *\}\})$`)
)

// clonedTo is the directory into which a command brings another repository or commit, as
// it is written, or "".
func clonedTo(c shell.Command) string {
	if len(c.Words) == 0 || c.Words[0] != "git" && c.Words[0] != "gh" {
		return ""
	}
	line := strings.Join(c.Words, " ") + " "
	m := cloned.FindString(line)
	if m == "" {
		return ""
	}
	var names []string
	words := strings.Fields(line[len(m):])
	for i := 0; i < len(words); i++ {
		switch {
		case valued.MatchString(words[i]):
			i++
		case words[i] == "--" && strings.HasPrefix(m, "gh"):
			i = len(words)
		case !strings.HasPrefix(words[i], "-"):
			names = append(names, words[i])
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case strings.HasPrefix(m, "git worktree"):
		return names[0]
	case len(names) > 1:
		return names[1]
	}
	return strings.TrimSuffix(path.Base(names[0]), ".git")
}

// placeOf is a path that a command names: from the workspace's root where it lies in it,
// else as it is written.
func (r *Reader) placeOf(c shell.Command, word string) string {
	word = strings.Trim(word, `"'`)
	if root, below := atRoot(word + "/"); below {
		return root
	}
	word = workspacePrefix.ReplaceAllString(word, "./")
	own := "/" + strings.ToLower(r.change.Repository.Name)
	switch at := strings.Index(strings.ToLower(word)+"/", own+own+"/"); {
	case at >= 0:
		return path.Clean("." + word[at+2*len(own):])
	case strings.HasPrefix(word, "/"), strings.HasPrefix(word, "~"), strings.HasPrefix(word, "$"):
		return path.Clean(word)
	}
	at := path.Join(c.Dir, word)
	if sibling := ".." + own; strings.HasPrefix(strings.ToLower(at)+"/", sibling+"/") {
		at = path.Clean("./" + at[len(sibling):])
	}
	return at
}

// otherCode are the directories into which a job brings other code before a command.
func (r *Reader) otherCode(h *Holding, run record.Run) []string {
	var out []string
	clones := func(rans []shell.Ran) {
		for _, ran := range rans {
			if dir := clonedTo(ran.Command); dir != "" {
				out = append(out, r.placeOf(ran.Command, dir))
			}
		}
	}
	for _, p := range h.ranBefore() {
		clones(p.rans)
		if !isCheckout(p.step) {
			continue
		}
		target, _ := p.leg.Expand(p.step.With["path"])
		if foreign, _ := scopeOf(run, h.Source, &p).foreignCode(p.step, r.change.Repository); foreign != "" && r.checkoutDir(target) != "." {
			out = append(out, r.checkoutDir(target))
		}
	}
	clones(h.earlier())
	return out
}

// overwrites says that an earlier command puts other code in the place of the change's,
// or "". What it takes from directories with other code is other code.
func (r *Reader) overwrites(h *Holding, c shell.Command, others []string) string {
	line := strings.Join(c.Words, " ")
	over := func(at, what string) string { return r.putsOver(h, at, what) }
	if dir := clonedTo(c); dir != "" {
		return over(r.placeOf(c, dir), "a clone")
	}
	if strings.Contains(line, "git") {
		if why := r.takesOther(c, line, over); why != "" {
			return why
		}
	}
	if m := patched.FindStringSubmatch(line); m != nil && !strings.Contains(m[1], "--dry-run") {
		target := "."
		if option := patchedIn.FindStringSubmatch(m[1]); option != nil {
			target = option[1]
		}
		if why := over(r.placeOf(c, target), "what a patch makes"); why != "" {
			return why
		}
	}
	for _, to := range fetchedTo(c) {
		if at := r.placeOf(c, to); at != "." {
			if why := over(at, "a download"); why != "" {
				return why
			}
		}
	}
	moved, ok := transferOf(c)
	if !ok || moved.unpacks || len(others) == 0 {
		return ""
	}
	for _, source := range moved.sources {
		from := r.placeOf(c, strings.TrimRight(source, "*"))
		if !slices.ContainsFunc(others, func(dir string) bool { return from == dir || liesIn(from, dir) }) {
			continue
		}
		for _, at := range r.landsAt(c, moved, source) {
			if why := over(at, "`"+Clip(source)+"`, other code,"); why != "" {
				return why
			}
		}
	}
	return ""
}

// putsOver says that a command puts something in the place of the change's code, or "".
func (r *Reader) putsOver(h *Holding, at, what string) string {
	if strings.IndexAny(at, "/~$") == 0 || strings.HasPrefix(at, "../") {
		return ""
	}
	changed := r.codeAt(h, at)
	switch {
	case changed != "":
		return fmt.Sprintf("puts %s over %s, which this pull request changes", what, changed)
	case r.change.FilesTruncated:
		return fmt.Sprintf("puts %s over `%s`, and whether this pull request changes files there is unknown: GitHub lists only its first %d files", what, Clip(at), len(r.change.Files))
	}
	return ""
}

// fetchedTo are the files and directories, as they are written, into which a command brings
// what lies elsewhere.
func fetchedTo(c shell.Command) []string {
	line := strings.Join(c.Words, " ")
	if !fetched.MatchString(line) {
		return nil
	}
	var out []string
	for _, m := range append(fetchedAs.FindAllStringSubmatch(line, -1), redirected.FindAllStringSubmatch(c.Text, -1)...) {
		out = append(out, m[1])
	}
	if byAddress := slices.ContainsFunc(out, func(to string) bool { return strings.Contains(to, "://") }); byAddress || len(out) == 0 && strings.Contains(line, "wget ") {
		dir := append(fetchedIn.FindStringSubmatch(line), "", "")[1]
		for _, m := range address.FindAllStringSubmatch(line, -1) {
			out = append(out, path.Join(dir, m[1]))
		}
	}
	return out
}

// restores matches actions that put what an earlier job kept into the workspace.
var restores = regexp.MustCompile(`(?i)^[\w-]+/(?:cache(?:/restore)?|download-artifact)@`)

// restoresOver says that an action puts what an earlier job kept over the change's code, or
// "". Of what comes into the workspace's root nothing tells which files it is.
func (r *Reader) restoresOver(h *Holding, p *piece) string {
	if !restores.MatchString(p.step.Uses) {
		return ""
	}
	into, _ := p.leg.Expand(p.step.With["path"])
	for line := range strings.Lines(into) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "*")
		at := r.placeOf(shell.Command{}, line)
		if line == "" || at == "." || strings.HasPrefix(line, "!") {
			continue
		}
		if why := r.putsOver(h, at, "what an earlier job kept"); why != "" {
			return why
		}
	}
	return ""
}

// takesOther says that a git command puts files of another commit over the change's, as
// over tells, or "".
func (r *Reader) takesOther(c shell.Command, line string, over func(at, what string) string) string {
	if remoteModules.MatchString(line) {
		return fmt.Sprintf("runs `%s`, which takes submodules from their branches: they may have moved since the commit", c.Text)
	}
	if m := archived.FindStringSubmatch(line); m != nil && !thisCommit.MatchString(m[2]) {
		target := c.Dir
		if option := unpackers["tar"].FindStringSubmatch(" " + m[4]); option != nil {
			target = r.placeOf(c, option[1])
		}
		for _, name := range append(strings.Fields(m[3]), "")[:max(1, len(strings.Fields(m[3])))] {
			if why := over(path.Join(target, name), "`"+Clip(m[2])+"`"); why != "" {
				return why
			}
		}
	}
	if m := shownFile.FindStringSubmatch(line); m != nil && !thisCommit.MatchString(m[1]) {
		if to := redirected.FindStringSubmatch(c.Text); to != nil {
			return over(r.placeOf(c, to[1]), "the file as of `"+Clip(m[1])+"`")
		}
	}
	return ""
}

// landsAt are the paths that a source may come to stand at.
func (r *Reader) landsAt(c shell.Command, moved transfer, source string) []string {
	target, name := r.placeOf(c, moved.target), path.Base(strings.Trim(source, `"'`))
	contents := strings.HasSuffix(source, "/.") || strings.HasSuffix(source, "*") || moved.name == "rsync" && strings.HasSuffix(source, "/")
	switch {
	case contents:
		return []string{target}
	case strings.HasSuffix(moved.target, "/"), target == ".":
		return []string{path.Join(target, name)}
	}
	return []string{target, path.Join(target, name)}
}

// codeAt is a file of the change, but no tracker, that stands at a path or in it, or "".
func (r *Reader) codeAt(h *Holding, at string) string {
	root := path.Clean("./"+at) == "."
	for _, f := range r.change.Files {
		if !r.inert(f.Path) && (root || Overlaps(at, f.Path) || Overlaps(at, f.PreviousPath)) {
			return f.Path
		}
	}
	for _, file := range r.Later[h.Leg.Record.HeadSHA] {
		if root || Overlaps(at, file) {
			return file
		}
	}
	return ""
}
