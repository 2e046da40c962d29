package store

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"visitbot/bot"
)

// The header of a script names every KEYS and ARGV that its body reads, by a
// number and a name, no more and no less, and says what it returns.
func TestScriptHeaders(t *testing.T) {
	files, err := fs.Glob(sources, "lua/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			source, err := fs.ReadFile(sources, file)
			if err != nil {
				t.Fatal(err)
			}
			header, body := split(string(source))
			for _, kind := range []string{"KEYS", "ARGV"} {
				named, read := namedIn(header, kind), readBy(body, kind)
				if fmt.Sprint(named) != fmt.Sprint(read) {
					t.Errorf("%s: the header names %v, the body reads %v", kind, named, read)
				}
			}
			if !strings.Contains(header, "-- RETURNS") {
				t.Error("the header does not say what returns")
			}
		})
	}
}

// split parts the comment a script begins with from the rest.
func split(source string) (header, body string) {
	lines := strings.SplitAfter(source, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "--") {
			return strings.Join(lines[:i], ""), strings.Join(lines[i:], "")
		}
	}
	return source, ""
}

var numbered = regexp.MustCompile(`(?:^|\s)(\d+) +[a-z.]`)

// namedIn lists the numbers that a section of the header names, in its order.
func namedIn(header, kind string) []int {
	_, section, _ := strings.Cut(header, "-- "+kind)
	for _, next := range []string{"-- KEYS", "-- ARGV", "-- RETURNS"} {
		section, _, _ = strings.Cut(section, next)
	}
	var ns []int
	for line := range strings.SplitSeq(section, "\n") {
		for _, m := range numbered.FindAllStringSubmatch(strings.TrimPrefix(line, "--"), -1) {
			n, _ := strconv.Atoi(m[1])
			ns = append(ns, n)
		}
	}
	return ns
}

// readBy lists the numbers that a body reads, from 1 to the highest, as far as
// each is there.
func readBy(body, kind string) []int {
	seen, highest := map[int]bool{}, 0
	for _, m := range regexp.MustCompile(kind+`\[(\d+)\]`).FindAllStringSubmatch(body, -1) {
		n, _ := strconv.Atoi(m[1])
		seen[n], highest = true, max(highest, n)
	}
	if m := regexp.MustCompile(`for i = (\d+), #` + kind).FindStringSubmatch(body); m != nil {
		n, _ := strconv.Atoi(m[1])
		seen[n], highest = true, max(highest, n)
	}
	var ns []int
	for n := 1; n <= highest; n++ {
		if seen[n] {
			ns = append(ns, n)
		}
	}
	return ns
}

// The keys and arguments that Go passes are as many as the headers name.
func TestArgumentsMatchHeaders(t *testing.T) {
	s := &Store{keys: keysOf("42"), opts: Options{House: testHouse()}}
	own := func(keys []string, args []any) [2]int { return [2]int{len(keys), len(args)} }
	more := func(keys []string, args ...any) [2]int { // of a script on seats.lua
		return [2]int{len(keys) - len(s.keys.ofSeats()), len(args)}
	}
	commit := s.commitArgs(bot.Commit{}, "look", sealedTexts{})[len(s.seatsArgs(start, "", "", "")):]
	for name, passed := range map[string][2]int{
		"seats":   own(s.keys.ofSeats(), s.seatsArgs(start, "", "", "")),
		"commit":  more(s.keys.ofCommit("tg:7"), append(commit, "first outcome")...),
		"forget":  more(s.keys.ofPerson("tg:7"), 9, 10, 11),
		"sweep":   more(s.keys.ofSeats(), 9, 10),
		"halt":    more(s.keys.ofSeats(), 9, 10, 11),
		"order":   more(s.keys.ofOrder("x", "x"), 9, 10, 11, 12, 13, 14, 15, 16, 17),
		"undo":    more(s.keys.ofOrder("x", "y"), 9, 10),
		"unwind":  more(s.keys.ofUnwind("x"), 9),
		"door":    more(s.keys.ofSeats(s.keys.answer("x")), 9, 10, 11, 12, 13),
		"noshows": more(s.keys.ofOrder("x", "x"), 9, 10, 11, 12, 13),
		"remind":  more(s.keys.ofSeats(s.keys.jobs()), 9, 10, 11, 12),
		"news":    own([]string{"1", "2", "3"}, []any{1, 2, 3, 4}),
		"stale":   own([]string{"1", "2", "3"}, []any{1, 2}),
		"note":    own(s.keys.ofNote("x", "y"), []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
		"place":   own(s.keys.ofPlace("tg:7"), []any{1}),
		"reached": own(s.keys.ofReached(), []any{1, 2, 3, 4, 5, 6}),
	} {
		source, err := fs.ReadFile(sources, "lua/"+name+".lua")
		if err != nil {
			t.Fatal(err)
		}
		header, _ := split(string(source))
		if keys, args := len(namedIn(header, "KEYS")), len(namedIn(header, "ARGV")); keys != passed[0] || args != passed[1] {
			t.Errorf("%s: the header names %d keys and %d arguments, Go passes %d and %d", name, keys, args, passed[0], passed[1])
		}
	}
}

// Every key has the hash tag of its bot, so that a cluster keeps them together.
func TestKeysShareOneSlot(t *testing.T) {
	k := keysOf("42")
	for _, key := range append(k.ofPerson("tg:{7}"), k.dataKey(), k.poller(), k.sweeper(), k.jobs(), k.answer("x")) {
		if !strings.HasPrefix(key, "{visitbot:42}:") {
			t.Errorf("%s is not in the slot of its bot", key)
		}
	}
}
