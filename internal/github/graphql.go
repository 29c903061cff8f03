package github

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// graphError is GitHub's list of errors under a GraphQL answer of status 200.
type graphError struct{ list []graphProblem }

type graphProblem struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Path    []any  `json:"path"`
}

func (e *graphError) Error() string { return e.words() }

func (e *graphError) words() string {
	words := make([]string, len(e.list))
	for i, p := range e.list {
		words[i] = p.Message
	}
	return strings.Join(words, "; ")
}

// status is the REST status that means the same, 0 if there is none.
func (e *graphError) status() int {
	for _, p := range e.list {
		switch {
		case p.Type == "FORBIDDEN", p.Type == "INSUFFICIENT_SCOPES", strings.Contains(p.Message, "not accessible by"):
			return http.StatusForbidden
		case p.Type == "RATE_LIMITED":
			return http.StatusTooManyRequests
		case p.Type == "NOT_FOUND":
			return http.StatusNotFound
		}
	}
	return http.StatusUnprocessableEntity
}

// query sends a GraphQL document that may be sent twice and reads its data. An
// answer with errors gives a *graphError, and what data there is.
func (c *Client) query(ctx context.Context, document string, variables map[string]any, data any) error {
	req, err := c.rest.NewRequest(http.MethodPost, c.graphqlURL, map[string]any{"query": document, "variables": variables})
	if err != nil {
		return err
	}
	var answer struct {
		Data   json.RawMessage `json:"data"`
		Errors []graphProblem  `json:"errors"`
	}
	if _, err := c.rest.Do(repeatable(ctx), req, &answer); err != nil {
		return err
	}
	if len(answer.Data) > 0 {
		if err := json.Unmarshal(answer.Data, data); err != nil {
			return err
		}
	}
	if len(answer.Errors) > 0 {
		return &graphError{answer.Errors}
	}
	if len(answer.Data) == 0 || string(answer.Data) == "null" {
		return errors.New("the GraphQL answer holds neither data nor errors")
	}
	return nil
}
