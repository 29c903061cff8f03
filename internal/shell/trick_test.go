package shell

import "strings"

// tricks are statements that hide, skip or replace what runs. S is a statement, C
// a recorded command, R one that is the same each time, L a list of lines.
var tricks = []string{
	// Other programs under the name.
	"PATH=\"$PWD/fake:$PATH\"", "export PATH=\"$PWD/fake:$PATH\"", "PATH=fake C", "PATH=$PWD/fake; S", "unset PATH", "r() { :; }", "hash r",
	"for PATH in fake; do :; done", ": ${PATH:=x}", "readonly PATH",
	"export PATH=\"$PWD/v/bin:$PATH\"\nS", "PATH=\"$PATH:$(pwd)/v/bin\" C", "PATH=$PWD/v/bin S", ". v/bin/activate\nS", ". ./v/bin/activate && S", "[ -d none ] && . v/bin/activate\nS", ". v/bin/activate || true\nS",
	". \"$PWD/v/bin/activate\"\nC", "cd a\n. v/bin/activate\nS", "(. v/bin/activate; S)\nS", ". none/bin/activate\nS", ". /etc/none || true\nS", "f() { . v/bin/activate; }\nf\nC", ". v/bin/activate x\nS",
	"r() (\nL\n)", "r() { command r \"$@\" || true; }\nC\nunset -f r\nC",
	// The end of the script, spelt in other ways.
	"'exit' 0", "\\exit 0", "ex\"\"it 0", "command exit 0", "e=exit; $e 0", "x='exit 0'; $x", "${nothing:-exit} 0", "$(echo exit) 0",
	"eval exit 0", "eval 'exit 0'", ". a/lib.sh", "exec true", "command exec true", "exec > /none/out", "exec 3>&1", "exit 0 | cat", "(exit 0)",
	"{ exit 0; } &", "( exit 0 ) || exit 1", "true && exit 0", "false || exit 0", "S && exit 0", "S || exit 0", "if S; then exit 0; fi", "exit \"$?\"",
	"case y in x) ;; *) exit 0 ;; esac", "while true; do exit 0; done", "for i in 1; do S; exit 0; done", "kill -TERM $$", "exit 256", "exit 1 2",
	// errexit, spelt in other ways.
	"set +o errexit", "set +e -e", "set -e +e", "set -eu +e", "o=+e; set $o", "set -- +e", "set +e\nS\nset -e", "set -", "set -x 2> /dev/null",
	"S\nset +e", "(set +e; S; S)", "( set +e\nL\n)\nS", "{ set +e; S; } || exit 1", "set -u; echo $nothing", "command set +e", "'set' +e",
	// Traps.
	"trap 'exit 0' 0", "trap '' EXIT", "trap 'set +e' EXIT", "trap 'S' INT", "trap 'true; exit' EXIT", "trap 'exit 0' TERM; kill -TERM $$",
	"t() { exit 0; }\ntrap t EXIT", "trap t EXIT\nt() { exit 0; }\nS", "trap 'command exit 0' EXIT", "trap \"$nothing\" EXIT", "trap -- 'exit 0' EXIT",
	"t() { C; }\ntrap t EXIT\nS", "t() { q=$?; C; exit $q; }\ntrap t EXIT\nS", "trap 'q=$?; C; exit $q' EXIT\nS", "t() { q=0; exit $q; }\ntrap t EXIT\nS", "t() { q=$?; q=0; exit $q; }\ntrap t 0\nS", "t() { q=$?; S; exit $q; }\ntrap t EXIT\nS\nS",
	"readonly q=0\nt() { q=$?; exit $q; }\ntrap t EXIT\nS", "IFS=0123\nt() { q=$?; exit $q; }\ntrap t EXIT\nS", "t() { q=$?; C; exit $q; }\ntrap t TERM\nkill -TERM $$\nS", "t() { C; }\ntrap t EXIT\nt() { exit 0; }\nS", "t() { C; }\ntrap t EXIT\nunset -f t\nS", "t() { C; return 0; }\ntrap t EXIT\nS", "t() { C; }\nu() { t; }\nt() { exit 0; }\ntrap u EXIT\nS",
	"trap 'PATH=fake' TERM; kill -TERM $$\nC", "trap 'kill $(jobs -p) || true' EXIT\nS", "hash -r\nS", "(trap 'q=$?; exit $q' EXIT; S; S)\nS", "t() { C; }\ntrap t EXIT\n(S; S)\nS || exit 1", "f() { trap 'q=$?; exit $q' EXIT; S; }\nf\nS",
	// Functions.
	"exit() { :; }\nS || exit 1", "cd() { :; }\ncd a\nS", "set() { :; }\nset -e\nS", "f() { return 0; S; }\nf", "f() { S\nS; }\nf || true\nS",
	"f() { cd a; }\nf\nS", "f() { set +e; }\nf\nS", "f() { exit 0; }\nS | f\nS", "f() { exit 0; }\nx=$(f)\nS", "f() { exit 0; }\nf & wait\nS",
	"f() (\nL\n)\nf", "f() { L\n} > out\nf", "f() { g; }\ng() { exit 0; }\nf\nS", "f() { f() { S; }; exit 0; }\nunset -f f\nS", "command f\nS",
	"true() { exit 0; }\ntrue\nS", ":() { S; }\n:\nS", "echo() { exit 0; }\nS || { echo; exit 1; }", "alias r=true\nC", "alias exit=:\nS || exit 1",
	// Lists, conditions, loops.
	"S && S && S", "S && S || S", "S || S && S", "S || S || exit 1", "{ S && S; } || exit 1", "( S || exit 1 )\nS", "S && { S; exit 1; } || S",
	"! { L\n}", "! S && S", "! ! S", "! S || exit 1", "if ! S; then exit 1; fi", "if ! S; then S; exit 3; fi\nS", "if ! S; then C; exit 1; fi\nS", "if ! { S\nS; }; then exit 1; fi\nS", "if ! S; then exit 0; fi\nS", "if ! S | S; then exit 1; fi",
	"if ! S && S; then exit 1; fi", "if ! S; then exit 1; else S; fi", "if ! S; then (exit 1); fi\nS", "if ! cd a; then exit 1; fi\nS", "if ! f; then exit 1; fi\nS", "if S; then :; else exit 1; fi", "if S; then S; fi; S",
	"if S; then S; else S; exit 1; fi\nS", "if S && S; then S\nS; else exit 1; fi", "if S; then exit 0; else exit 1; fi\nS", "if S; then S; else exit 0; fi\nS", "if S; then :; elif S; then :; else exit 1; fi", "if S | S; then S; else (exit 1); fi",
	"if ! ( S ) > /none/out; then exit 1; fi\nS", "if ! { S\n} < /none/in; then exit 1; fi\nS", "if ! { ( S ) > /none/out\n}; then exit 1; fi\nS",
	"set +e\nS\nq=$?; echo $((1/0)); exit $q\nS", "IFS=0123\nset +e\nS\nq=$?\nexit $q", "trap 'q=0' TERM\nset +e\nS\nq=$?\nkill -TERM $$\nexit $q", "S || q=$?; S; exit $q",
	"set +e\nS\nq=$?\nset -e\nS\nexit $q", "set +e\nS\nq=$?\nS\nexit \"$q\"", "set +e\nS; q=$?; C; exit ${q}", "S || q=$?\nS || q=$?\nexit $q", "q=0\nS || q=$?\nC || q=$?\necho\nexit $q", "set +e\nS\nq=$?\nif [ $q -ne 0 ]; then C; exit $q; fi\nS", "set +e\nS\nq=$?\nif [ \"$q\" -ne 0 ]; then exit 3; fi\nS\nS",
	"set +e\nS\nq=$?\nS\n[ $q -eq 0 ]", "set +e\nS\nq=$?\nq=0\nexit $q", "set +e\nS\nq=$?\nC && q=0\nexit $q", "set +e\nS\nq=$?\necho ${q:=0}$((q=0))\nexit $q", "set +e\nS\nq=$?\nfalse && exit $q", "set +e\nS\nq=$?\nif S; then exit $q; fi", "set +e\nS\nq=$?\nif [ $q -ne 0 ]; then exit 0; fi\nS", "set +e\nS\nq=$?\n(exit $q)\nS", "set +e\nS | S\nq=$?\nexit $q", "set +e\nS &\nq=$?\nexit $q",
	"readonly q=0\nset +e\nS\nq=$?\nexit $q", "set +e\nS\nq=$?\nunset q\nexit $q", "set +e\nS\nq=$?\nread q < /none/in\nexit $q", "set +e\nS\nq=$?\nr() { q=0; }\nC\nexit $q", "r() { q=0; command r \"$@\"; }\nset +e\nS\nq=$?\nC\nexit $q", "set +e\nS\nq=$?\nfor q in 0; do :; done\nexit $q", "set +e\n! S\nq=$?\nexit $q", "set +e\nS && S\nq=$?\nexit $q", "set +e\n{ S\nS\n}\nq=$?\nexit $q", "set +e\n(S; S)\nq=$?\nif S; then S; else S; fi\nexit $q", "S || q=$? | true\nexit $q", "q=5\nS || q=$?\nexit $q", "set +e\nS\nq=$?\nset -- 0\nexit $q", "set +e\nS\nq=$?\nif [ $q -ne 0 ]; then exit $q; else exit 0; fi", "set +e\nS\nq=$?\n[ $q -eq 0 ]\nS", "S || q=$?\n[ $q -ne 0 ]",
	"S || exit\nS", "S || exit $?\nS", "S || exit \"$?\"\nS", "(S || exit)\nS", "S || exit | S", "S && S || exit\nS", "{ S || exit; } || S", "! S || exit\nS", "f() { S || exit; }\nf\nS", "S || { exit; }\nS", "S || (exit)\nS", "if S || exit; then S; fi", "x=$(S || exit)\nS", "S | S || exit\nS", "cd none || exit\nS", "S || exit & wait\nS", "trap 'exit 0' EXIT\nS || exit\nS",
	"S || { q=$?; exit $q; }\nS", "S || { q=$?; C; exit $q; }\nS", "S || { q=$?; S; exit \"$q\"; }\nS", "S || {\nq=$?\nif S; then C; fi\nexit ${q}\n}\nS", "S || { q=$?; if [ -d a ]; then C; fi; set +e; exit $q; }\nS", "if S; then S; else q=$?; C; exit $q; fi\nS", "if S | S; then S; else q=$?; exit $q; fi\nS", "if ! S; then q=$?; exit $q; fi\nS", "{ S\n} > /none/out || { q=$?; exit $q; }\nS", "S && S || { q=$?; S; exit $q; }\nS",
	"readonly q=0\nS || { q=$?; exit $q; }\nS", "S || { q=$?; q=0; exit $q; }\nS", "r() { q=0; command r \"$@\"; }\nS || { q=$?; C; exit $q; }\nS", "S || { GROUPS=$?; exit $GROUPS; }\nS", "S || { _=$?; exit $_; }\nS", "S || { S; q=$?; exit $q; }\nS", "S || { q=$?; echo $((1/0)); exit $q; }\nS", "(S || { q=$?; exit $q; })\nS", "f() { S || { q=$?; exit $q; }\n}\nf\nS", "trap 'q=0' TERM\nS || { q=$?; kill -TERM $$; exit $q; }\nS", "S || { if S; then S; else C; fi; exit 1; }\nS", "S || { if S; then exit 0; fi; exit 1; }\nS", "S || { x=$(S); exit 2; }\nS", "S || { q=$?; exit $q; } | S", "! S || { q=$?; exit $q; }\nS", "S || { q=$?; exit $q; } > out\nS", "S || { S || q=$?; exit $q; }\nS",
	"S || (exit 1)\nS", "S || (S; exit 1)\nS", "S || (C; exit 1)\nS", "S || (C && exit 1)\nS", "S || (C || exit 1)\nS", "S || (exit 0)\nS", "S || false\nS", "S || { S; false; }\nS", "S || { C; false; }\nS", "S || { C && false; }\nS", "S || (C; false)\nS", "S || (C && false)\nS", "S || (C; C && false)\nS", "S || { C; (exit 1); }\nS", "S || { C; { false; }; } && S", "{ S || { C; false; }; } || S", "S || { ! C; false; }\nS", "S || (C & false)\nS", "S || { C; false; } > /dev/null\nS", "if S || { C; false; }; then S; fi\nS", "S || ! true\nS", "{ S || false; } || S", "S || (exit 1) || S", "S || (exit 1) && S", "S || (exit 1) | S", "if S || (exit 1); then S; fi\nS", "f() { S || (exit 1); }\nf\nS",
	"until S; do kill -9 $$; done\nS", "until S || S; do kill -9 $$; done\nS", "until S; do C; kill -9 $$; done", "until ! S; do kill -9 $$; done\nS", "until S; do break; done\nS", "until cd a; do kill -9 $$; done\nS", "while until S; do kill -9 $$; done; do S; break; done",
	"while S; do S; exit 1; done", "until S; do exit 1; done", "for i in; do S; done", "for i in 1 2; do S || continue; S; done", "for i in 1; do S || break; done\nS",
	"while :; do while :; do S; break 2; done; S; done", "case x in x) S ;; esac", "S; S; S", "S;S&&S;S", "[ 1 = 2 ] && S", "[ 1 = 1 ] && S", "test -d a && S",
	"[ 1 = 1 ] || exit 1", "false || S", "true || S", "true && S", "false && S", ": && S", "S & S", "S & wait $!", "S & S & wait", "{ S & } ; wait",
	"i=0\nwhile ! S; do i=$((i+1)); if [ $i -gt 3 ]; then exit 1; fi; done\nS", "i=0\nuntil S; do i=$(($i + 1)); [ $i -lt 3 ] || exit 1; done\nS", "n=3; while [ $n -gt 0 ]; do n=$((n-1)); S && break; done\nS", "i=1\nj=$((i*2)); S; k=$((j+i)) S\nS", "i=1/0; while ! S; do i=$((i+1)); exit 1; done\nS", "i=0\nread i < /none/in || i=x/0\n{ echo $((i)); S; } || exit 1\nS", "f() { echo $((i)); S; }\ni=0\nf; S\nS", "i=0\nfor i in 1/0; do echo $((i)); S; done\nS", "i=0; export i=08; { echo $((i)); S; }\nS", "i=0; i=$(echo 1/0); { echo $((i)); S; }\nS", "i=0; : ${j:=1/0}; { echo $((i+j)); S; } || exit 1\nS", "i=9; i=\"$((i-1))\"; cd a; S; x=$((i++)); S; cd ..\nS", "(i=0); i=1/0; { echo $((i)); S; }\nS", "i=0\ntrap 'i=1/0' TERM; kill -TERM $$\n{ echo $((i)); S; } || exit 1\nS",
	// Retries: R is one command, the same everywhere.
	"R || R", "R || R\nS", "R || R || R\nS", "R || (S; R)\nS", "R || { S && R; }", "R || { S && R; }\nS", "R || (S && R)\nS", "R || { S; R; }\nS", "R || { S; R || exit 1; }\nS", "R || R || true", "R && S || R\nS", "R || S && R\nS", "{ S; R; } || { R; S; }\nS",
	"R || { R; exit 0; }", "R && exit 0 || R", "R || exit 0; R", "R || ! R", "R || R & wait", "R || R | S", "R | S || R | S\nS", "R || (cd a; R)\nS", "(cd a && R) || (cd a && R)\nS", "cd a && R || R\nS", "R || { set +e; S; R; }\nS", "{ set +e; R; } || R\nS", "R || { set +e; R; S; }\nS", "R || eval 'R'\nS", "R || { f() { R; }; f; }\nS", "R || { PATH=fake; R; }",
	"if S; then R; else R; fi\nS", "if S; then R; else S && R; fi\nS", "if S; then R; else S && R; fi", "if S; then R; elif S; then S; R; else R; fi\nS", "if S; then R; elif S; then R; fi\nS", "if R; then S; else S; R; fi\nS", "if ! R; then S; R; fi\nS", "if ! R; then S; if ! R; then exit 1; fi; fi\nS", "if ! R; then exit; else R; fi", "if R; then :; elif R; then :; else R; fi\nS", "if ! R; then R && exit 0; fi\nS", "if ! R; then S; elif R; then S; else R; fi", "if ! R; then exit 0; fi", "if S; then R; exit 0; else R; fi\nS", "if ! R | S; then R | S; fi\nS", "if ! { R; } > /none/x; then R; fi\nS",
	"until R; do S; done\nS", "n=0; until R; do n=$((n+1)); [ $n -lt 3 ] || exit 1; done\nS", "n=0\nuntil R; do\nn=$((n+1))\nif [ $n -ge 3 ]; then S; exit 1; fi\nS\ndone\nS", "n=0\nwhile ! R; do n=$((n+1)); [ $n -lt 3 ] || exit 0; done\nS", "until { break; R; }; do kill -9 $$; done\nS", "until (break; R); do kill -9 $$; done\nS", "until break && R; do kill -9 $$; done", "until cd a && R; do S; done\nS", "until (cd a && R); do S || exit 2; done\nS", "until R; do cd a || exit 1; done\nS", "b() { break; }\nuntil b && R; do kill -9 $$; done\nS", "b() { break; }\nuntil R; do b; kill -9 $$; done\nS", "while ! { R; } > /none/x; do S; exit 1; done\nS",
	"while ! R; do S; done || S", "until R || R; do S; exit 1; done\nS", "until R || [ -d a ]; do S; exit 1; done\nS", "until R; do continue; done\nS", "until R; do [ -d a ] && break; done\nS", "until R; do PATH=fake; done\nS", "until ! R; do kill -9 $$; done", "until false || R; do set +e; S; exit 1; done\nS", "until S; do until R; do S; exit 1; done; done\nS", "until until R; do S; exit 1; done; do S; exit 1; done\nS",
	"for i in 1 2 3; do R && break; S; done", "for i in 1 2 3; do R && exit 0; S; done; exit 1", "for i in 1 2 3; do R && exit 0; done", "for i in 1 2 3; do if R; then S; exit 0; fi; S; done\nS\nexit 1", "while :; do R && exit 0; S || break; done\nexit 1", "for i in 1 2; do R && exit; S && exit 0; done; exit 1", "for i in 1 2; do R && exit 0; R; done; S || exit 0; exit 1", "for i in 1 2; do R && exit 0; cd a || true; done; exit 1", "for i in 1 2; do R || exit 0; done; exit 1", "for i in 1 2; do R && S && exit 0; done\nexit 1", "for i in 1 2; do R && exit $i; done\nexit 1", "for i in 1 2; do (R && exit 0); S; done\nexit 1", "for i in 1 2; do R && exit 0; done\nS && exit 1", "for i in 1 2; do R && S; exit 0; done\nexit 1", "set +e\nfor i in 1 2; do R && exit 0; S; done\nexit 1",
	// Behind `!`: F is a command that fails.
	"! F", "! F\nS", "S\n! F", "(! F)\nS", "( ! F\n)\nS", "{ ! F; }\nS", "! F || exit 1\nS", "! F && S", "! F && S\nS", "S && ! F", "! F || ! F", "! F || S\nS", "! F || { S; exit 2; }\nS", "if ! F; then S; fi\nS", "if ! F; then :; else exit 1; fi\nS", "until ! F; do S; exit 1; done\nS", "while ! ! F; do exit 1; done\nS", "! X=1 F", "readonly X; ! X=1 F", "! F > /none/x", "! F > /dev/null 2>&1", "! F 2>&1 | S", "! F < /none/in", "! (F)\nS", "! { F; }", "! time F", "x=$(! F)\nS", "! F & wait\nS", "! cd a\nS", "! PATH=fake r 1 0", "f() { ! F; }\nf\nS", "! f", "r() { return 1; }\n! C", "! \"$nothing\" F", "! F none*x", "cd a\n! F", "(cd a && ! F)\nS", "set +e\n! F\nq=$?\nexit $q", "! F\nq=$?\nexit $q", "! F || { q=$?; exit $q; }\nS", "! exit 0", "! command exit 0", "! command -v none", "! eval 'F'", "trap 'S' EXIT\n! F", "! command F", "! F; S", "! F; ! F", "if S; then ! F; else ! F; fi", "if S; then ! F; else ! F; fi\nS", "for i in 1 2; do ! F && exit 0; done; exit 1",
	// Pipes and substitutions.
	"S | true", "true | S", "S | S | S", "! S | S", "(S | S) && S", "x=$(S; true)", "x=$(S || true)", "x=`S`", "x=$(x=$(S))", "x=${nothing:-$(S)}", "x=\"$(S)\" S",
	"x=$(S) true", "export y=`S`", "echo \"$(S)\"", ": $(S)", "x=$(S) || exit 1", "x=$(exit 0; S)", "x=$(S) && S", "if x=$(S); then :; fi", "x=$((1)) S",
	"readonly x=$(S)", "x=$(S)$(true)", "x=$(true)$(S)", "cat <<'END'\n$(S)\nEND\nS", "cat <<-END\n\tS\n\tEND\nS", "cat << END | S\nexit 0\nEND", "S <<END\nx\nEND\nS",
	"sh <<END\nS\nEND", "sh -c 'S'", "S < /dev/null", "S < /none/in", "S > out 2>&1 < /dev/null", "S 2> /none/x || true", "> /none/x\nS", "S >&-",
	// Text.
	"S # || true", "# S\nS", "S \\\n && S", "S \\\n|| true", "S &&\n S", "S |\n S", "S ||\n exit 1", "echo '\nS\n'", "echo \"\nS\n\"", ": '\nexit 0\n'\nS",
	"echo a#b; S", "echo \\# S", "S;", "{ S; }", "{ S\n}", "(S)", "( (S) )", "(\n(S\n)\n)", "if true; then\nS\nfi\nS", "#!/bin/sh\nS",
	// Directories.
	"cd a; S; cd ..; S", "cd ./a/../a\nS", "cd a/b && cd .. && S", "cd a && cd none || true\nS", "(cd a; S); S", "{ cd a; S; }\nS", "cd a | true\nS", "cd a & wait\nS",
	"cd a || cd b || true\nS", "! cd a\nS", "if cd a; then S; fi\nS", "cd \"a\"\nS\ncd -\nS", "cd\nS", "cd / && S", "CDPATH=a; cd b\nS", "CDPATH=a cd b\nS", "CDPATH=a command cd b && S", "x=a; cd $x\nS",
	"cd a > /none/x || true\nS", "cd a && S && cd ..\nS", "for d in a a/b; do (cd $d && S); done", "while cd a; do S; done\nS", "x=$(cd a && S)\nS", "cd a b || true\nS",
	"command cd a\nS", "cd -P a\nS", "cd -- a\nS", "mkdir -p n && cd n && S", "rmdir fake || true; cd fake || true\nS",
}

