package telegram

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"regexp"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// What a webhook takes.
const (
	secretHeader   = "X-Telegram-Bot-Api-Secret-Token"
	bodyLimit      = 1 << 20 // bytes of one update; Telegram's are a few thousand
	maxConnections = "100"   // deliveries at once; Telegram allows no more
	retryAfter     = "2"     // seconds after which to deliver again while the store is away
)

// secrets are what Telegram takes as secret_token.
var secrets = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// errSecret says what a secret looks like, without repeating it.
var errSecret = errors.New("telegram: the webhook's secret must be 1 to 256 of the characters A-Z a-z 0-9 _ -")

// SetWebhook tells Telegram to deliver updates to an address, with a secret
// that proves that it is Telegram who delivers.
func (c *Client) SetWebhook(ctx context.Context, url, secret string) error {
	if !secrets.MatchString(secret) {
		return errSecret
	}
	_, err := c.call(ctx, c.timeout, "setWebhook", tgbotapi.Params{
		"url":             url,
		"secret_token":    secret,
		"allowed_updates": wanted,
		"max_connections": maxConnections,
	})
	return err
}

// A Webhook is an http.Handler that takes updates from Telegram. It is safe for
// concurrent use: Telegram delivers over many connections at once.
type Webhook struct {
	client *Client
	secret []byte
	handle Handler
	queue  queue
}

// NewWebhook returns the handler of a bot's updates. The context of handle
// does not end when Telegram hangs up.
func NewWebhook(c *Client, secret string, handle Handler) (*Webhook, error) {
	if !secrets.MatchString(secret) {
		return nil, errSecret
	}
	return &Webhook{client: c, secret: []byte(secret), handle: handle}, nil
}

// ServeHTTP answers 200 after the update was committed, or where it cannot be
// read and never will, and 503 where it has to be delivered again: it could
// not be handled, or Telegram hung up before the person's turn came.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), h.secret) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil && !tooLarge(err) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := h.take(r.Context(), body); err != nil {
		h.client.log.Warn("an update cannot be handled now and has to come again", "error", err)
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// take handles one update when it is the person's turn, and then to the end
// though Telegram may hang up. One that was cut off for its size cannot be
// read, as any other poison.
func (h *Webhook) take(ctx context.Context, body []byte) error {
	id, update, ok, _ := h.client.open(body)
	if !ok {
		return nil
	}
	leave, err := h.queue.enter(ctx, update.Person)
	if err != nil {
		return err
	}
	defer leave()
	return h.client.handle(context.WithoutCancel(ctx), id, update, h.handle)
}

// tooLarge reports that a body is beyond the limit.
func tooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
