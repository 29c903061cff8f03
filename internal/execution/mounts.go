package execution

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

var (
	volumeOption  = regexp.MustCompile(`(?:^|\s)(?:-v|--volume)[= ]?["']?([^\s:"']+):([^\s:"']+)`)
	mountOption   = regexp.MustCompile(`(?:^|\s)--mount[= ]["']?(\S+)`)
	mountSource   = regexp.MustCompile(`(?:^|,)(?:source|src)=([^,"']+)`)
	mountTarget   = regexp.MustCompile(`(?:^|,)(?:target|dst|destination)=([^,"']+)`)
	envFileOption = regexp.MustCompile(`(?:^|\s)--env-file[= ]["']?([^\s"']+)`)
	workspaceName = regexp.MustCompile(`(?i)\$\{\{ *github\.workspace *\}\}`)
	// libraryDirectory matches those that programs take code from.
	libraryDirectory = regexp.MustCompile(`^/(?:usr/(?:local/)?)?lib(?:32|64|exec)?(?:/|$)`)
)

// mount is a path of the workspace that a job's container has under another name; for a
// file of variables that is empty.
type mount struct{ at, under string }

// mounts are those of a container's options.
func (r *Reader) mounts(h *Holding) []mount {
	options, _ := h.Leg.Expand(h.Leg.Job.ContainerOptions)
	options = workspaceName.ReplaceAllString(options, "$$GITHUB_WORKSPACE")
	var found []mount
	for _, m := range volumeOption.FindAllStringSubmatch(options, -1) {
		if strings.ContainsAny(m[1], "/.$") {
			found = append(found, mount{m[1], m[2]})
		}
	}
	for _, m := range mountOption.FindAllStringSubmatch(options, -1) {
		source, target := mountSource.FindStringSubmatch(m[1]), mountTarget.FindStringSubmatch(m[1])
		if source != nil && target != nil && !strings.Contains(m[1], "type=volume") {
			found = append(found, mount{source[1], target[1]})
		}
	}
	for _, m := range envFileOption.FindAllStringSubmatch(options, -1) {
		found = append(found, mount{m[1], ""})
	}
	var out []mount
	for _, m := range found {
		if m.at = r.placeOf(shell.Command{}, m.at); !path.IsAbs(m.at) && !strings.HasPrefix(m.at, "~") && !strings.HasPrefix(m.at, "$") {
			out = append(out, m)
		}
	}
	return out
}

// mountDoubt says that the job's container has files of the change among its programs, or
// takes its variables from one, or "".
func (r *Reader) mountDoubt(h *Holding) string {
	for _, m := range r.mounts(h) {
		changed := r.codeAt(h, m.at)
		programs := programDirectory.MatchString(m.under) || systemDirectory.MatchString(m.under) || toolchain.MatchString(m.under) || libraryDirectory.MatchString(m.under)
		switch {
		case changed != "" && m.under == "":
			return fmt.Sprintf("the job's container takes its variables from %s, which this pull request changes", changed)
		case changed != "" && programs:
			return fmt.Sprintf("the job's container has %s, which this pull request changes, among its programs (`%s`)", changed, Clip(m.under))
		case r.change.FilesTruncated && (programs || m.under == ""):
			return fmt.Sprintf("the job's container has `%s` of the workspace among its programs or variables, and whether this pull request changes it is unknown: GitHub lists only its first %d files", Clip(m.at), len(r.change.Files))
		}
	}
	return ""
}

// mountedFiles are the files of the change, by patterns, that a container has elsewhere.
func (r *Reader) mountedFiles(h *Holding) []string {
	var out []string
	for _, m := range r.mounts(h) {
		if changed := r.codeAt(h, m.at); changed != "" && m.at != "." {
			out = append(out, changed)
		}
	}
	return out
}
