package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// fixedPrograms match commands of which the text that they print is nothing that a
// repository's files, commits or branches name: numbers, hashes, versions and
// directories of the tool chain, times.
var fixedPrograms = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:nproc|uname|arch|pwd|whoami|hostname|mktemp)(?: -\w+)*`,
	`date(?: -(?:u|-utc|I\w*)| \+\S*| -d \S+)*`,
	`go env (?:GOVERSION|GOCACHE|GOMODCACHE|GOPATH|GOROOT|GOBIN|GOOS|GOARCH|GOHOSTOS|GOHOSTARCH)`,
	`go version|java -version|(?:node|npm|python3?|pip3?|ruby|php|rustc|cargo|bash|git|gcc|clang|cmake) (?:--version|-V|-v)`,
	`pip3? cache dir|rustc -vV`,
	`git rev-parse(?: --short(?:=\d+)?| --verify| -q)* (?:HEAD[\^~\d]*|--show-toplevel)`,
	`git rev-list --count \S+|git merge-base \S+ \S+|git write-tree`,
	`git (?:log|show)(?: -1| -n ?1| -s| HEAD| --no-patch| --(?:pretty|format)=(?:format:)?(?:%[HhTt]|%[ac][tisI]|[-_. ])+)+`,
}, "|") + `)$`)

// filters match commands that print parts of what they read from a pipe.
var filters = regexp.MustCompile(`^(?:tr(?: .*)?|(?:cut|head|tail|sort|uniq|rev|wc|nl|sha\d+sum|md5sum|xargs)(?: -\S+| \d+)*)$`)

// describes matches commands that print a tag's name.
var describes = regexp.MustCompile(`^git describe(?: --?[\w-]+(?:=\w+)?| HEAD| \d+)*$`)

// printed tells where the text comes from that a command substitution gives.
func printed(stmts []*syntax.Stmt) Origin {
	if len(stmts) != 1 {
		return Origin{Open: true}
	}
	stmt := stmts[0]
	if redirected(stmt) {
		return Origin{Open: true}
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.BinaryCmd:
		from := printed([]*syntax.Stmt{c.X})
		if c.Op == syntax.Pipe && filters.MatchString(spelled(c.Y)) {
			return from
		}
		if c.Op == syntax.OrStmt || c.Op == syntax.AndStmt {
			from.add(printed([]*syntax.Stmt{c.Y}))
			return from
		}
	case *syntax.CallExpr:
		if len(c.Args) == 0 {
			return Origin{Open: true}
		}
		switch c.Args[0].Lit() {
		case "echo", "printf", "basename", "dirname":
			return wordsOrigin(c.Args[1:])
		}
		text := spelled(stmt)
		return Origin{Tags: describes.MatchString(text), Open: !describes.MatchString(text) && !fixedPrograms.MatchString(text)}
	}
	return Origin{Open: true}
}

// spelled gives the words of a command, "" where one is not spelled out.
func spelled(stmt *syntax.Stmt) string {
	call, is := stmt.Cmd.(*syntax.CallExpr)
	if !is || redirected(stmt) {
		return ""
	}
	var words []string
	for _, w := range call.Args {
		text := ""
		for _, part := range w.Parts {
			switch p := part.(type) {
			case *syntax.Lit:
				text += p.Value
			case *syntax.SglQuoted:
				text += p.Value
			case *syntax.DblQuoted:
				if len(p.Parts) != 1 {
					return ""
				}
				lit, is := p.Parts[0].(*syntax.Lit)
				if !is {
					return ""
				}
				text += lit.Value
			default:
				return ""
			}
		}
		words = append(words, text)
	}
	return strings.Join(words, " ")
}

// redirected tells whether a command reads or writes elsewhere than where its pipe does,
// apart from what it says of errors.
func redirected(stmt *syntax.Stmt) bool {
	return slices.ContainsFunc(stmt.Redirs, func(r *syntax.Redirect) bool { return r.N == nil || r.N.Value != "2" || r.Hdoc != nil })
}
