package telegram

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mymmrac/telego"

	"visitbot/bot"
)

// contents are the fields by which a person's message carries something other
// than a text: those of ExternalReplyInfo in the Bot API, which tells what
// people reply to, and rich_message.
var contents = strings.Fields(`
	animation audio checklist contact dice document game giveaway giveaway_winners invoice live_photo location paid_media
	photo poll rich_message sticker story venue video video_note voice`)

// attributes are the fields of a message that say nothing of what it is.
var attributes = strings.Fields(`
	author_signature business_connection_id caption caption_entities chat date direct_messages_topic edit_date effect_id
	entities external_reply forward_origin from guest_bot_caller_chat guest_bot_caller_user guest_query_id
	has_media_spoiler has_protected_content is_automatic_forward is_from_offline is_paid_post is_topic_message
	link_preview_options media_group_id message_id message_thread_id paid_star_count quote reply_markup
	reply_to_checklist_task_id reply_to_message reply_to_poll_option_id reply_to_story sender_boost_count
	sender_business_bot sender_chat sender_tag show_caption_above_media suggested_post_info text via_bot`)

// newerFields are the fields of a message in Bot API 10.1 that telego does not
// know.
var newerFields = strings.Fields(`
	guest_bot_caller_chat guest_bot_caller_user guest_query_id live_photo managed_bot_created poll_option_added
	poll_option_deleted reply_to_poll_option_id rich_message sender_tag`)

// Every field of a message is one of three: without a decision about a new one
// telego cannot be updated.
func TestEveryFieldOfAMessageIsDecidedUpon(t *testing.T) {
	known := slices.Clone(newerFields)
	for field := range reflect.TypeFor[telego.Message]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known = append(known, name)
	}
	decided := slices.Concat(contents, attributes)
	for name := range services {
		decided = append(decided, name)
	}
	slices.Sort(known)
	slices.Sort(decided)
	if !slices.Equal(known, decided) {
		t.Errorf("the Bot API has   %q\ndecided upon are %q", known, decided)
	}
}

func TestServiceMessagesAreIgnored(t *testing.T) {
	for name := range services {
		if u, ok := opened(t, `"message":{`+private+`,"`+name+`":`+sample(name)+`}`); ok {
			t.Errorf("%s became %+v", name, u)
		}
	}
}

func TestWhatAPersonSendsIsAnswered(t *testing.T) {
	attached := map[string]bot.Attachment{"photo": bot.AttachedPhoto, "location": bot.AttachedPlace, "venue": bot.AttachedPlace}
	for _, name := range contents {
		want := olenas(4503599627370497, 11, func(u *bot.Update) { u.Wordless, u.Attached = true, cmp.Or(attached[name], bot.AttachedOther) })
		u, ok := opened(t, `"message":{`+private+`,"`+name+`":`+sample(name)+`}`)
		if !ok || !reflect.DeepEqual(u, want) {
			t.Errorf("%s became %+v, %v", name, u, ok)
		}
	}
}

// A text is a person's own, whatever comes with it.
func TestTextIsNeverAServiceMessage(t *testing.T) {
	u, ok := opened(t, `"message":{`+private+`,"text":"hello","gift":{}}`)
	if !ok || u.Said != "hello" {
		t.Errorf("it became %+v, %v", u, ok)
	}
}

// sample is a value that a field of a message can have.
func sample(field string) string {
	switch {
	case slices.Contains([]string{"photo", "new_chat_photo", "new_chat_members"}, field):
		return "[{}]"
	case strings.HasPrefix(field, "migrate_"):
		return "-100200"
	case strings.HasSuffix(field, "_chat_created"), field == "delete_chat_photo":
		return "true"
	case field == "new_chat_title", field == "connected_website":
		return `"example.org"`
	}
	return "{}"
}
