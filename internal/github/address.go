package github

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// addresses are where GitHub lives.
type addresses struct {
	// api ends in a slash; server does not.
	api, graphql, server *url.URL
}

// resolve reads the three addresses. An empty GraphQL address is derived: on
// github.com it is /graphql, on GitHub Enterprise Server /api/graphql beside
// /api/v3.
func resolve(api, graphql, server string) (addresses, error) {
	var a addresses
	var err error
	if a.api, err = address("API", api, "https://api.github.com"); err != nil {
		return a, err
	}
	if graphql == "" {
		graphql = strings.TrimSuffix(a.api.String(), "/v3") + "/graphql"
	}
	if a.graphql, err = address("GraphQL", graphql, ""); err != nil {
		return a, err
	}
	if a.server, err = address("server", server, "https://github.com"); err != nil {
		return a, err
	}
	a.api.Path += "/"
	return a, nil
}

// address reads one address and takes trailing slashes off it.
func address(name, s, whenEmpty string) (*url.URL, error) {
	if s == "" {
		s = whenEmpty
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%s address %q: want http(s)://HOST[/PATH]", name, redact(s))
	}
	if u.User != nil {
		return nil, fmt.Errorf("%s address of host %s: it must not hold a user name or password", name, u.Host)
	}
	return u, nil
}

// redact drops what may be a secret from an address that could not be read.
func redact(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = "…" + s[i:]
	}
	s, _, _ = strings.Cut(s, "?")
	return s
}

// hosts are the scheme and host pairs that the token may be sent to.
func (a addresses) hosts() map[string]bool {
	return map[string]bool{origin(a.api): true, origin(a.graphql): true}
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

func repositoryPath(r record.Repository, parts ...string) string {
	var b strings.Builder
	b.WriteString("repos/" + url.PathEscape(r.Owner) + "/" + url.PathEscape(r.Name))
	for _, part := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(part))
	}
	return b.String()
}

// segments splits a file's path, or returns false where no such name can exist in
// git: an empty, "." or ".." part, or a NUL.
func segments(path string) ([]string, bool) {
	parts := strings.Split(path, "/")
	for _, part := range parts {
		if part == "" || part == "." || part == ".." || strings.ContainsRune(part, 0) {
			return nil, false
		}
	}
	return parts, true
}

// isHex tells whether s can be a git object name, abbreviated to min digits at
// the shortest.
func isHex(s string, min int) bool {
	if len(s) < min || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') && (s[i] < 'A' || s[i] > 'F') {
			return false
		}
	}
	return true
}
