package render

// A Letter is a finished message in one language.
type Letter struct {
	Text  string     // HTML as Telegram reads it
	Rows  [][]Button // nil: no buttons
	Topic int        // of a group, into which it goes; 0: none
}

// A Button is one finished button: Data or URL is set.
type Button struct {
	Text string
	Data string
	URL  string
}

// A File goes with a letter, which is then its caption.
type File struct {
	Name  string
	Data  []byte // unused where ID is set
	ID    string // Telegram's id of a file that was sent before
	Photo bool   // a picture to look at; else a document
}
