package github

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // git names objects by it; nothing is secured with it here
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// graphObject is a git object as GraphQL gives it.
type graphObject struct {
	Type      string `json:"__typename"`
	OID       string `json:"oid"`
	Text      string `json:"text"`
	Binary    bool   `json:"isBinary"`
	Truncated bool   `json:"isTruncated"`
	Size      int64  `json:"byteSize"`
}

// exact tells whether the text is the file's content to the byte. A text of one
// line without an end may be a symbolic link's target, which GraphQL does not
// tell from a file: REST does.
func (o *graphObject) exact() bool {
	return !o.Binary && !o.Truncated && (o.Text == "" || strings.Contains(o.Text, "\n")) && isBlob(o.OID, []byte(o.Text))
}

// irregular is the answer for what is there and no regular file.
var irregular = record.Answer{Absence: record.NotFound, Irregular: true}

func alias(letter string, i int) string { return letter + strconv.Itoa(i) }

// objectName is git's name for an object of that kind and content: SHA-256 in a
// repository whose names have 64 digits, else SHA-1.
func objectName(kind string, content []byte, digits int) string {
	var h hash.Hash
	if digits == 2*sha256.Size {
		h = sha256.New()
	} else {
		h = sha1.New() //nolint:gosec // see the import
	}
	_, _ = fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	_, _ = h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

func isBlob(oid string, content []byte) bool {
	return strings.EqualFold(oid, objectName("blob", content, len(oid)))
}

const (
	acceptJSON = "application/vnd.github+json"
	acceptRaw  = "application/vnd.github.raw+json"
)

// contents reads one file over REST. GitHub gives JSON with the content in
// base64 up to 1 MB; a larger file's raw content has to be asked for.
func (c *Client) contents(ctx context.Context, f unread) (record.Answer, error) {
	body, err := c.contentsBody(ctx, f.query, acceptJSON)
	if tooLargeForJSON(err) {
		return c.rawContents(ctx, f.query, f.oid)
	}
	if absent, ok := absence(err); ok {
		return record.Answer{Absence: absent}, nil
	}
	if f.query.Ref != "" && closed(err) {
		return record.Answer{Absence: record.NotFound}, nil
	}
	if err != nil {
		return record.Answer{}, err
	}
	if body = bytes.TrimLeft(body, " \t\r\n"); len(body) > 0 && body[0] == '[' {
		return irregular, nil // a directory's entries
	}
	var file struct {
		Type     string `json:"type"`
		Encoding string `json:"encoding"`
		Size     int64  `json:"size"`
		SHA      string `json:"sha"`
		Content  string `json:"content"`
	}
	if err := json.Unmarshal(body, &file); err != nil {
		return record.Answer{}, err
	}
	switch {
	case file.Type == "":
		return record.Answer{}, errors.New("the answer does not say what it is")
	case file.Type != "file", f.oid != "" && file.SHA != f.oid: // the latter followed a link
		return irregular, nil
	case file.Size > MaxFile:
		return record.Answer{Absence: record.TooLarge}, nil
	case file.Encoding != "base64" || file.Content == "" && file.Size > 0:
		return c.rawContents(ctx, f.query, file.SHA)
	}
	content, err := base64.StdEncoding.DecodeString(file.Content)
	if err != nil {
		return record.Answer{}, fmt.Errorf("its content is no base64: %w", err)
	}
	return blobAnswer(f.query, file.SHA, content)
}

func (c *Client) rawContents(ctx context.Context, q record.Query, oid string) (record.Answer, error) {
	content, err := c.contentsBody(ctx, q, acceptRaw)
	if absent, ok := absence(err); ok {
		return record.Answer{Absence: absent}, nil
	}
	if errors.Is(err, errTooLarge) || err == nil && len(content) > MaxFile {
		return record.Answer{Absence: record.TooLarge}, nil
	}
	if err != nil {
		return record.Answer{}, err
	}
	return blobAnswer(q, oid, content)
}

func blobAnswer(q record.Query, oid string, content []byte) (record.Answer, error) {
	if oid == "" {
		oid = objectName("blob", content, len(q.SHA))
	}
	if !isBlob(oid, content) {
		return record.Answer{}, fmt.Errorf("its content of %d bytes is not the object %s that GitHub names: %w", len(content), oid, errCutShort)
	}
	return record.Answer{File: record.File{Path: q.Path, BlobSHA: oid, Content: content}}, nil
}

func (c *Client) contentsBody(ctx context.Context, q record.Query, accept string) ([]byte, error) {
	parts, _ := segments(q.Path)
	of := c.repository
	if q.Ref != "" {
		var err error
		if of, err = record.ParseRepository(q.Ref); err != nil {
			return nil, err
		}
	}
	address := repositoryPath(of, append([]string{"contents"}, parts...)...) + "?ref=" + url.QueryEscape(q.SHA)
	req, err := c.rest.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", accept)
	var body bytes.Buffer
	if _, err := c.rest.Do(ctx, req, &body); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

// tooLargeForJSON tells whether GitHub refused a file for its size, in the words
// of servers that do not leave the content out instead.
func tooLargeForJSON(err error) bool {
	var response *gogithub.ErrorResponse
	if !errors.As(err, &response) {
		return false
	}
	for _, e := range response.Errors {
		if e.Code == "too_large" {
			return true
		}
	}
	return false
}
