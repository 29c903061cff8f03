package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Origin tells where a text of a script comes from, apart from what the script itself
// spells out.
type Origin struct {
	// Variables are those of the environment whose values it holds; Assigned are those
	// that the script sets as well, so that the environment need not have them.
	Variables, Assigned []string
	// Tags is true where it may hold the name of a tag, Open where it is what a program
	// prints, or comes from elsewhere.
	Tags, Open bool
}

func (o *Origin) add(more Origin) {
	o.Variables = append(o.Variables, more.Variables...)
	o.Assigned = append(o.Assigned, more.Assigned...)
	o.Tags = o.Tags || more.Tags
	o.Open = o.Open || more.Open
}

var entryStart = regexp.MustCompile(`^([A-Za-z_][\w-]*)=`)

// maxAssigned bounds the variables of a script that are followed.
const maxAssigned = 64

// Handed reads which names a bash script gives values in the file that a variable such
// as GITHUB_OUTPUT names, and where those values come from. It is false where the
// script writes there in another way than by `echo "name=value"` or `printf`.
func Handed(text, file string) (names []string, from Origin, ok bool) {
	src, err := parseSource(text, syntax.LangBash)
	if err != nil {
		return nil, Origin{}, false
	}
	written, found := 0, true
	syntax.Walk(src.file, func(n syntax.Node) bool {
		stmt, is := n.(*syntax.Stmt)
		if !is || !slices.ContainsFunc(stmt.Redirs, func(r *syntax.Redirect) bool { return appendsTo(r, file) }) {
			return true
		}
		written++
		for _, s := range group(stmt) {
			name, origin, plain := entry(s)
			if !plain {
				found = false
				continue
			}
			names = append(names, name)
			from.add(origin)
		}
		return true
	})
	if !found || written != strings.Count(text, file) {
		return nil, Origin{}, false
	}
	own, all := assignments(src.file)
	from = settle(from, own)
	from.Open = from.Open || !all && len(from.Variables)+len(from.Assigned) > 0
	return names, from, true
}

// Evaluated tells where the text comes from that a bash script runs as a program: what
// `eval` and `sh -c` and their like are given, what is calculated with, since bash runs the
// `$(…)` in the subscript of `a[$(…)]`, and the names of files that it writes, which may be
// the runner's own.
func Evaluated(text string) Origin {
	var out Origin
	src, err := parseSource(text, syntax.LangBash)
	if err != nil {
		return out
	}
	syntax.Walk(src.file, func(n syntax.Node) bool {
		if call, is := n.(*syntax.CallExpr); is {
			out.add(programOrigin(call))
		}
		if to, is := n.(*syntax.Redirect); is && !input(to.Op) && to.Word != nil {
			out.add(wordsOrigin([]*syntax.Word{to.Word}))
		}
		out.add(arithmeticOrigin(n))
		return true
	})
	own, _ := assignments(src.file)
	return settle(out, own)
}

// programOrigin tells where the program comes from that a command is given as a word.
func programOrigin(call *syntax.CallExpr) Origin {
	if len(call.Args) == 0 {
		return Origin{}
	}
	name := call.Args[0].Lit()
	if name == "eval" || name == "tee" {
		return wordsOrigin(call.Args[1:])
	}
	if !interpreters.MatchString(name) {
		return Origin{}
	}
	at := 1 + slices.IndexFunc(call.Args, func(w *syntax.Word) bool { return programOption.MatchString(w.Lit()) })
	if at == 0 || at >= len(call.Args) {
		return Origin{}
	}
	return wordsOrigin(call.Args[at : at+1])
}

// arithmeticOrigin tells where the text comes from with which a node calculates.
func arithmeticOrigin(n syntax.Node) Origin {
	switch n := n.(type) {
	case *syntax.ArithmExp:
		return operands(n.X)
	case *syntax.ArithmCmd:
		return operands(n.X)
	case *syntax.LetClause:
		return operands(n.Exprs...)
	case *syntax.CStyleLoop:
		return operands(n.Init, n.Cond, n.Post)
	case *syntax.Assign:
		return operands(n.Index)
	case *syntax.ParamExp:
		out := operands(n.Index)
		if n.Slice != nil {
			out.add(operands(n.Slice.Offset, n.Slice.Length))
		}
		return out
	case *syntax.BinaryTest:
		switch n.Op {
		case syntax.TsEql, syntax.TsNeq, syntax.TsLeq, syntax.TsGeq, syntax.TsLss, syntax.TsGtr:
			x, _ := n.X.(*syntax.Word)
			y, _ := n.Y.(*syntax.Word)
			if x != nil && y != nil {
				return operands(x, y)
			}
		}
	}
	return Origin{}
}

// operands tells where the text of arithmetic expressions comes from.
func operands(list ...syntax.ArithmExpr) Origin {
	var out Origin
	for _, x := range list {
		switch x := x.(type) {
		case *syntax.Word:
			if name := x.Lit(); variableName.MatchString(name) {
				out.Variables = append(out.Variables, name)
			} else {
				out.add(partsOrigin(x.Parts, true))
			}
		case *syntax.ParenArithm:
			out.add(operands(x.X))
		case *syntax.UnaryArithm:
			out.add(operands(x.X))
		case *syntax.BinaryArithm:
			out.add(operands(x.X, x.Y))
		}
	}
	return out
}

var (
	interpreters  = regexp.MustCompile(`^(?:/(?:usr/)?bin/)?(?:(?:ba|da|z|k)?sh|python[\d.]*|node|perl|ruby|php|pwsh|powershell|deno|bun|Rscript|lua)$`)
	programOption = regexp.MustCompile(`^-(?:[a-zA-Z]*[cepr]|-eval|-print|Command)$`)
)

