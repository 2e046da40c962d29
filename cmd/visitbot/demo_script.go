package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// scriptExplained is the language of written conversations.
const scriptExplained = `A script
has one step a line; a line that begins with # is a comment. A step is over
when the bot has nothing left to do.

  Ana (en): /start               somebody says something; the first time, with
  Ana: a text                    the language of their Telegram
  Ioana (ro, owner): /admin      somebody who runs the event
  Ana presses "Confirm"          the newest button whose label holds the text
  Ana presses twice "Confirm"    a double tap
  Ana opens Ioana's link         the newest link to the bot in Ioana's chat
  Ana opens Olena's ticket       scans the code on it
  Ana: /checkin {code Olena}     the code of somebody's ticket is put in
  Ana forwards: /stats           somebody else's words
  Ana edits: /stats              what was said last
  Ana in "Team": /here           said in a group, with the bot in it
  Ana sends a sticker            or a photo, a voice, a location, a contact
  Ana replies to "Question": Yes   to the newest message of the bot that holds the text
  Ana replies to "Question" with a photo
  Ana in "Team" replies to "Question": Yes
  Ana in "Team" presses "I have it"
  Ana types inline: romexpo      behind the bot's name, in any chat
  Ana chooses 1 in "Team"        of what the bot offered to that
  Ana sees "until 10:05"         fails unless it is on their screen
  Ana blocks the bot             and: Ana unblocks the bot
  clock +5m                      the clock moves forward; it stands still else
  ~ Ana: /start                  any of these, played without being printed
`

// A step is one line of a script.
type step struct {
	quiet bool // nothing of it is printed
	line  int
	who   string // empty: the clock
	tag   string // of a language; said only where somebody is met
	owner bool   // who is met runs the event
	verb  string // says, presses, presses twice, link, ticket, forwards, edits, sends, replies, types inline, chooses, sees, blocks, unblocks, moves
	what  string
	to    string        // replies: what the message says that is replied to
	thing string        // replies: what is sent instead of words
	group string        // in which it is said; empty: to the bot
	by    time.Duration // moves
}

// The forms of a line, each with the names of its parts.
var forms = []*regexp.Regexp{
	regexp.MustCompile(`^clock \+(?P<by>\S+)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>presses twice|presses|sees) "(?P<what>.+)"$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) opens (?P<what>[^:"(]+?)'s (?P<verb>link|ticket)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>forwards|edits): (?P<what>.+)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?)(?: in "(?P<group>[^"]+)")? (?P<verb>replies) to "(?P<to>[^"]+)"(?:: (?P<what>.+)| with an? (?P<thing>[a-z]+))$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) in "(?P<group>[^"]+)" (?P<verb>presses) "(?P<what>.+)"$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>types inline): (?P<what>.+)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>chooses) (?P<what>[0-9]+) in "(?P<group>.+)"$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) in "(?P<group>.+?)": (?P<what>.+)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>sends) an? (?P<what>[a-z]+)$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?) (?P<verb>blocks|unblocks) the bot$`),
	regexp.MustCompile(`^(?P<who>[^:"(]+?)(?: \((?P<tag>[A-Za-z-]*)(?P<owner>, owner)?\))?: (?P<what>.+)$`),
}

// parseScript reads a script. All its errors are returned at once, each with
// the file and the line.
func parseScript(name string, r io.Reader) ([]step, error) {
	var steps []step
	var wrong []error
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		line, quiet := strings.CutPrefix(line, "~ ")
		s, err := parseStep(line)
		s.quiet = quiet
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", name, n, err))
		}
		s.line = n
		steps = append(steps, s)
	}
	return steps, errors.Join(append(wrong, lines.Err())...)
}

func parseStep(line string) (step, error) {
	for _, form := range forms {
		parts := form.FindStringSubmatch(line)
		if parts == nil {
			continue
		}
		part := func(name string) string {
			if i := slices.Index(form.SubexpNames(), name); i >= 0 {
				return parts[i]
			}
			return ""
		}
		s := step{who: part("who"), tag: part("tag"), owner: part("owner") != "", group: part("group"), to: part("to"), thing: part("thing"), verb: cmp.Or(part("verb"), "says"), what: part("what")}
		if by := part("by"); by != "" {
			return parseMove(by)
		}
		return s, nil
	}
	return step{}, fmt.Errorf("%q is no step; visitbot help demo lists the steps", line)
}

func parseMove(by string) (step, error) {
	d, err := time.ParseDuration(by)
	if err != nil || d <= 0 {
		return step{}, fmt.Errorf("the clock cannot move by %q; it can by 5m, 1h or 24h", by)
	}
	return step{verb: "moves", what: by, by: d}, nil
}
