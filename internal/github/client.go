// Package github reads and writes GitHub's records over its REST and GraphQL
// interfaces and gives them as plain values of package record. It waits for rate
// limits within a bound, retries what failed in passing, counts every request,
// and sends the token to the API's own host only.
package github

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// Options say which repository a Client works on, where, and as whom.
type Options struct {
	// Token acts as a user, an Actions job or an installation. It is ignored where
	// AppID is set.
	Token string
	// AppID and PrivateKey (PEM, as GitHub gives it) act as a GitHub App;
	// InstallationID is looked up by the repository when it is 0.
	AppID          int64
	InstallationID int64
	PrivateKey     []byte
	// APIURL is the REST address, https://api.github.com when empty, and may carry a
	// path as GitHub Enterprise Server's /api/v3 does. GraphQLURL is derived from it
	// when empty. ServerURL is the web address, https://github.com when empty.
	APIURL     string
	GraphQLURL string
	ServerURL  string
	Repository record.Repository
	UserAgent  string
	// Logger gets a debug line for each request and a warning for each wait; nil
	// logs nothing.
	Logger *slog.Logger
	// Transport carries the requests, nil for the network.
	Transport http.RoundTripper
	// Now and Sleep are the clock that limits and tries are waited by, nil for the
	// machine's; Sleep ends early with the context's error.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// Client works on one repository. It is safe for concurrent use.
type Client struct {
	repository record.Repository
	rest       *gogithub.Client
	graphqlURL string
	// noGraphQL is set once GraphQL has failed: REST serves from then on.
	noGraphQL atomic.Bool
	// chain is the whole transport to the API; download carries no token.
	chain    http.RoundTripper
	download *http.Client
	counter  *counter
	base     http.RoundTripper
	sleep    func(context.Context, time.Duration) error
	// asApp acts as the App itself rather than its installation, nil without one.
	asApp *gogithub.Client
}

// New checks the options and makes a client. It asks GitHub only when acting as
// an App. Its errors wrap record.ErrUnauthorized for missing or wrong
// credentials and record.ErrNotFound for an App that is not installed.
func New(ctx context.Context, o Options) (*Client, error) {
	addresses, err := resolve(o.APIURL, o.GraphQLURL, o.ServerURL)
	if err != nil {
		return nil, err
	}
	if o.Repository.Owner == "" || o.Repository.Name == "" {
		return nil, errors.New("no repository is named: want OWNER/NAME")
	}
	o = o.withDefaults()
	c := &Client{
		repository: o.Repository,
		graphqlURL: addresses.graphql.String(),
		base:       o.Transport,
		sleep:      o.Sleep,
		counter:    &counter{next: o.Transport, hosts: addresses.hosts(), logger: o.Logger},
	}
	c.download = &http.Client{Transport: c.counter, CheckRedirect: webOnly}
	plain := newETags(&whole{next: c.counter})
	authorised, err := c.authorise(ctx, o, addresses, plain)
	if err != nil {
		return nil, err
	}
	c.chain = o.guarded(addresses, authorised)
	c.rest = o.restClient(addresses, c.chain)
	return c, nil
}

// Calls is how many requests have been sent to the API's host, tries that
// failed included, those answered 304 left out.
func (c *Client) Calls() int { return int(c.counter.calls.Load()) }

// Close lets idle connections go.
func (c *Client) Close() {
	if t, ok := c.base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Transport == nil {
		network := http.DefaultTransport.(*http.Transport).Clone()
		network.MaxIdleConnsPerHost = 16 // collecting uses 12 at once
		o.Transport = network
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.UserAgent == "" {
		o.UserAgent = "packetgate"
	}
	return o
}

// restClient makes a REST client over a transport. It follows a redirect only
// to the same host and never changes the method.
func (o Options) restClient(a addresses, transport http.RoundTripper) *gogithub.Client {
	rest := gogithub.NewClient(&http.Client{Transport: transport, CheckRedirect: sameHost})
	rest.BaseURL = a.api
	rest.UserAgent = o.UserAgent
	return rest
}

const maxRedirects = 5

func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > maxRedirects || req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme || req.Method != first.Method {
		return http.ErrUseLastResponse
	}
	return nil
}

func webOnly(req *http.Request, via []*http.Request) error {
	if err := checkWeb(req.URL); err != nil {
		return err
	}
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	return nil
}

func checkWeb(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("a redirect to %q: want http or https", u.Scheme+"://"+u.Host)
	}
	return nil
}

// path gives the API path of something in the repository. The parts are escaped
// one by one, so none can leave its place.
func (c *Client) path(parts ...string) string {
	return repositoryPath(c.repository, parts...)
}