// group lists the commands of a block whose output goes where the block's goes.
func group(stmt *syntax.Stmt) []*syntax.Stmt {
	switch c := stmt.Cmd.(type) {
	case *syntax.Block:
		return c.Stmts
	case *syntax.Subshell:
		return c.Stmts
	}
	return []*syntax.Stmt{stmt}
}

func appendsTo(r *syntax.Redirect, file string) bool {
	if r.Op != syntax.AppOut && r.Op != syntax.RdrOut || r.Word == nil || len(r.Word.Parts) != 1 {
		return false
	}
	part := r.Word.Parts[0]
	if q, ok := part.(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		part = q.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	return ok && p.Param != nil && p.Param.Value == file && p.Exp == nil && p.Repl == nil
}

// entry reads `echo "name=value"`.
func entry(stmt *syntax.Stmt) (name string, from Origin, ok bool) {
	call, is := stmt.Cmd.(*syntax.CallExpr)
	if !is || len(call.Args) < 2 || call.Args[0].Lit() != "echo" && call.Args[0].Lit() != "printf" {
		return "", Origin{}, false
	}
	args := call.Args[1:]
	for len(args) > 1 && strings.HasPrefix(args[0].Lit(), "-") {
		args = args[1:]
	}
	m := entryStart.FindStringSubmatch(leading(args[0].Parts))
	if m == nil {
		return "", Origin{}, false
	}
	return m[1], wordsOrigin(args), true
}

// leading is the text with which a word begins.
func leading(parts []syntax.WordPart) string {
	if len(parts) == 0 {
		return ""
	}
	switch p := parts[0].(type) {
	case *syntax.Lit:
		return p.Value
	case *syntax.SglQuoted:
		return p.Value
	case *syntax.DblQuoted:
		return leading(p.Parts)
	}
	return ""
}

// Assigned tells where the values come from that a bash script gives variables, by name.
func Assigned(text string) map[string]Origin {
	src, err := parseSource(text, syntax.LangBash)
	if err != nil {
		return nil
	}
	own, _ := assignments(src.file)
	out := make(map[string]Origin, len(own))
	for name, from := range own {
		out[name] = settle(from, own)
	}
	return out
}

// assignments are where the variables that a script sets come from; not all where it may
// set them in ways that are not read.
func assignments(file *syntax.File) (own map[string]Origin, all bool) {
	out, blind := map[string]Origin{}, false
	set := func(name string, from Origin) {
		all := out[name]
		all.add(from)
		out[name] = all
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			switch {
			case n.Name == nil:
			case n.Array != nil:
				set(n.Name.Value, Origin{Open: true})
			case n.Value != nil:
				set(n.Name.Value, partsOrigin(n.Value.Parts, true))
			default:
				set(n.Name.Value, Origin{})
			}
		case *syntax.ForClause:
			if loop, is := n.Loop.(*syntax.WordIter); is {
				from := wordsOrigin(loop.Items)
				from.Open = from.Open || !loop.InPos.IsValid()
				set(loop.Name.Value, from)
			}
		case *syntax.CallExpr:
			if len(n.Args) > 0 {
				blind = blind || setters[n.Args[0].Lit()] || n.Args[0].Lit() == "printf" && len(n.Args) > 1 && strings.HasPrefix(n.Args[1].Lit(), "-v")
			}
		}
		return true
	})
	return out, !blind && len(out) <= maxAssigned
}

// setters are builtins that set variables otherwise than by an assignment.
var setters = map[string]bool{"read": true, "mapfile": true, "readarray": true, "getopts": true, "eval": true, "source": true, ".": true}

// settle follows the script's own variables to those of the environment.
func settle(from Origin, own map[string]Origin) Origin {
	out, seen := Origin{Tags: from.Tags, Open: from.Open}, map[string]bool{}
	for left := slices.Clone(from.Variables); len(left) > 0; {
		name := left[0]
		left = left[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		o, assigned := own[name]
		if !assigned {
			out.Variables = append(out.Variables, name)
			continue
		}
		out.Assigned = append(out.Assigned, name)
		out.Tags, out.Open = out.Tags || o.Tags, out.Open || o.Open
		left = append(left, o.Variables...)
	}
	return out
}

func wordsOrigin(words []*syntax.Word) Origin {
	var out Origin
	for _, w := range words {
		out.add(partsOrigin(w.Parts, false))
	}
	return out
}

// partsOrigin reads the parts of a word; what is quoted is not matched against files.
func partsOrigin(parts []syntax.WordPart, quoted bool) Origin {
	var out Origin
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			out.Open = out.Open || !quoted && strings.ContainsAny(p.Value, "*?[")
		case *syntax.SglQuoted, *syntax.ArithmExp:
		case *syntax.DblQuoted:
			out.add(partsOrigin(p.Parts, true))
		case *syntax.ParamExp:
			out.add(parameterOrigin(p))
		case *syntax.CmdSubst:
			out.add(printed(p.Stmts))
		default:
			out.Open = true
		}
	}
	return out
}

func parameterOrigin(p *syntax.ParamExp) Origin {
	var out Origin
	switch {
	case p.Length || p.Param == nil:
		return out
	case p.Excl, p.Names != 0, p.Index != nil:
		return Origin{Open: true}
	case variableName.MatchString(p.Param.Value):
		out.Variables = []string{p.Param.Value}
	case !strings.ContainsAny(p.Param.Value, "?#$!-"):
		return Origin{Open: true}
	}
	if p.Exp != nil && p.Exp.Word != nil {
		out.add(partsOrigin(p.Exp.Word.Parts, true))
	}
	if p.Repl != nil && p.Repl.With != nil {
		out.add(partsOrigin(p.Repl.With.Parts, true))
	}
	return out
}

var variableName = regexp.MustCompile(`^[A-Za-z_]\w*$`)
