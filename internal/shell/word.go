package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word is one canonical word.
type word struct {
	text string
	// expanded is true when the shell rewrites it, dynamic when into something
	// that the script does not tell.
	expanded, dynamic bool
}

// word gives a word's canonical form: without its quotes where the shell does
// nothing but remove them, otherwise as written.
func (s *source) word(w *syntax.Word) word {
	var out word
	var plain, written, open strings.Builder
	for _, part := range w.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			open.WriteString(bare(p.Value))
			plain.WriteString(unescape(p.Value))
			written.WriteString(p.Value)
			out.dynamic = out.dynamic || strings.ContainsFunc(p.Value, isMark)
		case *syntax.SglQuoted:
			plain.WriteString(p.Value)
			out.dynamic = out.dynamic || strings.ContainsFunc(p.Value, isMark)
			out.expanded = out.expanded || p.Dollar
			written.WriteString(s.quoted(p, p.Value, p.Dollar))
		case *syntax.DblQuoted:
			value, literal := s.doubleQuoted(p)
			plain.WriteString(value)
			out.dynamic = out.dynamic || !literal
			out.expanded = out.expanded || p.Dollar
			written.WriteString(s.quoted(p, value, p.Dollar || !literal))
		case *syntax.ExtGlob, *syntax.BraceExp:
			out.expanded = true
			written.WriteString(s.of(p))
		default:
			out.dynamic = true
			written.WriteString(s.of(p))
		}
	}
	unquoted := open.String()
	if tilde(w, unquoted) {
		out.dynamic = true
	}
	if out.dynamic || globs(unquoted) || s.dialect == syntax.LangBash && braces(unquoted) {
		out.expanded = true
	}
	if out.expanded {
		out.text = s.expressions.restore(written.String())
	} else {
		out.text = plain.String()
	}
	return out
}

// doubleQuoted gives the value of a double-quoted part, and whether it holds
// nothing that the shell expands.
func (s *source) doubleQuoted(q *syntax.DblQuoted) (string, bool) {
	var out strings.Builder
	for _, part := range q.Parts {
		lit, ok := part.(*syntax.Lit)
		if !ok || strings.ContainsFunc(lit.Value, isMark) {
			return "", false
		}
		out.WriteString(unescapeQuoted(lit.Value))
	}
	return out.String(), true
}

// quoted writes a quoted part of an expanded word: bare where the quotes do
// nothing, so that "docs"/*.md is docs/*.md.
func (s *source) quoted(n syntax.Node, value string, special bool) string {
	if !special && value != "" && !strings.ContainsFunc(value, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_./:@%+,-", r))
	}) {
		return value
	}
	return strings.ReplaceAll(s.of(n), "\\\n", "")
}

// unescape removes the backslashes of an unquoted literal.
func unescape(lit string) string {
	if !strings.Contains(lit, `\`) {
		return lit
	}
	var out strings.Builder
	for i := 0; i < len(lit); i++ {
		if lit[i] == '\\' && i+1 < len(lit) {
			i++
			if lit[i] == '\n' {
				continue
			}
		}
		out.WriteByte(lit[i])
	}
	return out.String()
}

// unescapeQuoted removes the backslashes of a literal within double quotes, where
// they only escape $, `, ", \ and the end of a line.
func unescapeQuoted(lit string) string {
	if !strings.Contains(lit, `\`) {
		return lit
	}
	var out strings.Builder
	for i := 0; i < len(lit); i++ {
		if lit[i] == '\\' && i+1 < len(lit) && strings.IndexByte("$`\"\\\n", lit[i+1]) >= 0 {
			i++
			if lit[i] == '\n' {
				continue
			}
		}
		out.WriteByte(lit[i])
	}
	return out.String()
}

// bare is an unquoted literal without its escaped characters.
func bare(lit string) string {
	if !strings.Contains(lit, `\`) {
		return lit
	}
	var out strings.Builder
	for i := 0; i < len(lit); i++ {
		if lit[i] == '\\' {
			i++
			continue
		}
		out.WriteByte(lit[i])
	}
	return out.String()
}

// globs tells whether the shell could take an unquoted text for a pattern of file names;
// the command `[` is none.
func globs(unquoted string) bool { return unquoted != "[" && strings.ContainsAny(unquoted, "*?[") }

// braces tells whether bash could expand braces: {a,b} or {1..3}, not {}.
func braces(unquoted string) bool {
	_, after, ok := strings.Cut(unquoted, "{")
	return ok && (strings.Contains(after, ",") || strings.Contains(after, ".."))
}

// tilde tells whether the shell could put a home directory into the word.
func tilde(w *syntax.Word, unquoted string) bool {
	if strings.Contains(unquoted, "=~") || strings.Contains(unquoted, ":~") {
		return true
	}
	first, ok := w.Parts[0].(*syntax.Lit)
	return ok && strings.HasPrefix(first.Value, "~")
}

// assignment writes `NAME=value` in canonical form.
func (s *source) assignment(a *syntax.Assign) string {
	if a.Name == nil || a.Index != nil || a.Array != nil {
		return s.of(a)
	}
	operator := "="
	if a.Append {
		operator = "+="
	}
	if a.Value == nil {
		return a.Name.Value + operator
	}
	return a.Name.Value + operator + s.word(a.Value).text
}
