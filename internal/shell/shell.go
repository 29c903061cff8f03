// Package shell reads commands and scripts: when two commands are the same, and
// which commands of a script must have run and exited 0 if the script did.
package shell

// Command is one simple command in canonical form: parsed words, not text.
type Command struct {
	// Dir is the directory it runs in, relative to the workspace, "" for its root,
	// always clean and with forward slashes.
	Dir string
	// Env are the assignments before the command, sorted: "CGO_ENABLED=0".
	Env []string
	// Words are the command's words after quote removal. A word that holds an
	// expansion keeps it as written.
	Words []string
	// Dynamic is true when a word holds an expansion or a `${{ }}` expression, so
	// that what ran cannot be read from the script.
	Dynamic bool
	// Text is what stands in the source.
	Text string
}

// Equal tells whether two commands are the same in directory and words; Env is
// compared by the caller, which knows the step's environment.
func (c Command) Equal(o Command) bool { panic("unwritten") }

// Digest is the first 16 hex digits of SHA-256 over directory, a zero byte, and
// the words joined by zero bytes.
func (c Command) Digest() string { panic("unwritten") }

// Parse reads a claim: one command, or several joined by &&, with leading `cd D`
// folded into the directory. It returns an error when the text is no such list:
// a pipe, a redirection of more than output, ||, ;, a compound command.
func Parse(text string) ([]Command, error) { panic("unwritten") }

// Difference says in a few words how ran differs from claimed when they are
// nearly the same command ("ran with -short, claimed without"), and false when
// they are not near.
func Difference(claimed, ran Command) (string, bool) { panic("unwritten") }

// Ran is one command of a script.
type Ran struct {
	Command Command
	// Line counts from 1 in the script.
	Line int
	// Proven is true when the script's success means that this command ran and
	// exited 0.
	Proven bool
	// Only is true when the script's failure means that this very command failed:
	// it is the only one that can.
	Only bool
	// Reason says why it is not proven, in a few words: "its exit code is hidden by
	// `|| true`". Empty when proven.
	Reason string
}

// Script is a script with the shell that runs it.
type Script struct {
	// Shell is the `shell:` value in force, "" for the default.
	Shell string
	// Container is true in a job container, where the default is sh.
	Container bool
	// Dir is the working directory relative to the workspace.
	Dir  string
	Text string
}

// Analyse lists the commands of a script in order. A script that it does not
// understand (another shell, a syntax error) has every command unproven with the
// reason, never proven.
func Analyse(s Script) []Ran { panic("unwritten") }
