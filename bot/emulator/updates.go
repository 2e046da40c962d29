package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// How long updates wait for the bot, by Telegram's own figures for messages
// and as observed for presses.
const (
	messageLife = 24 * time.Hour
	pressLife   = 150 * time.Second
)

const (
	maxBatch   = 100
	maxPolling = 50 // seconds
	// aheadOfTail is how far beyond the newest update an offset may lie and
	// still confirm: farther, the server takes it for one from before a quiet
	// week and gives everything that waits.
	aheadOfTail = 10
)

// updateKinds are the updates that a bot can ask for; those marked false it
// gets only when it names them.
var updateKinds = map[string]bool{
	"message": true, "edited_message": true, "channel_post": true, "edited_channel_post": true,
	"business_connection": true, "business_message": true, "edited_business_message": true,
	"deleted_business_messages": true, "inline_query": true, "chosen_inline_result": true, "callback_query": true,
	"shipping_query": true, "pre_checkout_query": true, "purchased_paid_media": true, "poll": true,
	"poll_answer": true, "my_chat_member": true, "chat_join_request": true, "chat_boost": true,
	"removed_chat_boost": true, "guest_message": true, "managed_bot": true,
	"chat_member": false, "message_reaction": false, "message_reaction_count": false,
}

// queue holds the updates that the bot has not confirmed.
type queue struct {
	updates []*update
	nextID  int64
	allowed []string // nil for the default
}

// update is one waiting update. Order is kept among those of one key.
type update struct {
	id      int64
	kind    string
	key     string
	body    json.RawMessage
	expires time.Time
	attempt attempt // at delivering it by webhook
}

func newQueue() queue { return queue{nextID: 870_000_001} }

// tail is the id of the newest update there has been.
func (q *queue) tail() int64 { return q.nextID - 1 }

// wants tells whether the bot asked for updates of a kind.
func (q *queue) wants(kind string) bool {
	if q.allowed == nil {
		return updateKinds[kind]
	}
	return slices.Contains(q.allowed, kind)
}

// forget drops what the bot confirmed: every update before offset.
func (q *queue) forget(offset int64) {
	q.updates = slices.DeleteFunc(q.updates, func(u *update) bool { return u.id < offset })
}

func (q *queue) expire(now time.Time) {
	q.updates = slices.DeleteFunc(q.updates, func(u *update) bool { return !now.Before(u.expires) })
}

