package sandbox

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/graph-gophers/graphql-go"
)

//go:embed graphql.graphql
var schemaText string

// graph answers GraphQL documents.
type graph struct{ schema *graphql.Schema }

func newGraph(s *Server) *graph {
	// One resolver at a time: they share the world, which the request has locked.
	return &graph{schema: graphql.MustParseSchema(schemaText, &root{s},
		graphql.UseFieldResolvers(), graphql.MaxParallelism(1))}
}

// graphProblem is an error in GitHub's form.
type graphProblem struct {
	Type      string `json:"type,omitempty"`
	Path      []any  `json:"path,omitempty"`
	Locations any    `json:"locations,omitempty"`
	Message   string `json:"message"`
}

func (p *graphProblem) Error() string { return p.Message }

func forbidden() error {
	return &graphProblem{Type: "FORBIDDEN", Message: "Resource not accessible by integration"}
}

func missing(format string, args ...any) error {
	return &graphProblem{Type: "NOT_FOUND", Message: fmt.Sprintf(format, args...)}
}

func (c *call) query() *answer {
	if c.caller.token == nil {
		return failure(http.StatusUnauthorized, "This endpoint requires you to be authenticated.")
	}
	var in struct {
		Query         string
		OperationName string
		Variables     map[string]any
	}
	if refused := c.read(&in); refused != nil {
		return refused
	}
	ctx := context.WithValue(context.Background(), callKey{}, c)
	result := c.server.graphql.schema.Exec(ctx, in.Query, in.OperationName, in.Variables)
	body := object{}
	if result.Data != nil {
		body["data"] = result.Data
	}
	var problems []graphProblem
	for _, e := range result.Errors {
		p := graphProblem{Path: e.Path, Locations: e.Locations, Message: e.Message}
		var own *graphProblem
		if errors.As(e.ResolverError, &own) {
			p.Type, p.Message = own.Type, own.Message
		}
		problems = append(problems, p)
	}
	if len(problems) > 0 {
		body["errors"] = problems
	}
	return &answer{status: http.StatusOK, body: body}
}

func calling(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// root resolves the queries and mutations.
type root struct{ server *Server }

func (r *root) Viewer(ctx context.Context) *actor { return &actor{calling(ctx).caller.user} }

type rateLimitOf struct {
	Cost, Limit, NodeCount, Remaining, Used int32
	ResetAt                                 scalar
}

func (r *root) RateLimit(ctx context.Context, _ struct{ DryRun bool }) *rateLimitOf {
	t := calling(ctx).caller.token
	return &rateLimitOf{
		Cost: 1, Limit: int32(t.Limit), NodeCount: 1, Remaining: int32(t.Limit - t.used), Used: int32(t.used),
		ResetAt: scalar(time.Now().Add(time.Hour).UTC().Format(time.RFC3339)),
	}
}

func (r *root) Repository(ctx context.Context, in struct {
	Owner, Name   string
	FollowRenames bool
},
) (*repositoryOf, error) {
	c := calling(ctx)
	repo := c.world.find(in.Owner, in.Name)
	if repo == nil || !c.caller.sees(repo) {
		return nil, missing("Could not resolve to a Repository with the name '%s/%s'.", in.Owner, in.Name)
	}
	return &repositoryOf{c, repo}, nil
}

// scalar is a custom scalar whose JSON form is a string.
type scalar string

// ImplementsGraphQLType tells which scalars it stands for.
func (scalar) ImplementsGraphQLType(name string) bool {
	switch name {
	case "URI", "DateTime", "GitObjectID", "BigInt", "Base64String", "GitTimestamp":
		return true
	}
	return false
}

// UnmarshalGraphQL reads a string.
func (s *scalar) UnmarshalGraphQL(input any) error {
	text, ok := input.(string)
	if !ok {
		return fmt.Errorf("want a string, got %T", input)
	}
	*s = scalar(text)
	return nil
}

// actor is an account; GraphQL shows a bot's login without "[bot]", except to the
// bot itself.
type actor struct{ user *User }

func (a *actor) ID() graphql.ID     { return graphql.ID(nodeID("U", a.user.ID)) }
func (a *actor) DatabaseId() *int32 { n := int32(a.user.ID); return &n }
func (a *actor) Login() string      { return a.user.Login }
func (a *actor) URL() scalar        { return scalar(Site + "/" + strings.TrimSuffix(a.user.Login, "[bot]")) }

type bot struct{ *actor }

func (b *bot) Login() string { return strings.TrimSuffix(b.user.Login, "[bot]") }

// actorOf resolves the interface.
type actorOf struct{ user *User }

func (a *actorOf) Login() string {
	if b, isBot := a.ToBot(); isBot {
		return b.Login()
	}
	return a.user.Login
}

func (a *actorOf) URL() scalar { return (&actor{a.user}).URL() }

func (a *actorOf) ToUser() (*actor, bool) {
	return &actor{a.user}, a.user.Type != "Bot"
}

func (a *actorOf) ToBot() (*bot, bool) {
	return &bot{&actor{a.user}}, a.user.Type == "Bot"
}
