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

func TestActionUses(t *testing.T) {
	tests := []struct {
		source string
		want   []string
	}{
		{"runs:\n  using: composite\n  steps:\n    - uses: ./a\n    - run: make\n      shell: bash\n    - uses: actions/setup-go@v5\n", []string{"./a", "actions/setup-go@v5"}},
		{"runs:\n  using: node20\n  main: index.js\n", nil},
		{"runs:\n  steps: ./a\n", nil},
		{"runs: [\n", nil},
		{"", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ActionUses([]byte(tt.source))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.source, diff)
		}
	}
}
