package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bradleyfalzon/ghinstallation/v2"
	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// authorise gives the layer that adds the credentials to each request.
func (c *Client) authorise(ctx context.Context, o Options, a addresses, next http.RoundTripper) (http.RoundTripper, error) {
	if o.AppID == 0 {
		if len(o.PrivateKey) > 0 || o.InstallationID != 0 {
			return nil, fmt.Errorf("a GitHub App's key or installation is given without the App's id: set app-id: %w", record.ErrUnauthorized)
		}
		token := strings.TrimSpace(o.Token)
		if token == "" {
			return nil, fmt.Errorf("no token: pass github-token (in a workflow ${{ github.token }}), or set GITHUB_TOKEN: %w", record.ErrUnauthorized)
		}
		if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, fmt.Errorf("the token holds a space, a line break or another character that no token has: check how it is passed: %w", record.ErrUnauthorized)
		}
		return &bearer{next: next, token: token}, nil
	}
	if len(o.PrivateKey) == 0 {
		return nil, fmt.Errorf("the GitHub App %d has no private key: set app-private-key: %w", o.AppID, record.ErrUnauthorized)
	}
	signer, err := ghinstallation.NewAppsTransport(next, o.AppID, o.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("the private key of the GitHub App %d cannot be read: want the PEM file as GitHub gave it, line breaks included: %w", o.AppID, record.ErrUnauthorized)
	}
	signer.BaseURL = strings.TrimSuffix(a.api.String(), "/")
	c.asApp = o.restClient(a, o.guarded(a, signer))
	installation, err := c.installation(ctx, o, a)
	if err != nil {
		return nil, err
	}
	transport := ghinstallation.NewFromAppsTransport(signer, installation)
	transport.InstallationTokenOptions = &gogithub.InstallationTokenOptions{Repositories: []string{o.Repository.Name}}
	return transport, nil
}

// installation finds the App's installation on the repository.
func (c *Client) installation(ctx context.Context, o Options, a addresses) (int64, error) {
	if o.InstallationID != 0 {
		return o.InstallationID, nil
	}
	found, _, err := c.asApp.Apps.FindRepositoryInstallation(ctx, o.Repository.Owner, o.Repository.Name)
	if err != nil {
		err = opInstallation.fail(fmt.Sprintf("of App %d on %s", o.AppID, o.Repository), err)
		if errors.Is(err, record.ErrNotFound) {
			err = fmt.Errorf("the GitHub App %d is not installed on %s: install it from the App's page under %s/apps: %w", o.AppID, o.Repository, a.server, err)
		}
		return 0, err
	}
	return found.GetID(), nil
}
