package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Each mutant of each script (a write removed, a comparison turned round, an
// argument read from the next place) has to be noticed by the tests of this
// package. It takes long, so it is run where VISITBOT_MUTANTS says of which
// script, or "all"; what survives is listed.
func TestMutants(t *testing.T) {
	which := os.Getenv("VISITBOT_MUTANTS")
	if which == "" {
		t.Skip("VISITBOT_MUTANTS is not set")
	}
	files, err := fs.Glob(sources, "lua/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	var all, survivors []mutant
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "lua/"), ".lua")
		if which == "all" || slices.Contains(strings.Fields(which), name) {
			all = append(all, mutantsOf(name)...)
		}
	}
	var mu sync.Mutex
	next := make(chan mutant)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for m := range next {
				if m.survives(t) {
					mu.Lock()
					survivors = append(survivors, m)
					mu.Unlock()
					t.Logf("survives: %s", m)
				}
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	workers.Wait()
	t.Logf("%d mutants, %d survive", len(all), len(survivors))
}

// A mutant is a script with one thing changed.
type mutant struct {
	script string
	number int
	line   int
	change string
	source string
}

func (m mutant) String() string {
	return fmt.Sprintf("%s.lua:%d (%d): %s", m.script, m.line, m.number, m.change)
}

// asMutant makes the test binary use a mutant: "commit:12".
const asMutant = "VISITBOT_MUTANT"

// killers are the tests that a mutant is run against, on a real server.
const killers = "^Test(Scripts|One|ACommit|What|ADamaged|NoName|Giving|ASentence|Forgetting|MoreRunOut|Erased|Terms|ASeat|TheNewest" +
	"|APicture|Operations|TheFormer|AnEmptied|AnOld|NoticesAre|Lease|Tries|DeadLetters|TheAuditOfWhat|NoShows|TheNextThat|AStandbys|TheJournal)/redis-server"

// killersOf are those of the scripts that only these tests are about.
var killersOf = map[string]string{
	"ask": enquiryKillers, "turn": enquiryKillers, "respond": enquiryKillers, "posted": enquiryKillers,
	"correct": toldKillers, "comeback": toldKillers, "stale": "^TestOrganisersAre/redis-server", "place": "^TestTheFormer/redis-server",
	"cast_open": castKillers, "cast_fill": castKillers, "cast_turn": castKillers, "cast_take": castKillers, "cast_done": castKillers, "cast_erase": castKillers,
	"begin": outboxKillers, "missed": outboxKillers, "reached": outboxKillers, "bury": outboxKillers,
	"forget": "^Test(Forgetting|Terms|ASeatIsKept)/redis-server",
	"hold":   "^TestLease/redis-server", "drop": "^TestLease/redis-server", "news": "^Test(News|AGroupThat)/redis-server",
	"redraw": "^TestTicketsAre/./redis-server", "redeem": "^Test(AnInvite|Invites|WhoIsDismissed)/redis-server", "note": "^Test(Overrides|Remarks|TheJournal)/redis-server",
}

const (
	enquiryKillers = "^Test(AnEnquiry|NothingOfAn|TwoAnswer|ADismissed|WhatIsAnswered|HelpAnd|ACallThat|ACallOf|WhoMayClose)/redis-server"
	toldKillers    = "^Test(WhoWasTold|WhoIsTold|ManyAre|AComeback|NothingOfAn)/redis-server"
	castKillers    = "^Test(Audiences|TheLifeOfACast|ACast|AProcess|WhatIsSaid|WhoErases|WhoIsForgotten|CastsExpire|Place)/redis-server"
	outboxKillers  = "^Test(Tries|DeadLetters|WhatIsSettled|TheNewestTickets|NoticesAre)/redis-server|^TestARepeat/./redis-server"
)

// survives runs the package's tests on the mutant: first few, then many.
func (m mutant) survives(t *testing.T) bool {
	for _, checks := range []string{"12", "100"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		run := exec.CommandContext(ctx, os.Args[0], "-test.failfast", "-test.run="+cmp.Or(killersOf[m.script], killers),
			"-rapid.checks="+checks, "-rapid.shrinktime=0s", "-rapid.nofailfile")
		run.Env = append(os.Environ(), asMutant+"="+m.script+":"+strconv.Itoa(m.number), "VISITBOT_MUTANTS=")
		err := run.Run()
		if ctx.Err() != nil {
			t.Logf("takes too long: %s", m) // it hangs, or the machine is slow
		}
		cancel()
		if _, failed := errors.AsType[*exec.ExitError](err); failed {
			return false
		}
	}
	return true
}

