package shell

import (
	"strings"
	"testing"
)

// TestRetries tells which scripts prove A, at whichever of its tries.
func TestRetries(t *testing.T) {
	for script, want := range map[string]bool{
		"A || A":                    true,
		"A || A || A":               true,
		"A || A\nB":                 true,
		"A || (sleep 5; A)":         true,
		"A || (sleep 5; A)\nB":      true,
		"A || { sleep 5 && A; }":    true,
		"A || { sleep 5 && A; }\nB": false,
		"A || (sleep 5 && A)\nB":    true,
		"A || { sleep 5; A; }\nB":   true,
		"A || A || true":            false,
		"A || B":                    false,
		"A || A -x":                 false,
		"A || X=1 A":                false,
		"X=1 A || X=1 A":            true,
		"A || (cd a; A)":            false,
		"A || { A; exit 0; }":       true,
		"A && exit 0 || A":          false,
		"A || ! A":                  false,
		"A || A | B":                true,
		"A || A &":                  false,
		"set +e\nA || A\nB":         false,
		"set +e\nA || A":            true,
		"A || { PATH=fake; A; }":    false,
		"A || { f() { :; }; A; }":   true,
		"A() { :; }; A || A":        false,
		"if B; then A; else A; fi":  true,
		"if B; then A; fi":          false,
		"if B; then A; elif C; then A; else A; fi\nC":          true,
		"if B; then A; elif C; then A; fi":                     false,
		"if B; then A; else C && A; fi\nC":                     false,
		"if B; then A; else C && A; fi":                        true,
		"if A; then :; else sleep 5; A; fi":                    true,
		"if ! A; then sleep 5; A; fi\nB":                       true,
		"if ! A; then exit; fi":                                false,
		"if ! A; then exit; else A; fi":                        false,
		"if ! A; then A; exit 0; fi":                           true,
		"if ! A; then echo; fi":                                false,
		"if A; then :; elif A; then :; else A; fi":             true,
		"if A; then :; elif A; then :; fi":                     false,
		"if ! A; then sleep 9; if ! A; then exit 1; fi; fi\nB": true,
		"A || { A || exit 1; }":                                true,
		"if B; then exit 0; else A; fi":                        false,
		"until A; do :; done":                                  true,
		"until { break; A; }; do :; done":                      false,
		"until (break; A); do :; done":                         false,
		"until cd a && A; do :; done":                          false,
		"until (cd a && A); do :; done":                        true,
		"until break && A; do :; done":                         false,
		"until A; do sleep 5; done\nB":                         true,
		"while ! A; do sleep 5; done":                          true,
		"while A; do sleep 5; done":                            false,
		"n=0; until A; do ((++n < 3)) || exit 1; done":         true,
		"n=0; until A; do ((++n < 3)) || break; done":          false,
		"n=0\nuntil A; do\nn=$((n+1))\nif [ $n -ge 3 ]; then echo no; exit 1; fi\nsleep 5\ndone": true,
		"until A; do if x; then exit 0; fi; done":                                                false,
		"until A; do PATH=fake; done":                                                            false,
		"until A; do cd x; done":                                                                 false,
		"until A; do f; done; f() { break; }":                                                    false,
		"until A || A; do sleep 1; done":                                                         true,
		"until A || ((++n > 3)); do sleep 1; done":                                               false,
		"until A; do continue; done":                                                             false,
		"while ! { A; } > x; do :; done":                                                         false,
		"until ! A; do :; done":                                                                  false,
		"for i in 1 2 3; do A && break; sleep 5; done":                                           false,
		"for i in 1 2 3; do A || A; done":                                                        false,
		"for i in 1 2 3; do A && exit 0; sleep 5; done; exit 1":                                  true,
		"for i in 1 2 3; do A && exit 0; sleep 5; done":                                          false,
		"for i in 1 2 3; do if A; then echo ok; exit 0; fi; sleep 5; done\necho no\nexit 1":      true,
		"for i in 1 2 3; do A || exit 0; done; exit 1":                                           false,
		"for i in 1 2 3; do A && exit 0; B && exit 0; done; exit 1":                              false,
		"for i in 1 2; do A && exit 0; A && exit; done; exit 1":                                  true,
		"for i in 1 2; do A && exit 0; [ -f x ] && break; done; exit 1":                          true,
		"for i in 1 2; do A && exit 0; done; exit 0":                                             false,
		"for i in 1 2; do A && exit 0; done; B || exit 0; exit 1":                                false,
		"for i in 1 2; do A && exit 0; cd x; done; exit 1":                                       false,
		"for i in 1 2; do cd x && A && exit 0; done; exit 1":                                     false,
		"for i in 1 2; do A && exit 0; [ -f x ] && exit 0; done; exit 1":                         false,
		"while :; do A && exit 0; n=$((n+1)); done; exit 1":                                      true,
		"while true; do\nA && exit 0\nsleep 5\ndone\nexit 1":                                     true,
		"while exit 0; do A && exit 0; done; exit 1":                                             false,
		"for i in 1 2; do A && exit 0; done; exit 1; exit 0":                                     false,
		"for i in 1 2; do A; exit 0; done; exit 1":                                               false,
		"n=0; until A; do ((++n < 3)) || exit 1; done; B":                                        true,
		"A && exit 0\nexit 1":                                                                    false,
		"for i in 1 2; do cd a; A && exit 0; cd ..; done\nexit 1":                                false,
		"for i in 1 2; do A && exit 0; cd a; cd ..; done\nexit 1":                                false,
		"while cd a; do A && exit 0; cd ..; done\nexit 1":                                        false,
		"for i in 1 2; do cd a; cd ..; done\nA":                                                  true,
		"set +e\nfor i in 1 2; do cd none; cd ..; done\nA":                                       false,
		"set +e\nif B; then cd none; cd ..; fi\nA":                                               false,
		"set +e\nuntil A; do cd none; cd ..; done":                                               false,
	} {
		t.Run(script, func(t *testing.T) {
			proven, found := true, false
			for _, r := range Analyse(Script{Shell: "bash", Text: script}) {
				if strings.Join(r.Command.Words, " ") == "A" {
					proven, found = proven && r.Proven && !r.Command.Dynamic, true
				}
			}
			if !found || proven != want {
				t.Errorf("proven %v", proven)
			}
		})
	}
}

