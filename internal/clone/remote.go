package clone

import (
	"net/url"
	"strings"

	"github.com/go-git/go-git/v5"

	"github.com/packetgate/packetgate/internal/record"
)

func originName(repository *git.Repository) record.Repository {
	remotes, err := repository.Remotes()
	if err != nil {
		return record.Repository{}
	}
	for _, remote := range remotes {
		urls := remote.Config().URLs
		if len(urls) > 0 && (remote.Config().Name == git.DefaultRemoteName || len(remotes) == 1) {
			return remoteName(urls[0])
		}
	}
	return record.Repository{}
}

// remoteName reads OWNER/NAME off a remote's address: https://HOST/OWNER/NAME.git,
// ssh://git@HOST/OWNER/NAME or git@HOST:OWNER/NAME.git. A local path has no name
// on GitHub.
func remoteName(address string) record.Repository {
	var path string
	if strings.Contains(address, "://") {
		u, err := url.Parse(address)
		if err != nil || u.Scheme == "file" || u.Host == "" {
			return record.Repository{}
		}
		path = u.Path
	} else {
		host, rest, ok := strings.Cut(address, ":")
		if !ok || len(host) < 2 || strings.ContainsAny(host, `/\`) {
			return record.Repository{}
		}
		path = rest
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	name, err := record.ParseRepository(path)
	if err != nil {
		return record.Repository{}
	}
	return name
}
