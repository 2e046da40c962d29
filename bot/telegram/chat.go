package telegram

import (
	"strconv"
	"strings"

	"visitbot/bot/seats"
)

// Chat returns the private chat of a person whom Person named, or a group. It is
// false for people whom Telegram does not know.
func Chat(who seats.Person) (chat int64, ok bool) {
	if chat, _, ok := seats.IsGroup(who); ok {
		return chat, true
	}
	user, ok := strings.CutPrefix(string(who), "tg:")
	if !ok {
		return 0, false
	}
	chat, err := strconv.ParseInt(user, 10, 64)
	return chat, err == nil
}

// Final says whether an error of this package will stay, however often the
// same thing is tried: the person has blocked the bot, the message to edit is
// gone, or Telegram will never take that message.
func (m *Messenger) Final(err error) bool {
	return Blocked(err) || Refused(err) || KindOf(err) == KindNoMessage
}

// Unknown says whether a message may have been sent in spite of an error.
func (m *Messenger) Unknown(err error) bool { return Unknown(err) }
