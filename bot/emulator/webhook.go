package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	defaultConnections = 40
	maxConnections     = 100
	maxSecret          = 256         // characters
	maxRetryDelay      = time.Minute // grown by doubling from two seconds
	maxRetryAfter      = time.Hour   // as the bot's Retry-After may ask
)

// webhookPorts are those that the real server posts to.
var webhookPorts = []string{"", "443", "80", "88", "8443"}

// webhook is where updates are posted.
type webhook struct {
	url         string
	secret      string
	connections int
	active      int
	timer       *time.Timer // the next try of what failed
	lastError   string
	lastErrorAt time.Time

	ctx  context.Context // ends when the webhook is changed or deleted
	stop context.CancelFunc
}

// attempt is how the delivery of one update stands.
type attempt struct {
	busy  bool
	fails int
	due   time.Time // on the real clock; before it, it is not tried again
}

// setWebhook sets the webhook, or with an empty URL deletes it.
func (s *Server) setWebhook(q *request) (any, *apiError) {
	if !q.has("url") {
		return s.deleteWebhook(q)
	}
	if err := checkWebhook(q); err != nil {
		return nil, err
	}
	if err := s.allow(q); err != nil {
		return nil, err
	}
	s.dropPending(q)
	s.abortPoll(conflict("terminated by setWebhook request"))
	s.dropHook()
	s.hook = &webhook{url: q.params["url"], secret: q.params["secret_token"], connections: defaultConnections}
	if q.has("max_connections") {
		s.hook.connections = min(max(1, q.int("max_connections")), maxConnections)
	}
	s.hook.ctx, s.hook.stop = context.WithCancel(s.ctx)
	return true, nil
}

func checkWebhook(q *request) *apiError {
	secret := q.params["secret_token"]
	u, err := url.Parse(q.params["url"])
	switch {
	case err != nil || u.Host == "":
		return bad("invalid webhook URL specified")
	case len(secret) > maxSecret:
		return bad("secret token is too long")
	case strings.ContainsFunc(secret, func(r rune) bool { return r > 127 || !isAlnum(byte(r)) && r != '_' && r != '-' }):
		return bad("secret token contains unallowed characters")
	case isLoopback(u.Hostname()):
		return nil
	case u.Scheme != "https":
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	case !slices.Contains(webhookPorts, u.Port()):
		return bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) deleteWebhook(q *request) (any, *apiError) {
	s.dropPending(q)
	s.dropHook()
	return true, nil
}

func (s *Server) dropPending(q *request) {
	if q.bool("drop_pending_updates") {
		s.queue.updates = nil
	}
}

// dropHook ends deliveries; what was not delivered stays in the queue.
func (s *Server) dropHook() {
	if s.hook == nil {
		return
	}
	s.hook.stop()
	if s.hook.timer != nil {
		s.hook.timer.Stop()
	}
	s.hook = nil
	for _, u := range s.queue.updates {
		u.attempt = attempt{}
	}
}

func (s *Server) getWebhookInfo(*request) (any, *apiError) {
	s.queue.expire(s.now())
	info := map[string]any{
		"url": "", "has_custom_certificate": false, "pending_update_count": len(s.queue.updates),
	}
	setIf(info, "allowed_updates", s.queue.allowed, s.queue.allowed != nil)
	if h := s.hook; h != nil {
		info["url"] = h.url
		info["max_connections"] = h.connections
		setIf(info, "last_error_message", h.lastError, h.lastError != "")
		setIf(info, "last_error_date", h.lastErrorAt.Unix(), h.lastError != "")
	}
	return info, nil
}

// pump starts all deliveries that may start now: the oldest update of each key
// that is not under way and not waiting after a failure, as many at once as
// the webhook allows. The lock is held.
func (s *Server) pump() {
	h := s.hook
	if h == nil || h.ctx.Err() != nil {
		return
	}
	s.queue.expire(s.now())
	now := time.Now()
	var next time.Time
	seen := map[string]bool{}
	for _, u := range s.queue.updates {
		if seen[u.key] {
			continue
		}
		seen[u.key] = true
		switch {
		case u.attempt.busy:
		case now.Before(u.attempt.due):
			if next.IsZero() || u.attempt.due.Before(next) {
				next = u.attempt.due
			}
		case h.active < h.connections:
			s.start(h, u)
		}
	}
	h.wakeAt(s, next)
}

// wakeAt pumps again when a failed update is due.
func (h *webhook) wakeAt(s *Server, next time.Time) {
	if h.timer != nil {
		h.timer.Stop()
		h.timer = nil
	}
	if next.IsZero() {
		return
	}
	h.timer = time.AfterFunc(time.Until(next), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pump()
	})
}

func (s *Server) start(h *webhook, u *update) {
	u.attempt.busy = true
	h.active++
	body := u.json()
	s.tasks.Add(1)
	go func() {
		defer s.tasks.Done()
		call, retryAfter, err := s.deliver(h, body)
		s.finish(h, u, retryAfter, err)
		if call != nil {
			s.log(call, s.perform(h.ctx, call))
		}
	}()
}

// deliver posts one update. A method call that the bot put into its answer is
// given back; its result is not told to the bot.
func (s *Server) deliver(h *webhook, body []byte) (call *request, retryAfter time.Duration, err error) {
	r, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	answer, err := s.options.Webhook.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return nil, min(time.Duration(max(0, seconds))*time.Second, maxRetryAfter), wrongAnswer(answer.StatusCode)
	}
	reply, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	return callInReply(reply), 0, err
}

// wrongAnswer is the HTTP status with which the bot failed a delivery.
type wrongAnswer int

// Error words it as getWebhookInfo does.
func (e wrongAnswer) Error() string {
	return fmt.Sprintf("Wrong response from the webhook: %d %s", int(e), http.StatusText(int(e)))
}

// callInReply reads the method call in an answer to a webhook, if there is
// one that the server would carry out.
func callInReply(body []byte) *request {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil || fields["method"] == nil {
		return nil
	}
	name, known := api.method(plain(fields["method"]))
	if !known || strings.HasPrefix(name, "get") || contains([]string{"setWebhook", "deleteWebhook", "close", "logOut"}, name) {
		return nil
	}
	q := &request{method: name, params: map[string]string{}}
	for field, raw := range fields {
		if field != "method" {
			q.params[field] = plain(raw)
		}
	}
	return q
}

// finish takes a delivered update off the queue, or puts off the next try:
// none after the first failure, then two seconds and twice as long each time.
func (s *Server) finish(h *webhook, u *update, retryAfter time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != h {
		return
	}
	h.active--
	u.attempt.busy = false
	if err == nil {
		s.queue.updates = slices.DeleteFunc(s.queue.updates, func(other *update) bool { return other == u })
		s.touch()
		return
	}
	h.lastError, h.lastErrorAt = err.Error(), s.now()
	u.attempt.due = time.Now().Add(u.attempt.delay(retryAfter))
	u.attempt.fails++
	s.touch()
}

func (a attempt) delay(retryAfter time.Duration) time.Duration {
	if retryAfter > 0 || a.fails == 0 {
		return retryAfter
	}
	return min(maxRetryDelay, time.Second<<min(a.fails, 10))
}
