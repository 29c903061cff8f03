package github

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/cenkalti/backoff/v5"
	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// Log opens a job's log. GitHub answers with a redirect, good for a minute, to
// another host, which must not see the token. A log that is not there is Gone
// when its job has completed, NotReady before that, and NotFound for a job that
// does not exist or never ran. The caller closes the log.
func (c *Client) Log(ctx context.Context, job int64) (io.ReadCloser, record.Absence, error) {
	subject := fmt.Sprint(job)
	intervals := backoff.NewExponentialBackOff()
	for try := 1; ; try++ {
		body, status, err := c.openLog(ctx, job)
		switch {
		case body != nil:
			return body, record.Present, nil
		case status == http.StatusGone:
			return nil, record.Gone, nil
		case status == http.StatusNotFound:
			absent, err := c.whyNoLog(ctx, job)
			return nil, absent, opLog.fail(subject, err)
		case try == maxTries || ctx.Err() != nil || !errors.Is(err, errStorage):
			return nil, record.Present, opLog.fail(subject, err)
		}
		if err := c.sleep(ctx, intervals.NextBackOff()); err != nil {
			return nil, record.Present, opLog.fail(subject, err)
		}
	}
}

// errStorage marks failures of the host that keeps the logs.
var errStorage = errors.New("the log's storage failed")

// openLog asks for the log's address and opens it. It returns a nil body with
// status 404 or 410 where GitHub says that there is no log.
func (c *Client) openLog(ctx context.Context, job int64) (io.ReadCloser, int, error) {
	resp, err := c.logAddress(ctx, job)
	if err != nil {
		status, _ := answered(err)
		return nil, status, err
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, http.StatusOK, nil
	}
	location, err := resp.Location()
	if err != nil {
		return nil, 0, fmt.Errorf("GitHub's redirect to the log: %w", err)
	}
	if err := checkWeb(location); err != nil {
		return nil, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, location.String(), nil)
	if err != nil {
		return nil, 0, fmt.Errorf("GitHub's redirect to the log leads nowhere: %s", reason(err))
	}
	req.Header.Set("User-Agent", c.rest.UserAgent)
	log, err := doWatched(c.download, req)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %s", errStorage, reason(err))
	}
	if log.StatusCode == http.StatusOK {
		return log.Body, http.StatusOK, nil
	}
	_ = log.Body.Close()
	switch log.StatusCode {
	case http.StatusNotFound, http.StatusGone:
		return nil, log.StatusCode, nil
	}
	return nil, 0, fmt.Errorf("%w: %s answers %s", errStorage, location.Host, log.Status)
}

// logAddress asks the API where a log is. It follows redirects within the API (a
// renamed repository) and returns the one that leads out of it.
func (c *Client) logAddress(ctx context.Context, job int64) (*http.Response, error) {
	address := c.path("actions", "jobs", fmt.Sprint(job), "logs")
	for range maxRedirects {
		req, err := c.rest.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.chain.RoundTrip(req.WithContext(ctx))
		if err != nil {
			return nil, err
		}
		switch resp.StatusCode {
		case http.StatusOK, http.StatusFound, http.StatusSeeOther:
			return resp, nil
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			location, err := resp.Location()
			if err != nil || !c.counter.hosts[origin(location)] {
				return resp, err
			}
			address = location.String()
		default:
			if err := gogithub.CheckResponse(resp); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("GitHub answers %s where a redirect to the log belongs", resp.Status)
		}
	}
	return nil, errors.New("GitHub redirects without end")
}

// whyNoLog reads the job to tell why its log is not there.
func (c *Client) whyNoLog(ctx context.Context, id int64) (record.Absence, error) {
	got, _, err := c.rest.Actions.GetWorkflowJobByID(ctx, c.repository.Owner, c.repository.Name, id)
	if absent, ok := absence(err); ok {
		return absent, nil
	}
	switch {
	case err != nil:
		return record.Present, err
	case got.GetStatus() != record.StatusCompleted:
		return record.NotReady, nil
	case got.GetConclusion() == record.ConclusionSkipped:
		return record.NotFound, nil
	}
	return record.Gone, nil
}
