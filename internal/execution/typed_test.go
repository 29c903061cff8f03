package execution

import (
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// What an expression may put in its place, by the words of GitHub's contexts.
func TestTyped(t *testing.T) {
	const title, body, plain = typedLine, typedText, fixed
	for text, want := range map[string]typing{
		"${{ github.event.pull_request.title }}":                                       title,
		"${{ github['event']['pull_request']['title'] }}":                              title,
		"${{ GitHub.Event.Pull_Request.Title }}":                                       title,
		"${{ format('{0}', github.event.pull_request.title) }}":                        title,
		"${{ github.event_name == 'push' && 'x' || github.event.pull_request.title }}": title,
		"${{ github.event.pull_request.body }}":                                        body,
		"${{ toJSON(github.event) }}":                                                  body,
		"${{ toJSON(github) }}":                                                        body,
		"${{ github.event.commits[0].message }}":                                       body,
		"${{ github.event.commits.*.author.name }}":                                    title,
		"${{ github.event.merge_group.head_commit.message }}":                          body,
		"${{ join(github.event.pull_request.labels.*.name, ',') }}":                    title,
		"${{ join(github.event.pull_request.labels.*.id) }}":                           plain,
		"${{ github.event.inputs.label }}":                                             plain,
		"${{ github.head_ref }}":                                                       title,
		"${{ github.event.pull_request.head.ref }}":                                    title,

		"${{ toJSON(github.event.pull_request.head) }}":              body,
		"${{ github.event.changes.title.from }}":                     body,
		"${{ github.event.pull_request.auto_merge.commit_message }}": body,
		"${{ github.event.client_payload.id }}":                      body,
		"${{ needs.build.outputs.image }}":                           unread,
		"${{ toJSON(needs) }}":                                       unread,
		"${{ needs.build.result }}":                                  plain,
		"${{ steps.none.outputs.x }}":                                plain,
		"${{ matrix.os }} ${{ runner.os }} ${{ github.run_id }}":     plain,
		"${{ hashFiles('**/go.sum') }}":                              plain,
		"${{ format('{0} needs steps', github.sha) }}":               plain,

		"${{ github.event.pull_request.head.repo.default_branch }}": title,
		"${{ github.event.repository.default_branch }}":             plain,

		"no expression":                                         plain,
		"${{ github.sha }}":                                     plain,
		"${{ github.event.pull_request.number }}":               plain,
		"${{ github.event.pull_request.head.sha }}":             plain,
		"${{ github.event.pull_request.head.repo.full_name }}":  plain,
		"${{ github.event.repository.name }}":                   plain,
		"${{ github.actor }}":                                   plain,
		"${{ vars.TITLE }} ${{ secrets.TITLE }}":                plain,
		"${{ inputs.label }}":                                   plain,
		"${{ contains(github.event.pull_request.title, 'x') }}": plain,
		"${{ github.event.pull_request.title == 'x' }}":         plain,
		"${{ my.github.event.pull_request.title }}":             plain,
	} {
		a := author{run: record.Run{Event: "pull_request", HeadBranch: `x";y`}}
		if got, _ := a.typed(text); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
	byHand := author{byHand: true}
	if got, by := byHand.typed("a ${{ github.sha }} ${{ inputs.label }}"); got != body || by != "${{ inputs.label }}" {
		t.Errorf("by hand: %d by %s", got, by)
	}
	named := author{run: record.Run{HeadBranch: "ann/turn-1.0_x"}}
	if got, _ := named.typed("${{ github.head_ref }}"); got != fixed {
		t.Errorf("a plain name of a branch: %d", got)
	}
}

func TestMovesWork(t *testing.T) {
	for text, want := range map[string]bool{
		"git checkout main":                    true,
		"/usr/bin/git -C . checkout main":      true,
		"sudo -E git -c a=b reset --hard x":    true,
		"bash -c cd x && git pull":             true,
		`["git", "checkout", "main"]`:          true,
		"gh pr checkout 7":                     true,
		"git read-tree -u --reset origin/main": true,
		"git fetch origin main":                false,
		"git log --merges":                     false,
		"git diff --stat checkout":             false,
		"git commit -m x":                      false,
		"legit checkout":                       false,
		"gh pr view":                           false,
	} {
		if got := movesWork.MatchString(text); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

func TestMovesCode(t *testing.T) {
	for text, want := range map[string]bool{
		"git checkout -b work":                   false,
		"git checkout -b work main":              true,
		"git checkout -b work HEAD":              false,
		"git checkout -B \"bot/$GITHUB_RUN_ID\"": false,
		"git checkout -b $NAME":                  true,
		"git checkout -b \"$NAME\" \"$OTHER\"":   true,
		"git switch --create release/1.0":        false,
		"git switch -q -c x":                     false,
		"git switch work":                        true,
		"git checkout -- package-lock.json":      false,
		"git checkout HEAD -- go.sum go.mod":     false,
		"git checkout .":                         false,
		"git checkout go.sum":                    true,
		"git checkout HEAD~1 -- go.sum":          true,
		"git checkout main -- .":                 true,
		"git reset --hard":                       false,
		"git reset -q --hard HEAD":               false,
		"git reset --hard HEAD^":                 true,
		"git reset --hard origin/main":           true,
		"git restore --staged --worktree .":      false,
		"git restore --source=HEAD -- a b":       false,
		"git restore --source=HEAD~2 a":          true,
		"git restore -s main a":                  true,
		"git stash -u":                           false,
		"git stash pop":                          false,
		"git stash pop stash@{1}":                true,
		"git stash branch x":                     true,
		"git symbolic-ref HEAD refs/heads/x":     true,
		"git -C sub reset --hard":                true,
	} {
		commands, err := shell.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		step := &workflow.Step{Run: text}
		h := &Holding{Source: &Source{File: &workflow.Workflow{}}, pieces: []piece{{step: step, leg: workflow.Leg{Job: &workflow.Job{}}}}}
		if got := h.movesCode(commands[0]); got != want {
			t.Errorf("%s: %t", text, got)
		}
		for _, before := range []string{"export GIT_DIR=main/.git", "git fetch -u origin +main:packet", "git update-index --cacheinfo 100644,1,a", "git config core.worktree ../x", "echo x > .git/HEAD", "git commit -am x"} {
			step.Run = before + "\n" + text
			if putsBack.MatchString(text) && !h.movesCode(commands[0]) {
				t.Errorf("%s behind %s changes no code", text, before)
			}
		}
	}
}
