package emulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
)

// errDropped is what the bot sees when its connection breaks.
var errDropped = errors.New("emulator: connection dropped")

// Client gives an HTTP client that calls the server in-process, whatever host
// its URLs name: no socket, no network, so it works inside a
// testing/synctest bubble.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: inProcess{s}}
}

// inProcess hands requests to a handler and gives its answers back.
type inProcess struct{ handler http.Handler }

// RoundTrip runs the handler in a goroutine, so that a request whose context
// ends returns at once, as it would over a socket.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	inner := r.Clone(r.Context())
	inner.RequestURI = r.URL.RequestURI()
	if inner.Body == nil {
		inner.Body = http.NoBody
	}
	answers := make(chan *recorder, 1)
	go func() { answers <- serve(t.handler, inner) }()
	select {
	case answer := <-answers:
		return answer.response(r)
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
}

func serve(handler http.Handler, r *http.Request) (answer *recorder) {
	answer = &recorder{header: http.Header{}}
	defer r.Body.Close()
	defer func() {
		if fault := recover(); fault != nil {
			if fault != http.ErrAbortHandler {
				panic(fault)
			}
			answer.dropped = true
		}
	}()
	handler.ServeHTTP(answer, r)
	return answer
}

// recorder is an http.ResponseWriter that keeps what is written.
type recorder struct {
	status  int
	header  http.Header
	body    bytes.Buffer
	dropped bool
}

// Header implements http.ResponseWriter.
func (a *recorder) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *recorder) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *recorder) Write(p []byte) (int, error) { return a.body.Write(p) }

func (a *recorder) response(r *http.Request) (*http.Response, error) {
	if a.dropped {
		return nil, errDropped
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return &http.Response{
		Status:        http.StatusText(a.status),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header,
		Body:          io.NopCloser(&a.body),
		ContentLength: int64(a.body.Len()),
		Request:       r,
	}, nil
}