func (u *update) json() json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"update_id":%d,%q:%s}`, u.id, u.kind, u.body))
}

// enqueue queues an update unless the bot does not want its kind.
func (s *Server) enqueue(kind, key string, body any, life time.Duration) {
	if !s.queue.wants(kind) {
		return
	}
	s.queue.add(kind, key, body, s.now().Add(life))
}

func (q *queue) add(kind, key string, body any, expires time.Time) {
	q.updates = append(q.updates, &update{id: q.nextID, kind: kind, key: key, body: mustJSON(body), expires: expires})
	q.nextID++
}

// Pending counts the updates that wait for the bot.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.now())
	return len(s.queue.updates)
}

// RestartIDs makes the next update's id be to, as after a quiet week, when
// Telegram goes on at a random number; nothing is pending in such a week, so
// the queue is emptied.
func (s *Server) RestartIDs(to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.updates = nil
	s.queue.nextID = to
	s.touch()
}

// Poison queues an update that is valid JSON but fits no Go type for updates.
func (s *Server) Poison() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueue("message", "poison", map[string]any{"message_id": "one", "chat": []int{}, "date": "yesterday"}, messageLife)
	s.touch()
}

// Queue queues an update with any body, also of a kind that the bot did not ask
// for: those who changed what they ask for get some of these as well.
func (s *Server) Queue(kind string, body map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.add(kind, "queued", body, s.now().Add(messageLife))
	s.touch()
}

// Redeliver queues a press once more under another update id, as happens
// after the person's app reconnects.
func (s *Server) Redeliver(queryID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queries[queryID]
	if q == nil {
		return fmt.Errorf("emulator: no query %q", queryID)
	}
	s.enqueuePress(q.person, q.body)
	return nil
}

// poll is a getUpdates that waits.
type poll struct {
	end chan *apiError // takes the error that ends it; holds one
}

func conflict(text string) *apiError {
	return &apiError{status: 409, text: "Conflict: " + text}
}

// getUpdates answers at once when there is something to give, and otherwise
// waits up to its timeout. Only a poll that waits ends another one.
func (s *Server) getUpdates(ctx context.Context, q *request) (any, *apiError) {
	batch, waiting, err := s.beginPoll(q)
	if err != nil || waiting == nil {
		return batch, err
	}
	defer s.endPoll(waiting)
	timer := time.NewTimer(time.Duration(min(q.int("timeout"), maxPolling)) * time.Second)
	defer timer.Stop()
	for {
		batch, changed := s.batch(q)
		if len(batch) > 0 {
			return batch, nil
		}
		select {
		case <-changed:
		case err := <-waiting.end:
			return nil, err
		case <-timer.C:
			return batch, nil
		case <-ctx.Done():
			return batch, nil
		case <-s.ctx.Done():
			return nil, &apiError{status: 500, text: "Internal Server Error: restart"}
		}
	}
}

// beginPoll confirms, remembers what the bot wants, and gives the first batch,
// or registers the poll as the one that waits.
func (s *Server) beginPoll(q *request) ([]json.RawMessage, *poll, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return nil, nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if err := s.allow(q); err != nil {
		return nil, nil, err
	}
	s.confirm(q.int64("offset"))
	batch := s.first(q)
	if len(batch) > 0 || q.int("timeout") <= 0 {
		return batch, nil, nil
	}
	s.abortPoll(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
	s.poll = &poll{end: make(chan *apiError, 1)}
	return nil, s.poll, nil
}

// confirm forgets the updates before offset; a negative one keeps that many
// from the end.
func (s *Server) confirm(offset int64) {
	waiting := s.queue.updates
	switch {
	case offset < 0 && int64(len(waiting)) > -offset:
		s.queue.updates = waiting[int64(len(waiting))+offset:]
	case offset > 0 && offset <= s.queue.tail()+aheadOfTail:
		s.queue.forget(offset)
	}
	if len(s.queue.updates) < len(waiting) {
		s.touch()
	}
}

// first gives the oldest updates of the queue, as many as the call allows.
func (s *Server) first(q *request) []json.RawMessage {
	s.queue.expire(s.now())
	limit := q.int("limit")
	if limit < 1 || limit > maxBatch {
		limit = maxBatch
	}
	batch := []json.RawMessage{}
	for _, u := range s.queue.updates[:min(limit, len(s.queue.updates))] {
		batch = append(batch, u.json())
	}
	return batch
}

func (s *Server) batch(q *request) ([]json.RawMessage, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first(q), s.changed
}

func (s *Server) abortPoll(err *apiError) {
	if s.poll != nil {
		s.poll.end <- err
		s.poll = nil
	}
}

func (s *Server) endPoll(p *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poll == p {
		s.poll = nil
	}
}

// allow remembers the kinds of updates that the bot wants; absent or null, the
// former choice stays, and an empty list means the default.
func (s *Server) allow(q *request) *apiError {
	text := q.params["allowed_updates"]
	if text == "" || text == "null" {
		return nil
	}
	var kinds []string
	if json.Unmarshal([]byte(text), &kinds) != nil {
		return bad("can't parse allowed updates: expected an Array of String")
	}
	for _, kind := range kinds {
		if _, known := updateKinds[kind]; !known {
			return ownError("there are no updates of kind %q", kind)
		}
	}
	s.queue.allowed = nil
	if len(kinds) > 0 {
		s.queue.allowed = kinds
	}
	return nil
}
