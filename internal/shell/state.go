package shell

import (
	"maps"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxNames bounds the variables and functions that are followed in one script.
const maxNames = 256

// state is what is known of a shell at one point of its script.
type state struct {
	errexit, pipefail bool
	// lax says why errexit is off.
	lax   string
	dir   directory
	stack []directory
	// moved is true after a change of directory.
	moved bool
	// doubt is why nothing from here on can be proven, empty when there is no such
	// reason: the script may have ended with success, or the shell may have been
	// changed in a way that cannot be followed.
	doubt string
	// dead is true after an exit that is always taken.
	dead bool
	// path is true when PATH may no longer be what the step began with.
	path bool
	// pathBy is the command that may have set it, "" where it surely did.
	pathBy string
	// relies are the paths of the workspace on which what follows rests, sorted.
	relies []string
	// brittle is true when, without -e, the shell drops the rest of a unit that
	// assigns to a readonly variable or has a glob that matches nothing.
	brittle bool
	// steered counts what changed more of the shell than its variables.
	steered int
	// trapped is true when a trap is set whose commands a function could redefine.
	trapped bool
	vars    map[string]variable
	// env is what commands see of vars; gathered is false when it is out of date.
	env      []string
	gathered bool
	// functions are the names that are shell functions; calls is what calling any
	// of them may do.
	functions map[string]bool
	calls     *state
	// slashed is true when a function's name looks like a path.
	slashed bool
}

// variable is a variable that the script set.
type variable struct {
	value string
	// known is true when value is what it holds, set when the script gave it any.
	known, set, exported bool
	// outside is true of a directory that cannot lie within the workspace.
	outside bool
}

func (s state) clone() state {
	s.vars = maps.Clone(s.vars)
	s.functions = maps.Clone(s.functions)
	s.stack = slices.Clone(s.stack)
	return s
}

// merge is what is known when the shell may be in either state.
func (s state) merge(o state) state {
	if s.dead && s.doubt == "" {
		return o
	}
	if o.dead && o.doubt == "" {
		return s
	}
	out := s.clone()
	if !o.errexit && out.errexit {
		out.errexit, out.lax = false, o.lax
	}
	out.pipefail = s.pipefail && o.pipefail
	if s.dir != o.dir {
		out.dir = somewhere
	}
	if !slices.Equal(s.stack, o.stack) {
		out.stack = nil
	}
	if out.doubt == "" {
		out.doubt = o.doubt
	}
	out.dead = s.dead && o.dead
	out.steered = max(s.steered, o.steered)
	out.moved = s.moved || o.moved
	if !out.path {
		out.path, out.pathBy = o.path, o.pathBy
	}
	out.rely(o.relies...)
	out.brittle = s.brittle || o.brittle
	out.trapped = s.trapped || o.trapped
	out.mergeVars(o)
	for name := range o.functions {
		out.define(name)
	}
	if out.calls == nil {
		out.calls = o.calls
	} else if o.calls != nil && o.calls != out.calls {
		calls := out.calls.merge(*o.calls)
		out.calls = &calls
	}
	return out
}

func (s *state) mergeVars(o state) {
	for name, v := range o.vars {
		if mine, ok := s.vars[name]; !ok || mine != v {
			s.setVar(name, variable{set: v.set || mine.set, exported: v.exported && mine.exported})
		}
	}
	for name, mine := range s.vars {
		if _, ok := o.vars[name]; !ok {
			s.setVar(name, variable{set: mine.set})
		}
	}
}

// distrust records why nothing can be proven any more; the first reason stays.
func (s *state) distrust(reason string) {
	if s.doubt == "" {
		s.doubt = reason
	}
}

// rely adds to what later commands rest on.
func (s *state) rely(paths ...string) {
	for _, p := range paths {
		at, found := slices.BinarySearch(s.relies, p)
		switch {
		case found:
		case len(s.relies) >= maxRelied:
			s.path = true
		default:
			s.relies = slices.Insert(slices.Clone(s.relies), at, p)
		}
	}
}

// maxRelied bounds the paths that one command rests on.
const maxRelied = 16

// define records a shell function.
func (s *state) define(name string) {
	if s.functions == nil {
		s.functions = map[string]bool{}
	}
	if len(s.functions) >= maxNames {
		s.distrust("after more functions than are followed")
		return
	}
	s.functions[name] = true
	s.slashed = s.slashed || strings.Contains(name, "/")
	s.steered++
}

// assign records that a variable, or the element NAME[…] of one, was set.
func (s *state) assign(name, value string, known, exported bool) {
	name, subscript, indexed := strings.Cut(name, "[")
	known = known && !indexed
	switch {
	case !syntax.ValidName(name) || indexed && !strings.HasSuffix(subscript, "]"):
		return
	case name == "PATH":
		s.path = true
	case name == "CDPATH" || name == "GITHUB_WORKSPACE" || name == "PWD" || name == "OLDPWD":
		s.distrust("after `" + name + "` was set, which decides where `cd` goes")
	case strings.HasPrefix(name, "BASH_") && name != "BASH_ENV":
		s.distrust("after " + code(name) + " was set, which changes the shell")
	}
	s.setVar(name, variable{value: value, known: known, set: true, exported: exported || s.vars[name].exported})
}

func (s *state) setVar(name string, v variable) {
	if s.vars == nil {
		s.vars = map[string]variable{}
	}
	before, ok := s.vars[name]
	if !ok && len(s.vars) >= maxNames {
		s.distrust("after more variables than are followed")
		return
	}
	s.gathered = s.gathered && before == v
	s.vars[name] = v
}

// export marks a variable as exported, or no longer.
func (s *state) export(name string, exported bool) {
	v := s.vars[name]
	v.exported = exported
	v.set = v.set || !exported
	s.setVar(name, v)
}

// environment is what the script set that a command may see, with the command's
// own assignments, sorted. Without such it is shared until a variable changes.
func (s *state) environment(prefixes []string) []string {
	if !s.gathered {
		s.env, s.gathered = nil, true
		for name, v := range s.vars {
			switch {
			case !v.set:
			case v.known && v.exported:
				s.env = append(s.env, name+"="+v.value)
			default:
				s.env = append(s.env, name)
			}
		}
		slices.Sort(s.env)
	}
	if len(prefixes) == 0 {
		return s.env
	}
	var out []string
	own := map[string]bool{}
	for _, p := range prefixes {
		name, _, _ := strings.Cut(p, "=")
		if added, ok := strings.CutSuffix(name, "+"); ok {
			name, p = added, added // X+=1: what it is added to is not known
		}
		own[name] = true
		out = append(out, p)
	}
	for _, entry := range s.env {
		if name, _, _ := strings.Cut(entry, "="); !own[name] {
			out = append(out, entry)
		}
	}
	slices.Sort(out)
	return out
}
