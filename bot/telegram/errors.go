package telegram

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// A Kind is what a failed call means for the caller.
type Kind string

// The kinds of failures.
const (
	KindRateLimited  Kind = "rate limited" // nothing was done; ask again after Error.Wait
	KindBlocked      Kind = "blocked"      // the person blocked the bot or is gone
	KindNotModified  Kind = "not modified" // the message is already as it should be
	KindNoMessage    Kind = "no message"   // the message is gone or cannot be edited
	KindLate         Kind = "late"         // the press is too old to be answered
	KindUnauthorised Kind = "unauthorised" // Telegram does not know the token
	KindConflict     Kind = "conflict"     // someone else polls, or a webhook is set
	KindRefused      Kind = "refused"      // the request is wrong and stays wrong
	KindUnknown      Kind = "unknown"      // it may have been done: the answer was lost
	KindUnavailable  Kind = "unavailable"  // it was not done; Telegram cannot be reached or is out of order
)

// An Error is one call that failed. Its text never holds the token.
type Error struct {
	Kind        Kind
	Method      string        // the method called
	Status      int           // the Bot API's error code, else the HTTP status; 0: no answer came
	Description string        // in Telegram's words; empty where it did not speak
	Wait        time.Duration // rate limited: how long to be silent
	cause       error         // of a call without an answer; it holds no address
}

// errAnswer stands for an answer that is not what the method promises. The
// text of a decoder's error is not kept: it may quote the answer.
var errAnswer = errors.New("the answer cannot be read")

// Error says which call failed and how.
func (e *Error) Error() string {
	text := e.Description
	if text == "" && e.cause != nil {
		text = e.cause.Error()
	}
	if e.Status == 0 {
		return fmt.Sprintf("telegram: %s: %s: %s", e.Method, e.Kind, text)
	}
	return fmt.Sprintf("telegram: %s: %s: %d %s", e.Method, e.Kind, e.Status, text)
}

// Unwrap returns what the network or the context said, if no answer came.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns what a failed call means, or "" for an error that is none of
// Telegram's.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// Blocked reports that the person blocked the bot or deleted the account:
// nothing reaches them until they write again.
func Blocked(err error) bool { return KindOf(err) == KindBlocked }

// Refused reports that Telegram will never take this request: sending it again
// is of no use.
func Refused(err error) bool { return KindOf(err) == KindRefused }

// Unauthorised reports that Telegram does not know the token.
func Unauthorised(err error) bool { return KindOf(err) == KindUnauthorised }

// Unknown reports that the request may have been carried out although no
// answer came. Sending a message again may double it.
func Unknown(err error) bool { return KindOf(err) == KindUnknown }

// RetryAfter returns how long Telegram wants silence, and whether it does.
// Nothing was done.
func RetryAfter(err error) (time.Duration, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != KindRateLimited {
		return 0, false
	}
	return e.Wait, true
}

// classify says what a failed call means. The library's own error tells too
// little: for an upload it holds no code, and for a proxy's HTML page only
// that it is no JSON.
func classify(method string, status int, answer *tgbotapi.APIResponse, cause error) *Error {
	if answer == nil || answer.Description == "" {
		return &Error{Kind: silence(status, cause), Method: method, Status: status, cause: cause}
	}
	e := &Error{Method: method, Status: cmp.Or(answer.ErrorCode, status), Description: answer.Description}
	if answer.Parameters != nil && answer.Parameters.RetryAfter > 0 {
		e.Kind, e.Wait = KindRateLimited, time.Duration(answer.Parameters.RetryAfter)*time.Second
		return e
	}
	e.Kind = meaning(e.Status, answer.Description)
	if e.Kind == KindRateLimited {
		e.Wait = time.Second
	}
	return e
}

// meaning reads an answer of the Bot API.
func meaning(code int, description string) Kind {
	switch {
	case code == http.StatusBadRequest:
		return complaint(description)
	case code == http.StatusUnauthorized, code == http.StatusNotFound:
		return KindUnauthorised
	case code == http.StatusForbidden:
		return KindBlocked
	case code == http.StatusConflict:
		return KindConflict
	case code == http.StatusTooManyRequests:
		return KindRateLimited
	case code == http.StatusGatewayTimeout:
		return KindUnknown
	case code >= http.StatusInternalServerError:
		return KindUnavailable
	}
	return KindRefused
}

// complaints are the beginnings of Telegram's sentences about bad requests
// that are not the request's fault, without "Bad Request: ", in small letters.
var complaints = []struct {
	begins string
	kind   Kind
}{
	{"message is not modified", KindNotModified},
	{"message to edit not found", KindNoMessage},
	{"message to delete not found", KindNoMessage},
	{"message can't be edited", KindNoMessage},
	{"message_id_invalid", KindNoMessage},
	{"there is no text in the message to edit", KindNoMessage},
	{"there is no caption in the message to edit", KindNoMessage},
	{"query is too old", KindLate},
	{"query_id_invalid", KindLate},
}

// complaint tells the harmless bad requests from those that stay wrong.
func complaint(description string) Kind {
	text := strings.TrimPrefix(strings.ToLower(description), "bad request: ")
	for _, c := range complaints {
		if strings.HasPrefix(text, c.begins) {
			return c.kind
		}
	}
	return KindRefused
}

// silence says what it means that the Bot API did not speak: no answer came,
// or another server's page.
func silence(status int, cause error) Kind {
	switch {
	case status == 0 && unsent(cause):
		return KindUnavailable
	case status < http.StatusMultipleChoices, status == http.StatusGatewayTimeout:
		return KindUnknown
	}
	return KindUnavailable
}

// unsent reports that no connection was made, so nothing can have arrived.
func unsent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return true
	}
	_, dns := errors.AsType[*net.DNSError](err)
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	return dns || cert
}
