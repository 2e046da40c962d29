// Package telegram is the only package that speaks the Bot API.
//
// Translate turns an update into what the bot understands, once, at the wall;
// Poller and Webhook bring updates in and confirm them after they were
// handled, never before; Messenger says what the bot answers, at the pace that
// Telegram allows. All of it goes through one Client, which calls the
// telegram-bot-api library with a context, a deadline and a pool of
// connections, and which lets no error carry the bot's token.
package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// DefaultAPIURL is where Telegram serves the Bot API.
const DefaultAPIURL = "https://api.telegram.org"

// DefaultPool is how many idle connections are kept: with the two of Go's
// default transport, most calls of a busy bot would dial anew.
const DefaultPool = 256

// defaultTimeout is generous: after a timeout nobody knows whether a message
// was sent.
const defaultTimeout = time.Minute

// Options say which bot speaks, and how. Only Token is required.
type Options struct {
	Token   string            // the bot's token; it never appears in an error or a log line
	APIURL  string            // the Bot API server, without the token; empty: DefaultAPIURL
	Pool    int               // idle connections kept; 0: 256
	Timeout time.Duration     // deadline of one call other than a long poll; 0: one minute
	HTTP    http.RoundTripper // carries the requests; nil: a transport of its own
	Now     func() time.Time  // the clock that updates are stamped with; nil: time.Now
	Log     *slog.Logger      // nil: nothing is logged
}

// Self is the bot as Telegram knows it.
type Self struct {
	ID       int64
	Name     string
	Username string // without @
}

// A Client calls the Bot API for one bot. It is safe for concurrent use.
type Client struct {
	token    string
	endpoint string // format of the library: %s the token, %s the method
	timeout  time.Duration
	http     *http.Client
	now      func() time.Time
	log      *slog.Logger
	self     Self
	poisoned atomic.Uint64
}

// NewClient checks the options, asks Telegram who the bot is and returns a
// client for it. Of an *Error, Unauthorised says that the token is wrong; the
// other kinds may be over in a moment. Any other error is about the options.
func NewClient(ctx context.Context, o Options) (*Client, error) {
	if err := checkToken(o.Token); err != nil {
		return nil, err
	}
	endpoint, err := endpoint(cmp.Or(o.APIURL, DefaultAPIURL))
	if err != nil {
		return nil, err
	}
	c := &Client{
		token:    o.Token,
		endpoint: endpoint,
		timeout:  cmp.Or(o.Timeout, defaultTimeout),
		http:     httpClient(o.HTTP, cmp.Or(o.Pool, DefaultPool)),
		now:      o.Now,
		log:      o.Log,
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.self, err = c.getMe(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// Self returns the bot as Telegram knew it when the client was made.
func (c *Client) Self() Self { return c.self }

// Poisoned returns how many updates could not be read and were passed over
// since the client was made.
func (c *Client) Poisoned() uint64 { return c.poisoned.Load() }

// String names the bot; the token stays hidden.
func (c *Client) String() string { return "telegram bot @" + c.self.Username }

// GoString is String: the token stays hidden from %#v too.
func (c *Client) GoString() string { return c.String() }

// LogValue is String: the token stays hidden from logs.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// tokens are of these characters; others come from a file with a newline or
// from a careless copy.
var tokens = regexp.MustCompile(`^[0-9A-Za-z:_-]+$`)

// checkToken refuses what cannot be a token, without repeating it.
func checkToken(token string) error {
	if token == "" {
		return errors.New("telegram: no token")
	}
	if !tokens.MatchString(token) {
		return errors.New("telegram: the token holds characters that no token has; it looks like 123456:ABC-def")
	}
	return nil
}

// endpoint returns the library's format string for the methods of a server.
func endpoint(api string) (string, error) {
	u, err := url.Parse(api)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", errors.New("telegram: that is no address of a Bot API server; it looks like " + DefaultAPIURL)
	}
	return strings.ReplaceAll(strings.TrimRight(api, "/"), "%", "%%") + "/bot%s/%s", nil
}

// httpClient follows no redirect: the next request would carry the token in
// its Referer.
func httpClient(carrier http.RoundTripper, pool int) *http.Client {
	if carrier == nil {
		carrier = Transport(pool)
	}
	return &http.Client{
		Transport:     carrier,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Transport returns what carries requests unless the options say otherwise,
// for those who wrap it. It keeps so many idle connections, and finds out about
// dead ones: over HTTP/2 all calls share a connection, and a silent one would
// hold them all up.
func Transport(pool int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 0
	t.MaxIdleConnsPerHost = pool
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// getMe asks Telegram who the bot is.
func (c *Client) getMe(ctx context.Context) (Self, error) {
	answer, err := c.call(ctx, c.timeout, "getMe", nil)
	if err != nil {
		return Self{}, err
	}
	var me tgbotapi.User
	if json.Unmarshal(answer, &me) != nil || me.UserName == "" {
		return Self{}, &Error{Kind: KindUnavailable, Method: "getMe", cause: errAnswer}
	}
	return Self{ID: me.ID, Name: me.FirstName, Username: me.UserName}, nil
}

// call calls a method and returns what it answers. Every error of it is an
// *Error.
func (c *Client) call(ctx context.Context, timeout time.Duration, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (json.RawMessage, error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{Kind: KindUnavailable, Method: method, cause: err}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	w := &wire{ctx: ctx, http: c.http}
	answer, err := c.request(w, method, params, files)
	switch {
	case err == nil:
		return answer.Result, nil
	case w.read:
		return nil, classify(method, w.status, answer, errAnswer)
	}
	return nil, classify(method, w.status, nil, c.clean(err))
}

// request is the one place where the library is called. Its BotAPI is a plain
// struct, made for this call, so that the call has a context of its own.
func (c *Client) request(w *wire, method string, params tgbotapi.Params, files []tgbotapi.RequestFile) (*tgbotapi.APIResponse, error) {
	api := &tgbotapi.BotAPI{Token: c.token, Client: w}
	api.SetAPIEndpoint(c.endpoint)
	if len(files) > 0 {
		return api.UploadFiles(method, params, files)
	}
	return api.MakeRequest(method, params)
}

// clean returns an error without the address, which holds the token.
func (c *Client) clean(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	_, secret, found := strings.Cut(c.token, ":")
	if !found || secret == "" {
		secret = c.token
	}
	if text := err.Error(); strings.Contains(text, secret) {
		return errors.New(strings.ReplaceAll(text, secret, "[token]"))
	}
	return err
}

// A wire carries one request of the library: the library knows neither
// contexts nor the status of an answer.
type wire struct {
	ctx    context.Context
	http   *http.Client
	status int  // of the answer; 0: none came
	read   bool // the answer came whole
}

// Do sends a request and reads its answer whole, so that the connection can be
// used again. An upload is read whole as well: it then has a length, and can
// be repeated where an idle connection turns out to be closed.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	if err := rewindable(req); err != nil {
		return nil, err
	}
	resp, err := w.http.Do(req.WithContext(w.ctx))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	w.status = resp.StatusCode
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	w.read = true
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// rewindable reads a body that can be sent only once into memory.
func rewindable(req *http.Request) error {
	if req.GetBody != nil || req.Body == nil {
		return nil
	}
	defer req.Body.Close()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, err = req.GetBody()
	return err
}
