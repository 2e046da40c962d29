package emulator

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Entity is a stretch of formatted text; offset and length count UTF-16 units.
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// tags maps the tags that Telegram's HTML knows to the entities they make.
var tags = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler",
	"a": "text_link", "code": "code", "pre": "pre",
	"blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// htmlParser reads Telegram's HTML byte by byte: it is no HTML of the web.
// The only named references are lt, gt, amp and quot, an end tag may be
// empty, and errors give the offset in bytes at which the tag began.
type htmlParser struct {
	in    string
	pos   int
	out   strings.Builder
	units int // length of out in UTF-16 units
	open  []openTag
	found []Entity
}

// openTag is a start tag whose end has not come yet.
type openTag struct {
	name   string
	attrs  map[string]string
	offset int // UTF-16 units before it
	bytes  int // bytes of output before it
}

// parseHTML gives the plain text and its entities, unsorted and untrimmed.
func parseHTML(text string) (string, []Entity, *apiError) {
	p := &htmlParser{in: text}
	for p.pos < len(p.in) {
		if err := p.step(); err != nil {
			return "", nil, bad("can't parse entities: %s", err.text)
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, bad("can't parse entities: Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	return p.out.String(), p.found, nil
}

func (p *htmlParser) step() *apiError {
	switch {
	case p.in[p.pos] == '&':
		r, size := p.reference(p.pos)
		p.emit(r)
		p.pos += size
	case p.in[p.pos] != '<':
		r, size := utf8.DecodeRuneInString(p.in[p.pos:])
		p.emit(r)
		p.pos += size
	case p.peek(1) == '/':
		return p.endTag()
	default:
		return p.startTag()
	}
	return nil
}

func (p *htmlParser) emit(r rune) {
	p.out.WriteRune(r)
	p.units += utf16.RuneLen(r)
}

// peek gives the byte n after the present one, 0 past the end.
func (p *htmlParser) peek(n int) byte {
	if p.pos+n >= len(p.in) {
		return 0
	}
	return p.in[p.pos+n]
}

// reference decodes the character reference at i; a bare & stands for itself.
func (p *htmlParser) reference(i int) (rune, int) {
	end := i + 1
	for end < len(p.in) && (isAlnum(p.in[end]) || p.in[end] == '#') {
		end++
	}
	name := p.in[i+1 : end]
	r, ok := referenceRune(name)
	if !ok {
		return '&', 1
	}
	if end < len(p.in) && p.in[end] == ';' {
		end++
	}
	return r, end - i
}

func referenceRune(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}

func (p *htmlParser) startTag() *apiError {
	begin := p.pos
	p.pos++
	name := strings.ToLower(p.until(" \t\r\n>"))
	if p.peek(0) == 0 {
		return parseError("Unclosed start tag at byte offset %d", begin)
	}
	if tags[name] == "" {
		return parseError("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	attrs, err := p.attributes(name, begin)
	if err != nil {
		return err
	}
	if name == "span" && attrs["class"] != "tg-spoiler" {
		return parseError("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, openTag{name, attrs, p.units, p.out.Len()})
	return nil
}

// attributes reads up to and including the closing > of a start tag.
func (p *htmlParser) attributes(tag string, begin int) (map[string]string, *apiError) {
	attrs := map[string]string{}
	for {
		p.spaces()
		if p.peek(0) == '>' {
			p.pos++
			return attrs, nil
		}
		name := strings.ToLower(p.until(" \t\r\n=>/\"'"))
		if name == "" {
			return nil, parseError("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
		}
		value, err := p.attributeValue(tag, begin)
		if err != nil {
			return nil, err
		}
		attrs[name] = value
	}
}

// attributeValue reads what follows a name: nothing, a token or a quoted text.
func (p *htmlParser) attributeValue(tag string, begin int) (string, *apiError) {
	p.spaces()
	if p.peek(0) != '=' {
		if p.peek(0) == 0 {
			return "", parseError("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
		}
		return "", nil
	}
	p.pos++
	p.spaces()
	if p.peek(0) == 0 {
		return "", parseError("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	}
	value, err := p.token()
	if err == nil && p.peek(0) == 0 {
		err = parseError("Unclosed start tag at byte offset %d", begin)
	}
	return value, err
}

func (p *htmlParser) token() (string, *apiError) {
	if quote := p.peek(0); quote == '"' || quote == '\'' {
		p.pos++
		return p.quoted(quote), nil
	}
	start := p.pos
	for isAlnum(p.peek(0)) || p.peek(0) == '.' || p.peek(0) == '-' {
		p.pos++
	}
	if c := p.peek(0); c != '>' && !isSpace(c) {
		return "", parseError("Unexpected end of name token at byte offset %d", start)
	}
	return strings.ToLower(p.in[start:p.pos]), nil
}

func (p *htmlParser) quoted(quote byte) string {
	var value strings.Builder
	for p.pos < len(p.in) && p.in[p.pos] != quote {
		if p.in[p.pos] == '&' {
			r, size := p.reference(p.pos)
			value.WriteRune(r)
			p.pos += size
			continue
		}
		value.WriteByte(p.in[p.pos])
		p.pos++
	}
	p.pos++
	return value.String()
}

func (p *htmlParser) endTag() *apiError {
	begin := p.pos
	if len(p.open) == 0 {
		return parseError("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += 2
	name := strings.ToLower(p.until(" \t\r\n>"))
	p.spaces()
	if p.peek(0) != '>' {
		return parseError("Unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	last := p.open[len(p.open)-1]
	if name != "" && name != last.name {
		return parseError("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, last.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	return p.close(last)
}

// close adds the entity of a tag that has ended; one without text, or a link
// to nowhere, makes none.
func (p *htmlParser) close(tag openTag) *apiError {
	e := Entity{Type: tags[tag.name], Offset: tag.offset, Length: p.units - tag.offset}
	if e.Length == 0 {
		return nil
	}
	switch tag.name {
	case "a":
		target := tag.attrs["href"]
		if target == "" {
			target = p.out.String()[tag.bytes:]
		}
		link, fault := checkURL(target)
		if fault != "" {
			return nil
		}
		e.URL = link
	case "blockquote":
		if _, ok := tag.attrs["expandable"]; ok {
			e.Type = "expandable_blockquote"
		}
	case "code":
		e.Language = strings.TrimPrefix(tag.attrs["class"], "language-")
	case "tg-emoji":
		if n, err := strconv.ParseInt(tag.attrs["emoji-id"], 10, 64); err != nil || n == 0 {
			return parseError("Invalid custom emoji identifier specified")
		}
		e.CustomEmojiID = tag.attrs["emoji-id"]
	}
	p.found = append(p.found, e)
	return nil
}

func (p *htmlParser) until(stops string) string {
	start := p.pos
	for p.pos < len(p.in) && strings.IndexByte(stops, p.in[p.pos]) < 0 {
		p.pos++
	}
	return p.in[start:p.pos]
}

func (p *htmlParser) spaces() {
	for isSpace(p.peek(0)) {
		p.pos++
	}
}

// parseError is the part after "can't parse entities:".
func parseError(format string, args ...any) *apiError {
	e := bad(format, args...)
	e.text = strings.TrimPrefix(e.text, "Bad Request: ")
	return e
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// formatted turns a text as sent into plain text and entities: it parses the
// markup, mends or refuses the entities, and trims white space at both ends.
func formatted(text, mode, given string) (string, []Entity, *apiError) {
	if !utf8.ValidString(text) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	var found []Entity
	var err *apiError
	switch strings.ToLower(mode) {
	case "":
		found, err = givenEntities(text, given)
	case "html":
		text, found, err = parseHTML(text)
	case "markdown", "markdownv2":
		err = ownError("parse_mode %s is not offered, only HTML", mode)
	default:
		err = bad("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, err
	}
	text, found = trimmed(text, found)
	return text, found, nil
}

// givenEntities reads entities that the bot computed itself.
func givenEntities(text, given string) ([]Entity, *apiError) {
	if given == "" || given == "null" {
		return nil, nil
	}
	var list []Entity
	if json.Unmarshal([]byte(given), &list) != nil {
		return nil, bad("can't parse MessageEntity: MessageEntity must be an Object")
	}
	size := utf16Len(text)
	for _, e := range list {
		switch {
		case e.Offset < 0:
			return nil, bad("receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0:
			return nil, bad("receive an entity with incorrect length %d", e.Length)
		case e.Offset > size:
			return nil, bad("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
		case e.Offset+e.Length > size:
			return nil, bad("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d",
				e.Offset, e.Offset+e.Length)
		}
	}
	return list, nil
}

// trimmed takes white space off both ends and moves the entities with it.
func trimmed(text string, found []Entity) (string, []Entity) {
	right := strings.TrimRight(text, " \t\r\n")
	plain := strings.TrimLeft(right, " \t\r\n")
	cut := utf16Len(right) - utf16Len(plain)
	size := utf16Len(plain)
	var kept []Entity
	for _, e := range found {
		start, end := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, size)
		if start < end {
			e.Offset, e.Length = start, end-start
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return plain, kept
}

// utf16Len measures a text as Telegram does.
func utf16Len(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// checkURL gives a link as Telegram keeps it, or what is wrong with it.
func checkURL(link string) (string, string) {
	link = strings.TrimSpace(link)
	if link == "" {
		return "", "URL host is empty"
	}
	if !strings.Contains(link, "://") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	if err != nil {
		return "", "Wrong HTTP URL"
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton", "tonsite":
		return link, ""
	case "http", "https":
	default:
		return "", "Unsupported URL protocol"
	}
	if !strings.Contains(u.Hostname(), ".") {
		return "", "Wrong HTTP URL"
	}
	return link, ""
}

// commandEntities finds the bot commands in what a person typed.
func commandEntities(text string) []Entity {
	var found []Entity
	at := 0
	for i, r := range text {
		if r == '/' && (i == 0 || isSpace(text[i-1])) {
			if n := commandLength(text[i:]); n > 1 {
				found = append(found, Entity{Type: "bot_command", Offset: at, Length: n})
			}
		}
		at += utf16.RuneLen(r)
	}
	return found
}

// commandLength measures "/name" or "/name@bot" at the start of a text; the
// result counts bytes and UTF-16 units alike.
func commandLength(text string) int {
	word := func(from int) int {
		for from < len(text) && (isAlnum(text[from]) || text[from] == '_') {
			from++
		}
		return from
	}
	end := word(1)
	if end == 1 || end > 65 {
		return 0
	}
	if end < len(text) && text[end] == '@' {
		if after := word(end + 1); after > end+3 {
			return after
		}
	}
	return end
}
