package workflow

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrites(t *testing.T) {
	tests := []struct {
		run  string
		want Written
	}{
		{"go test ./...", Written{}},
		{`echo "VERSION=$(git describe)" >> "$GITHUB_ENV"`, Written{Names: []string{"VERSION"}}},
		{"echo A=1 >> $GITHUB_ENV\nmake\n  echo 'B=2' >> ${GITHUB_ENV}", Written{Names: []string{"A", "B"}}},
		{`echo -e "A=1" >> $GITHUB_ENV`, Written{Names: []string{"A"}}},
		{`echo "NOTES<<EOF" >> $GITHUB_ENV`, Written{Names: []string{"NOTES"}}},
		{"echo 'BASH_FUNC_go%%=() { :; }' >> $GITHUB_ENV", Written{Names: []string{"echo", "BASH_FUNC_go%%", "GITHUB_ENV"}, Unknown: true}},
		{"{\n  echo \"A=1\"\n  echo B=$(x)\n} >> \"$GITHUB_ENV\"", Written{Names: []string{"echo", "A", "echo", "B", "x", "GITHUB_ENV"}, Unknown: true}},
		{"{\n  echo \"A=$(git describe)\"\n  echo 'B=2'\n} >> \"$GITHUB_ENV\"\ngo vet x.go", Written{Names: []string{"A", "B"}}},
		{"{\n  echo \"A=1\"\n  cat .env\n} >> $GITHUB_ENV", Written{Names: []string{"echo", "A", "cat", "env", "GITHUB_ENV"}, Unknown: true}},
		{"{\n  echo \"A=1\nPATH=x\"\n} >> $GITHUB_ENV", Written{Names: []string{"echo", "A", "PATH", "x", "GITHUB_ENV"}, Unknown: true}},
		{`"CACHE=$env:RUNNER_TEMP\c" >> $env:GITHUB_ENV`, Written{Names: []string{"CACHE"}}},
		{`'A=1' | Out-File -FilePath $env:GITHUB_ENV -Append`, Written{Names: []string{"A"}}},
		{`Add-Content -Path $env:GITHUB_ENV -Value "A=1"`, Written{Names: []string{"A"}}},
		{`"A=$text" >> $env:GITHUB_ENV`, Written{Names: []string{"A", "text", "env", "GITHUB_ENV"}, Unknown: true}},
		{"\"A=1`nPATH=x\" >> $env:GITHUB_ENV", Written{Names: []string{"A", "nPATH", "x", "env", "GITHUB_ENV"}, Unknown: true}},
		{`echo "$LINE" >> $GITHUB_ENV`, Written{Names: []string{"echo", "LINE", "GITHUB_ENV"}, Unknown: true}},
		{"cat .env >> $GITHUB_ENV", Written{Names: []string{"cat", "env", "GITHUB_ENV"}, Unknown: true}},
		{"echo A=1 >> $GITHUB_ENV; echo B=2 >> $GITHUB_ENV", Written{Names: []string{"echo", "A", "GITHUB_ENV", "echo", "B", "GITHUB_ENV"}, Unknown: true}},
		{"echo ::set-env name=X::1", Written{Names: []string{"echo", "set", "env", "name", "X"}, Unknown: true}},
	}
	for _, tt := range tests {
		got := writtenBy(tt.run)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.run, diff)
		}
	}
}

func TestParseAction(t *testing.T) {
	const source = `name: Test
inputs:
  package: {default: ./..., required: true}
  race:
  token: {default: "${{ github.token }}"}
runs:
  using: composite
  steps:
    - uses: ./a
    - run: go test ${{ inputs.package }} ${{ inputs.race }} ${{ inputs.token }}
      shell: bash
      working-directory: ./web/
      if: always()
`
	a, err := ParseAction("action.yml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Steps) != 2 || a.Steps[0].Uses != "./a" || a.Steps[1].Shell != "bash" || a.Steps[1].Dir != "web" || a.Steps[1].If != "always()" {
		t.Errorf("%+v", a.Steps)
	}
	outer := Leg{Job: &Job{ID: "test"}, Matrix: map[string]string{"race": "-race"}}
	step := &Step{With: map[string]string{"race": "${{ matrix.race }}", "package": "${{ github.head_ref }}"}}
	inner := outer.Within(step, a)
	if diff := cmp.Diff(map[string]string{"race": "-race"}, inner.Inputs); diff != "" {
		t.Error(diff)
	}
	if got, _ := outer.Within(&Step{}, a).Expand(a.Steps[1].Run); got != "go test ./...  ${{ inputs.token }}" {
		t.Errorf("got %q", got)
	}
	for _, other := range []string{"runs:\n  using: node20\n  main: index.js\n", "name: x\n"} {
		if a, err := ParseAction("action.yml", []byte(other)); err != nil || a.Composite || a.Steps != nil {
			t.Errorf("%q: %v, %v", other, a, err)
		}
	}
	for _, bad := range []string{"", "runs: [\n", "runs:\n  using: composite\n  steps: ./a\n", "- x\n"} {
		if _, err := ParseAction("action.yml", []byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