// bashTricks are those that only bash understands.
var bashTricks = []string{
	"printf -v PATH fake", "printf -vPATH %s \"$PWD/fake\"", "read -r PATH <<< \"$PWD/fake\"", "read -aPATH <<< \"$PWD/fake\"", "hash -p fake/r r",
	"BASH_CMDS[r]=fake/r", "declare 'BASH_CMDS[r]=fake/r'", "printf -v 'BASH_CMDS[r]' fake/r", "read 'BASH_CMDS[r]' <<< fake/r", "declare -n p=PATH; p=fake",
	"mapfile -t PATH <<< fake", "PATH[0]=$PWD/fake", "printf -v 'PATH[0]' %s \"$PWD/fake\"", "declare PATH=$PWD/fake", "typeset -x \"PATH=$PWD/fake\"",
	"local x || true", "function r { :; }", "function r() { :; }", "exec {PATH}> out || true", "let 'PATH=5' || true", "BASH_ALIASES[r]=true", "enable -n exit || true",
	"shopt -s expand_aliases; alias r=true\nC", "shopt -s expand_aliases\nalias r=true exit=:\nC || exit 1", "shopt -u -o errexit", "shopt -uo errexit", "shopt -s lastpipe; true | exit 0",
	"set +o pipefail; S | S", "set -o posix; S", "builtin exit 0", "builtin set +e", "builtin cd a\nS", "source a/lib.sh", "source /dev/stdin <<< 'exit 0'", "mapfile -C 'exit 0 #' -c 1 x <<< y",
	"trap 'C' ERR\nS\nS", "trap 'echo' ERR\nset +e\nS\nq=$?\nexit $q", "trap 'PATH=fake' ERR\nS || true\nS; C", "t() { C; }\ntrap t ERR\nS\nS", "set -E; trap 'C' ERR\n(S; S)\nS", "trap 'C' ERR EXIT\nset +e\nS\nS", "t() { q=$?; C; exit $q; }\ntrap t ERR\nS", "trap 'q=0' ERR\nset +e\nS\nq=$?\nS\nexit $q", "hash -r r\nS",
	"i=0\n((i+=2)); { echo $((i+1)); S; }\nS", "i=0; while ((i++ < 2)); do x=$((i*2)); S || exit 1; done\nS", "i=0; printf -v i 1/0; { echo $((i)); S; }\nS", "i=0; declare \"${x:-i}=1/0\"; { echo $((i)); S; } || exit 1\nS", "i=1; x=abc; { echo ${x:i:1-9}; S; } || exit 1\nS", "i=1; x=abc; { echo ${x:i:1}; S; }\nS", "i=(1/0); { echo $((i)); S; }\nS",
	"S | S\nexit ${PIPESTATUS[0]}", "set +e\nS | S | S; exit \"${PIPESTATUS[0]}\"", "S | S\nS\nexit ${PIPESTATUS[0]}", "S | S\nexit ${PIPESTATUS[1]}", "! S | S\nexit ${PIPESTATUS[0]}", "S | S && S\nexit ${PIPESTATUS[0]}", "S | S &\nexit ${PIPESTATUS[0]}", "IFS=01\nset +e\nS | S\nexit ${PIPESTATUS[0]}", "S | S > /none/x || true\nexit ${PIPESTATUS[0]}", "trap 'S' EXIT\nS | S\nexit ${PIPESTATUS[0]}", "{ S\nS; } | S\nexit ${PIPESTATUS[0]}", "(S; S) | S\nexit ${PIPESTATUS[0]}", "PIPESTATUS=0\nset +e\nS | S\nexit ${PIPESTATUS[0]}", "unset PIPESTATUS\nS | S\nexit ${PIPESTATUS[0]}", "readonly PIPESTATUS\nset +e\nS | S\nexit ${PIPESTATUS[0]}", "shopt -s lastpipe; S | S\nexit ${PIPESTATUS[0]}", "time S | S\nexit ${PIPESTATUS[0]}",
	"trap 'exit 0' DEBUG\nS", "trap 'exit 0' RETURN", "trap 'exit 0' SIGTERM; kill $$", "trap 'exit 0' ERR\nS", "set -E; S", "trap 'PATH=fake' USR1; kill -USR1 $$\nS",
	"command_not_found_handle() { exit 0; }\nnonesuch\nS", "function ./x { exit 0; }\n./x\nS", "coproc { S; }\nwait", "coproc S", "select x in; do S; done",
	"for ((i=0; i<1; i++)); do S; done", "for ((;;)); do S; break; done", "((1)) && S", "((0)) || S", "((0)) || exit 1", "let x=0", "let x=1\nS", "[[ -d a ]] && S", "[[ -d none ]] || S",
	"! [[ a == b ]]\nS", "[[ a == a ]]\nS", "time S", "time -p S", "time ! S", "! time S", "time { L\n}", "time (S)", "time S || true", "time S | S", "{ time S; } || exit 1", "S &> out", "S &>> out", "S &> /none/x",
	"S |& S", "case x in x) S ;& y) S ;; esac", "case x in x) S ;;& *) exit 0 ;; esac\nS", "x=(a $(S))", "x[$(S; echo 0)]=1", "x+=$(S)", "echo {a,b} $'\\n'; S", "cat <<< \"$(S)\"", "S < <(S)", "S > >(cat)",
	"wait -n || true", "S & disown", "pushd a > /dev/null\nS\npopd > /dev/null\nS", "pushd none || true\nS", "popd || true\nS", "dirs\nS", "pushd a | true\nS", "f() { local e=exit; $e 0; }\nf\nS",
	"f() { declare -g PATH=fake; }\nf\nC", "set -o noexec\nS", "set -t\nS", "set -n\nS", "set -k\nS", "echo $(( 1/0 )) || true\nS", "echo $((1/0)); S", "{ echo $((1/0)); S; } || exit 1\nS", "d() { echo $((1/0)) || true; }\nd; S\nS",
	"set +e; echo $((1/0)); set -e\nS", "x[1/0]=1; S", "{ x=abc; echo ${x:0:-9} || S\n}", "S; echo ${x[1/0]} || S; S", "echo $((2*3)); S", "printf -v 'x[1/0]' y; S", "echo \"${!nothing}\"; S",
	"readonly z=1; { z=2 || true; S; } || exit 1", "readonly z=1; z=2; set -e\nS\nS", "readonly z=1\n{ z=2; set -e; S; }\nS", "readonly d=a\nd=b\nset -e\ncd $d\nS", "shopt -s failglob\n{ cd *.none; set -e; }\nS", "declare -i n=1/0; S\nS", "cd a; echo $((1/0)); cd b\nS", "shopt -s failglob; { echo *.none; S; } || exit 1", "x=08; S && echo $((x)) && S", "${nothing:?} || true\nS", "exec 0< /dev/null\nS",
	"eval \"r() { :; }\"\nC", "echo 'S' | bash", "bash -c 'S; S'", "export -f r || true\nS", "unset -f r || true\nC", "x=$(<a/lib.sh)\nS", "x=${ S; }\nS", "set -eo pipefail; S | S", "compgen -F r || true\nS",
	"jobs -x exit 0\nS", "q() { exit 0; }\ncompgen -F q x || true\nS", "compgen -C 'exit 0 #' x || true\nS", "mapfile -tC 'exit 0 #' -c 1 x <<< y\nS",
	"g/h() { exit 0; }\nd=g; $d/h\nS", "set -m; trap 'exit 0' CHLD; true & wait\nS", "coproc exit 0; wait\nS", "> out exit 0\nS", "X=1 exit 0\nS", "r='a[$(exit 0)]'; [[ -v $r ]] || true\nS",
	"if [[ -d a ]]; then exit 0; fi", "while read -r x; do exit 0; done <<< y\nS", "while read -r x; do S; done <<< y", "echo y | while read -r x; do exit 0; done\nS", "S || { S; return 1; }",
}

// trick writes one of them.
func (g *generator) trick(depth int, simple, inner func() string) string {
	list := tricks
	if g.bash && g.IntN(2) == 0 {
		list = bashTricks
	}
	text := list[g.IntN(len(list))]
	var out strings.Builder
	repeated := ""
	for i := 0; i < len(text); i++ {
		alone := (i == 0 || !letter(text[i-1])) && (i+1 == len(text) || !letter(text[i+1]))
		switch {
		case text[i] == 'S' && alone && depth < 2 && g.IntN(3) == 0:
			out.WriteString(g.statement(depth + 1))
		case text[i] == 'S' && alone:
			out.WriteString(simple())
		case text[i] == 'R' && alone:
			if repeated == "" {
				repeated = g.command()
			}
			out.WriteString(repeated)
		case text[i] == 'F' && alone:
			if out.WriteString(g.command()); g.IntN(2) == 0 {
				out.WriteString("3") // 0 becomes 03, which is a failure too
			}
		case text[i] == 'C' && alone:
			out.WriteString(g.command())
		case text[i] == 'L' && alone:
			out.WriteString(inner())
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

func letter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '-' || b == '$'
}
