package telegram

import "encoding/json"

// services are the fields that make a message a service message: one that
// nobody wrote, in which Telegram says what happened in the chat. Their source
// is the type Message of Bot API 10.1: those that it calls so, and the older
// ones that it does not call anything. A giveaway, an invoice and the like are
// none of them, as a person can forward them.
var services = map[string]bool{
	"boost_added":                       true,
	"channel_chat_created":              true,
	"chat_background_set":               true,
	"chat_owner_changed":                true,
	"chat_owner_left":                   true,
	"chat_shared":                       true,
	"checklist_tasks_added":             true,
	"checklist_tasks_done":              true,
	"connected_website":                 true,
	"delete_chat_photo":                 true,
	"direct_message_price_changed":      true,
	"forum_topic_closed":                true,
	"forum_topic_created":               true,
	"forum_topic_edited":                true,
	"forum_topic_reopened":              true,
	"general_forum_topic_hidden":        true,
	"general_forum_topic_unhidden":      true,
	"gift":                              true,
	"gift_upgrade_sent":                 true,
	"giveaway_completed":                true,
	"giveaway_created":                  true,
	"group_chat_created":                true,
	"left_chat_member":                  true,
	"managed_bot_created":               true,
	"message_auto_delete_timer_changed": true,
	"migrate_from_chat_id":              true,
	"migrate_to_chat_id":                true,
	"new_chat_members":                  true,
	"new_chat_photo":                    true,
	"new_chat_title":                    true,
	"paid_message_price_changed":        true,
	"passport_data":                     true,
	"pinned_message":                    true,
	"poll_option_added":                 true,
	"poll_option_deleted":               true,
	"proximity_alert_triggered":         true,
	"refunded_payment":                  true,
	"successful_payment":                true,
	"suggested_post_approval_failed":    true,
	"suggested_post_approved":           true,
	"suggested_post_declined":           true,
	"suggested_post_paid":               true,
	"suggested_post_refunded":           true,
	"supergroup_chat_created":           true,
	"unique_gift":                       true,
	"users_shared":                      true,
	"video_chat_ended":                  true,
	"video_chat_participants_invited":   true,
	"video_chat_scheduled":              true,
	"video_chat_started":                true,
	"web_app_data":                      true,
	"write_access_allowed":              true,
}

// service reports an update whose message nobody wrote. The library does not
// know most kinds, so the raw fields decide. A kind that is newer than
// services counts as a person's: to be answered once too often costs nobody
// anything, while silence leaves a person waiting.
func service(raw json.RawMessage) bool {
	var update struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if json.Unmarshal(raw, &update) != nil {
		return false
	}
	for field := range update.Message {
		if services[field] {
			return true
		}
	}
	return false
}
