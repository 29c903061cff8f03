package shell

// options are the settings of one `set` (or of a shell's command line).
type options struct {
	set map[string]bool
	// operands is true when positional parameters follow.
	operands bool
}

func (o options) value(name string, before bool) bool {
	if on, ok := o.set[name]; ok {
		return on
	}
	return before
}

// knownOptions are the options that leave a script's proofs intact, by their
// letter; errexit and pipefail are followed. Absent on purpose: -n (nothing
// runs), -t (ends after one command), -k, -m, -p, -r, -P.
var knownOptions = map[byte]string{
	'e': "errexit", 'u': "nounset", 'x': "xtrace", 'v': "verbose", 'f': "noglob", 'a': "allexport",
	'b': "notify", 'h': "hashall", 'B': "braceexpand", 'C': "noclobber", 'E': "errtrace", 'T': "functrace",
}

// parseOptions reads the arguments of `set`. It returns false when one of them is
// an option whose effect is not understood.
func parseOptions(args []string) (options, bool) {
	out := options{set: map[string]bool{}}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" || arg == "-" || arg == "" || arg[0] != '-' && arg[0] != '+' || arg == "+" {
			out.operands = len(args) > i
			return out, arg != "-" && arg != "+"
		}
		on := arg[0] == '-'
		for j := 1; j < len(arg); j++ {
			if arg[j] == 'o' {
				i++
				if i == len(args) {
					return out, j == len(arg)-1
				}
				if !knownName(args[i]) {
					return out, false
				}
				out.set[args[i]] = on
				continue
			}
			name, ok := knownOptions[arg[j]]
			if !ok {
				return out, false
			}
			out.set[name] = on
		}
	}
	return out, true
}

func knownName(name string) bool {
	if name == "pipefail" {
		return true
	}
	for _, known := range knownOptions {
		if known == name {
			return true
		}
	}
	return false
}
