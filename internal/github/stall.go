package github

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxStall is how long a log may give no byte before it is given up.
const maxStall = 60 * time.Second

var errStall = fmt.Errorf("no byte came for %s", maxStall)

// watched is a stream that breaks off when it stalls, however long it is in all.
type watched struct {
	io.ReadCloser
	ctx    context.Context
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

// doWatched sends a request and gives its answer a watched body.
func doWatched(client *http.Client, req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(maxStall, func() { cancel(errStall) })
	resp, err := client.Do(req.WithContext(ctx))
	if err != nil {
		timer.Stop()
		cancel(nil)
		return nil, stalled(ctx, err)
	}
	timer.Stop()
	resp.Body = &watched{ReadCloser: resp.Body, ctx: ctx, timer: timer, cancel: cancel}
	return resp, nil
}

func (w *watched) Read(p []byte) (int, error) {
	w.timer.Reset(maxStall)
	n, err := w.ReadCloser.Read(p)
	w.timer.Stop() // the reader's own work is no stall
	if err != nil && !errors.Is(err, io.EOF) {
		err = stalled(w.ctx, err)
	}
	return n, err
}

func (w *watched) Close() error {
	w.timer.Stop()
	err := w.ReadCloser.Close()
	w.cancel(nil)
	return err
}

func stalled(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStall) {
		return errStall
	}
	return err
}
