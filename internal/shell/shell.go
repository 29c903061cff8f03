// Package shell reads commands and scripts: when two commands are the same, and
// which commands of a script must have run and exited 0 if the script did.
//
// Whatever the package does not understand is unproven, never proven.
package shell

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Command is one simple command in canonical form: parsed words, not text, be it behind
// `!`; or a pipeline of such, whose operators are words of their own.
//
// Output redirections (`> log`, `2>&1`, `&> log`) are no part of it: they say
// where the output goes, not what ran or how it ended. What a command reads does
// matter, so an input redirection is kept as two further words: "<", "file".
type Command struct {
	// Dir is the directory it runs in, relative to the workspace, "" for its root,
	// always clean and with forward slashes. One outside the workspace stays
	// absolute or begins with "../"; one that only the running shell knows is kept
	// as written ("$HOME/src"), or is "$PWD" after a `cd` that may have failed.
	Dir string
	// Env are the assignments before the command and, in a script, the variables
	// that the script set before it, sorted: "CGO_ENABLED=0". A name without "="
	// is a variable that the script changed in a way that cannot be read: unset,
	// assigned but perhaps not exported, or set on one path only.
	Env []string
	// Words are the command's words after quote removal. A word that holds an
	// expansion or a glob keeps it as written.
	Words []string
	// Expanded are the indices of the words that the shell rewrites before the
	// command sees them: `$X`, `$(…)`, `*.go`, `{a,b}`, `~`. The quoted '*.go' is
	// another word than the unquoted one.
	Expanded []int
	// Negated is true of `! A`, which exits 0 where A fails; the words are those of A.
	Negated bool
	// Dynamic is true when the directory or a word holds an expansion other than a
	// glob, or a `${{ }}` expression, so that what ran cannot be read from the
	// script.
	Dynamic bool
	// Text is what stands in the source.
	Text string
}

// Equal tells whether two commands are the same in directory and words; Env is
// compared by the caller, which knows the step's environment. Two equal commands
// that are Dynamic are the same text, which need not have run the same thing.
func (c Command) Equal(o Command) bool {
	return c.Dir == o.Dir && c.Negated == o.Negated && equalWords(c.Words, o.Words) && slices.Equal(c.Expanded, o.Expanded)
}

// equalWords tells whether words are the same but for how the program's file is written:
// `./bin/rails` is `bin/rails`, while `./rails` is another file than the `rails` of PATH.
func equalWords(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return program(a[0]) == program(b[0]) && slices.Equal(a[1:], b[1:])
}

func program(word string) string {
	if file, ok := strings.CutPrefix(word, "./"); ok && strings.Contains(file, "/") {
		return file
	}
	return word
}

// Canonical is one text for all ways to write the same commands: directory ("" for the
// workspace's root), a zero byte, and the words joined by zero bytes; of several commands,
// these with the word && between them. Assignments before a command are words too, and a
// word that the shell rewrites bears a mark, so that commands which differ have other texts.
func Canonical(commands []Command) string {
	var parts []string
	for i, c := range commands {
		if i > 0 {
			parts = append(parts, "&&")
		}
		parts = append(parts, c.Dir)
		parts = append(parts, c.Env...)
		if c.Negated {
			parts = append(parts, "\x01!")
		}
		for n, word := range c.Words {
			switch {
			case slices.Contains(c.Expanded, n):
				word = "\x01" + word
			case word == "&&", strings.HasPrefix(word, "\x01"), strings.HasPrefix(word, "\x02"), n == 0 && strings.Contains(word, "="):
				word = "\x02" + word // no operator, mark or assignment, but a word that looks like one
			}
			parts = append(parts, word)
		}
	}
	return strings.Join(parts, "\x00")
}

// Digest names what a claim runs: the first 16 hex digits of SHA-256 over its canonical
// text.
func Digest(commands []Command) string {
	sum := sha256.Sum256([]byte(Canonical(commands)))
	return hex.EncodeToString(sum[:8])
}

// Ran is one command of a script.
type Ran struct {
	Command Command
	// Line counts from 1 in the script.
	Line int
	// Proven is true when the script's success means that this command ran and
	// exited 0. Of a Dynamic command it says so of the text, whatever it expanded
	// to.
	Proven bool
	// Retried is true of a proven command of which the script may go on after a failure
	// to run it once more: one of its runs exited 0, and others may have failed before.
	Retried bool
	// Relies are the files and directories of the workspace on which the proof rests:
	// a directory of PATH, a virtual environment that the script entered; "web/go.*"
	// are all programs that Windows finds under that name there. It holds only if they
	// are not the doing of who is judged.
	Relies []string
	// Writes are the files over which the script has sent output when the command runs, or
	// that it has removed or replaced, by then or at the same time: paths relative to the workspace, or absolute, or, where
	// only the running shell knows, as written. What surely lies elsewhere is left out.
	Writes []string
	// Only is true when the script's failure means that this very command failed:
	// it is the only one that can, be it at several tries.
	Only bool
	// Part is true of a command of a pipeline, or behind `!`, that is listed as a whole too.
	Part bool
	// Reason says why it is not proven, in a few words: "its exit code is hidden by
	// `|| true`". Empty when proven.
	Reason string
}

// Script is a script with the shell that runs it.
type Script struct {
	// Shell is the `shell:` value in force, "" for the default of Linux and macOS
	// (on Windows the default is "pwsh": say so).
	Shell string
	// Container is true in a job container, where the default is sh.
	Container bool
	// Dir is the working directory relative to the workspace.
	Dir  string
	Text string
}