// TestNegated tells which scripts prove `! A`.
func TestNegated(t *testing.T) {
	for script, want := range map[string]bool{
		"! A":                                true,
		"B\n! A":                             true,
		"! A\nB":                             false,
		"(! A)\nB":                           true,
		"{ ! A; }\nB":                        false,
		"! A || exit 1\nB":                   true,
		"! A && B":                           true,
		"! A && B\nC":                        false,
		"! A || true":                        false,
		"until ! A; do B; done\nC":           false,
		"! A > /none/out":                    false,
		"! A > /dev/null 2>&1":               true,
		"! X=1 A":                            false,
		"A() { :; }; ! A":                    false,
		"PATH=fake; ! A":                     false,
		"set +e\n! A":                        true,
		"! A &":                              false,
		"for i in 1 2; do ! A; done":         false,
		"! A | B":                            false,
		"! (A)":                              false,
		"if ! A; then :; else exit 1; fi":    false,
		"if B; then ! A; else ! A; fi":       true,
		"if B; then ! A; else ! A; fi\ntrue": false,
		"! A || ! A":                         true,
	} {
		t.Run(script, func(t *testing.T) {
			proven, found := true, false
			for _, r := range Analyse(Script{Shell: "bash", Text: script}) {
				if r.Command.Negated && strings.Join(r.Command.Words, " ") == "A" {
					proven, found = proven && r.Proven, true
				}
			}
			if (found && proven) != want {
				t.Errorf("found %v, proven %v", found, proven)
			}
		})
	}
}