// useMutant puts the mutant named by the environment into place.
func useMutant(named string) {
	name, number, _ := strings.Cut(named, ":")
	all := mutantsOf(name)
	n, err := strconv.Atoi(number)
	if err != nil || n >= len(all) {
		panic("no such mutant: " + named)
	}
	for script, is := range map[string]**redis.Script{
		"commit": &commitScript, "sweep": &sweepScript, "halt": &haltScript, "order": &orderScript, "undo": &undoScript, "unwind": &unwindScript, "door": &doorScript, "noshows": &noShowsScript,
		"remind": &remindScript, "forget": &forgetScript,
	} {
		switch name {
		case "seats":
			*is = redis.NewScript(all[n].source + source(script))
		case script:
			*is = redis.NewScript(source("seats") + all[n].source)
		}
	}
	for script, is := range standalone {
		if name == script {
			*is = redis.NewScript(all[n].source)
		}
	}
}

// standalone are the scripts without seats.lua.
var standalone = map[string]**redis.Script{
	"begin": &beginScript, "missed": &missedScript, "reached": &reachedScript, "bury": &buryScript,
	"note": &noteScript, "redeem": &redeemScript, "news": &newsScript, "stale": &staleScript, "redraw": &redrawScript,
	"place": &placeScript, "hold": &holdScript, "drop": &dropScript, "ask": &askScript, "turn": &turnScript, "respond": &respondScript,
	"posted": &postedScript, "correct": &correctScript, "comeback": &comebackScript,
	"cast_open": &castOpenScript, "cast_fill": &castFillScript, "cast_turn": &castTurnScript, "cast_take": &castTakeScript, "cast_done": &castDoneScript, "cast_erase": &castEraseScript,
}

var (
	comparison = regexp.MustCompile(` (==|~=|<=|>=|<|>) `)
	argument   = regexp.MustCompile(`(KEYS|ARGV)\[(\d+)\]`)
	statement  = regexp.MustCompile(`^\s*([a-z_]+|redis\.call|table\.remove)\(`)
	added      = regexp.MustCompile(`redis\.call\('(HINCRBY|INCR)'[^)]*\)`)
)

var otherComparison = map[string][]string{"==": {"~="}, "~=": {"=="}, "<": {"<=", ">="}, "<=": {"<", ">"}, ">": {">=", "<="}, ">=": {">", "<"}}

// mutantsOf lists the mutants of a script.
func mutantsOf(name string) []mutant {
	lines := strings.Split(source(name), "\n")
	var all []mutant
	add := func(i, n int, line, change string) { // for n lines from i on
		changed := slices.Concat(lines[:i], []string{line}, make([]string, n-1), lines[i+n:])
		all = append(all, mutant{name, len(all), i + 1, change + " " + strings.TrimSpace(lines[i]), strings.Join(changed, "\n")})
	}
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		if n := statementLines(lines[i:]); n > 0 {
			add(i, n, "", "without")
		}
		for _, at := range comparison.FindAllStringSubmatchIndex(line, -1) {
			for _, other := range otherComparison[line[at[2]:at[3]]] {
				add(i, 1, line[:at[2]]+other+line[at[3]:], other+" in")
			}
		}
		for _, at := range argument.FindAllStringSubmatchIndex(line, -1) {
			n, _ := strconv.Atoi(line[at[4]:at[5]])
			add(i, 1, line[:at[4]]+strconv.Itoa(n+1)+line[at[5]:], "the argument after "+strconv.Itoa(n)+" in")
		}
		for _, at := range added.FindAllStringIndex(line, -1) {
			add(i, 1, line[:at[0]]+"1"+line[at[1]:], "not counted in")
		}
	}
	return all
}

// statementLines is over how many lines the call goes that a line begins with,
// if the line is a call and nothing else.
func statementLines(lines []string) int {
	if !statement.MatchString(lines[0]) {
		return 0
	}
	open := 0
	for n, line := range lines {
		code, _, _ := strings.Cut(line, " -- ")
		open += strings.Count(code, "(") - strings.Count(code, ")")
		if open == 0 {
			if !strings.HasSuffix(strings.TrimSpace(code), ")") {
				return 0
			}
			return n + 1
		}
	}
	return 0
}
