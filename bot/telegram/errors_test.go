package telegram

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"visitbot/bot/render"
)

// The library's error is a pointer, has no code for uploads, and knows nothing
// of the status: each answer is sent to a message and to an upload.
func TestClassify(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   Kind
	}{
		{"rate limited", 429, hush(3), KindRateLimited},
		{"rate limited without parameters", 429, bad(429, "Too Many Requests"), KindRateLimited},
		{"blocked", 403, bad(403, "Forbidden: bot was blocked by the user"), KindBlocked},
		{"blocked, behind a proxy that makes it 200", 200, bad(403, "Forbidden: bot was blocked by the user"), KindBlocked},
		{"deactivated", 403, bad(403, "Forbidden: user is deactivated"), KindBlocked},
		{"not modified", 400, bad(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"), KindNotModified},
		{"gone", 400, bad(400, "Bad Request: message to edit not found"), KindNoMessage},
		{"deleted", 400, bad(400, "Bad Request: message to delete not found"), KindNoMessage},
		{"not ours", 400, bad(400, "Bad Request: message can't be edited"), KindNoMessage},
		{"invalid id", 400, bad(400, "Bad Request: MESSAGE_ID_INVALID"), KindNoMessage},
		{"a photo", 400, bad(400, "Bad Request: there is no text in the message to edit"), KindNoMessage},
		{"late", 400, bad(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), KindLate},
		{"late, in short", 400, bad(400, "Bad Request: QUERY_ID_INVALID"), KindLate},
		{"wrong", 400, bad(400, "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0"), KindRefused},
		{"chat not found", 400, bad(400, "Bad Request: chat not found"), KindRefused},
		{"supergroup", 400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}`, KindRefused},
		{"too large", 413, bad(413, "Request Entity Too Large"), KindRefused},
		{"unauthorised", 401, bad(401, "Unauthorized"), KindUnauthorised},
		{"no such bot", 404, bad(404, "Not Found"), KindUnauthorised},
		{"conflict", 409, bad(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"), KindConflict},
		{"out of order", 500, bad(500, "Internal Server Error: sent message was not found"), KindUnavailable},
		{"page of a proxy", 502, "<html><h1>502 Bad Gateway</h1></html>", KindUnavailable},
		{"page that forbids", 403, "<html>Forbidden</html>", KindUnavailable},
		{"empty", 503, "", KindUnavailable},
		{"late proxy", 504, "<html>Gateway Timeout</html>", KindUnknown},
		{"cut short", 200, `{"ok":true,"resu`, KindUnknown},
		{"empty success", 200, "", KindUnknown},
		{"something else", 200, good(`"done"`), KindUnknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, _ := messenger(t, always(test.status, test.body))
			ctx := t.Context()
			_, err := m.client.call(ctx, time.Minute, "sendMessage", nil)
			if test.name == "something else" {
				_, err = m.Send(ctx, 1, render.Letter{Text: "x"})
			}
			check(t, "message", err, test.want)
			_, err = m.client.call(ctx, time.Minute, "sendPhoto", nil, upload)
			if test.name == "something else" {
				_, _, err = m.SendFile(ctx, 1, render.Letter{}, photo)
			}
			check(t, "upload", err, test.want)
		})
	}
}

func check(t *testing.T, what string, err error, want Kind) {
	t.Helper()
	if KindOf(err) != want {
		t.Errorf("%s: %v is %q, want %q", what, err, KindOf(err), want)
	}
	if Blocked(err) != (want == KindBlocked) || Refused(err) != (want == KindRefused) || Unknown(err) != (want == KindUnknown) || Unauthorised(err) != (want == KindUnauthorised) {
		t.Errorf("%s: the predicates of %v disagree with its kind %q", what, err, want)
	}
	if _, limited := RetryAfter(err); limited != (want == KindRateLimited) {
		t.Errorf("%s: RetryAfter(%v) = %v", what, err, limited)
	}
}

func TestRetryAfterSaysHowLong(t *testing.T) {
	for body, want := range map[string]time.Duration{hush(17): 17 * time.Second, bad(429, "Too Many Requests"): time.Second} {
		m, _ := messenger(t, always(429, body))
		_, err := m.client.call(t.Context(), time.Minute, "sendMessage", nil)
		if wait, ok := RetryAfter(fmt.Errorf("wrapped: %w", err)); !ok || wait != want {
			t.Errorf("RetryAfter of %s = %v, %v, want %v", body, wait, ok, want)
		}
	}
}

func TestOtherErrorsAreOfNoKind(t *testing.T) {
	for _, err := range []error{nil, io.EOF, errors.New("telegram: blocked")} {
		if KindOf(err) != "" || Blocked(err) || Refused(err) || Unknown(err) {
			t.Errorf("%v is taken for %q", err, KindOf(err))
		}
	}
}

// A connection that was never made has carried nothing; one that breaks later
// may have.
func TestFateOfALostCall(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := read(r); err == nil && c.method == "getMe" {
			_, _ = io.WriteString(w, good(me))
			return
		}
		conn, _, _ := http.NewResponseController(w).Hijack()
		conn.Close()
	}))
	c, err := NewClient(t.Context(), Options{Token: token, APIURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m := NewMessenger(c)
	_, err = m.Send(t.Context(), 1, render.Letter{Text: "x"})
	check(t, "broken while it answers", err, KindUnknown)
	server.Close()
	_, err = m.Send(t.Context(), 1, render.Letter{Text: "x"})
	check(t, "nobody listens", err, KindUnavailable)
	if _, ok := errors.AsType[*net.OpError](err); !ok {
		t.Errorf("the cause is lost: %v", err)
	}
}
