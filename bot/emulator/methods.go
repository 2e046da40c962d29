package emulator

// methods says what each method does; getUpdates, which waits, is apart. They
// run with the server's lock held, on parameters that schema.check passed.
var methods map[string]func(*Server, *request) (any, *apiError)

func init() {
	methods = map[string]func(*Server, *request) (any, *apiError){
		"getMe":  (*Server).getMe,
		"logOut": done,
		"close":  done,

		"setWebhook":     (*Server).setWebhook,
		"deleteWebhook":  (*Server).deleteWebhook,
		"getWebhookInfo": (*Server).getWebhookInfo,

		"sendMessage":    (*Server).sendMessage,
		"sendPhoto":      (*Server).sendPhoto,
		"sendDocument":   (*Server).sendDocument,
		"sendLocation":   (*Server).sendLocation,
		"copyMessage":    (*Server).copyMessage,
		"sendChatAction": (*Server).sendChatAction,

		"editMessageText":        (*Server).editMessageText,
		"editMessageCaption":     (*Server).editMessageCaption,
		"editMessageMedia":       (*Server).editMessageMedia,
		"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
		"deleteMessage":          (*Server).deleteMessage,
		"deleteMessages":         (*Server).deleteMessages,
		"pinChatMessage":         (*Server).pinChatMessage,
		"unpinChatMessage":       (*Server).unpinChatMessage,
		"unpinAllChatMessages":   (*Server).unpinAllChatMessages,

		"answerCallbackQuery": (*Server).answerCallbackQuery,
		"answerInlineQuery":   (*Server).answerInlineQuery,
		"getChat":             (*Server).getChat,
		"getFile":             (*Server).getFile,

		"setMyCommands":         (*Server).setMyCommands,
		"getMyCommands":         (*Server).getMyCommands,
		"deleteMyCommands":      (*Server).deleteMyCommands,
		"setMyName":             (*Server).setMyText,
		"getMyName":             (*Server).getMyText,
		"setMyDescription":      (*Server).setMyText,
		"getMyDescription":      (*Server).getMyText,
		"setMyShortDescription": (*Server).setMyText,
		"getMyShortDescription": (*Server).getMyText,
	}
}

// done answers true and changes nothing: logOut and close concern servers
// other than this one.
func done(*Server, *request) (any, *apiError) { return true, nil }

func (s *Server) getMe(*request) (any, *apiError) {
	me := s.botFields()
	for _, ability := range []string{"can_connect_to_business", "has_main_web_app", "can_read_all_group_messages"} {
		me[ability] = false
	}
	me["can_join_groups"], me["supports_inline_queries"] = true, true
	return me, nil
}

func (s *Server) getChat(q *request) (any, *apiError) {
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	fields := c.json()
	fields["accent_color_id"] = 0
	fields["max_reaction_count"] = 11
	return fields, nil
}

// chatActions are the actions that sendChatAction knows.
var chatActions = map[string]bool{
	"typing": true, "upload_photo": true, "record_video": true, "upload_video": true, "record_voice": true,
	"upload_voice": true, "upload_document": true, "choose_sticker": true, "find_location": true,
	"record_video_note": true, "upload_video_note": true,
}

func (s *Server) sendChatAction(q *request) (any, *apiError) {
	if !chatActions[q.params["action"]] {
		return nil, bad("wrong parameter action in request")
	}
	c, err := s.resolve(q.params["chat_id"])
	if err != nil {
		return nil, err
	}
	if c.blocked {
		return nil, errBlocked()
	}
	return true, nil
}

// maxAnswer bounds the text of a callback answer, in UTF-16 units.
const maxAnswer = 200

// answerCallbackQuery answers a press once, while it is young.
func (s *Server) answerCallbackQuery(q *request) (any, *apiError) {
	press := s.queries[q.params["callback_query_id"]]
	if press == nil || press.answered || s.now().Sub(press.at) > pressLife {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	if utf16Len(q.params["text"]) > maxAnswer {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	if q.has("url") {
		return nil, bad("URL_INVALID") // games and start links of the bot's own are all it may open
	}
	press.answered, press.text, press.alert = true, q.params["text"], q.bool("show_alert")
	return true, nil
}
