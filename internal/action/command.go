package action

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/command"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
)

// command does what a new comment on an open pull request asks for, and replies to what
// it does not. It exits 0 where that is done, whatever the verdict: the commit status
// tells it, and the job of a comment is not the pull request's.
func (r *run) command(ctx context.Context, e event) (int, error) {
	if r.in.Event != "issue_comment" || e.Issue == nil || e.Comment == nil {
		return 0, fmt.Errorf("mode command answers comments, and the event %q is none: run it on issue_comment", r.in.Event)
	}
	commands := command.Parse(e.Comment.Body)
	if why := e.unanswered(commands); why != "" {
		r.out.say("packetgate: nothing is done: " + why)
		return ExitPassed, nil
	}
	may, err := r.mayRecheck(ctx, e, commands)
	if err != nil {
		return 0, err
	}
	answer := command.Decide(commands, e.Comment.User.Login, may)
	code := ExitPassed
	if answer.Recheck {
		r.seen(ctx, e.Comment.ID)
		code, err = r.recheck(ctx, e.Issue.Number)
	}
	return code, errors.Join(err, r.reply(ctx, e, answer.Reply))
}

// unanswered says why nothing is done about a comment, and is empty where something is.
// A comment that was edited was answered when it was made, and whoever may edit it need
// not be its author.
func (e event) unanswered(commands []string) string {
	switch {
	case e.Action != "created":
		return "the comment is not new"
	case e.Comment.User.Type != "User": // bots, packetgate's own among them
		return "no person wrote the comment"
	case e.Issue.PullRequest == nil:
		return "the comment is on an issue"
	case e.Issue.State != "open":
		return "the pull request is not open"
	case len(commands) == 0:
		return "the comment has no command of packetgate"
	}
	return ""
}

// mayRecheck tells whether a comment's author wrote the pull request, or may write to the
// repository, which is asked only where it matters. The author_association of the payload
// does not tell: it is CONTRIBUTOR for members whose membership is private.
func (r *run) mayRecheck(ctx context.Context, e event, commands []string) (bool, error) {
	author := e.Comment.User
	if author.ID != 0 && author.ID == e.Issue.User.ID || !slices.Contains(commands, command.Recheck) {
		return true, nil
	}
	permission, err := r.github.Permission(ctx, author.Login)
	return permission == "admin" || permission == "write", err
}

// seen shows that a comment's command is taken: the verdict may be the one that stands.
func (r *run) seen(ctx context.Context, comment int64) {
	if r.in.DryRun {
		return
	}
	if err := r.github.React(ctx, comment, "eyes"); err != nil {
		r.out.say("packetgate: " + err.Error())
	}
}

// recheck judges a pull request as GitHub has it now, and publishes the answer.
func (r *run) recheck(ctx context.Context, number int) (int, error) {
	change, err := r.github.Pull(ctx, number)
	if err != nil {
		return 0, err
	}
	if !change.Open {
		r.out.say("packetgate: nothing is done: the pull request was closed meanwhile")
		return ExitPassed, nil
	}
	code, err := r.check(ctx, []record.Change{change})
	if code == ExitFailed {
		code = ExitPassed
	}
	return code, err
}

// reply answers the comment, once.
func (r *run) reply(ctx context.Context, e event, prose string) error {
	if prose == "" {
		return nil
	}
	r.out.say(prose)
	if r.in.DryRun {
		return nil
	}
	to := record.Comment{ID: e.Comment.ID, CreatedAt: e.Comment.CreatedAt}
	_, err := publish.Reply(ctx, r.github, e.Issue.Number, to, r.in.StatusContext, prose)
	return err
}
