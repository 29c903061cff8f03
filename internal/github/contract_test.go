package github_test

import (
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/publish"
)

var (
	_ collect.GitHub = (*github.Client)(nil)
	_ publish.GitHub = (*github.Client)(nil)
)
