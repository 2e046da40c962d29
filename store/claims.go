package store

import (
	"strconv"
	"strings"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// How seats.lua writes claims, read back.

func readSeat(value string) *seats.Seat {
	f := strings.Split(value, "|")
	if len(f) != 12 {
		return nil
	}
	seat := &seats.Seat{
		Visit: f[0], Party: number(f[1]), Since: instant(f[2]), Code: f[3], Token: f[4], Rank: long(f[5]), Next: f[6],
		Coming: f[7] != "", Came: number(f[8]), CameBy: f[10], Rating: number(f[11]),
	}
	if f[9] != "" {
		seat.CameAt = instant(f[9])
	}
	return seat
}

func readHold(value string) *seats.Hold {
	f := strings.Split(value, "|")
	if len(f) != 4 {
		return nil
	}
	return &seats.Hold{Visit: f[0], Party: number(f[1]), Until: instant(f[2]), Offer: f[3]}
}

func readWaits(value string) []seats.Wait {
	var waits []seats.Wait
	for one := range strings.SplitSeq(value, ";") {
		f := strings.Split(one, "|")
		if len(f) != 6 {
			continue
		}
		w := seats.Wait{Visit: f[0], Party: number(f[1]), Rank: long(f[2]), Told: f[4] != "", Here: f[5] != ""}
		if f[3] != "" {
			w.Gather = instant(f[3])
		}
		waits = append(waits, w)
	}
	return waits
}

func readSent(value string) *seats.Sent {
	f := strings.Split(value, "|")
	if len(f) != 3 {
		return nil
	}
	return &seats.Sent{Code: f[0], File: f[1], Messages: numbers(f[2])}
}

// countFields is how many values commit.lua returns of each visit.
const countFields = 9

// readCounts reads how the visits stand, and returns what follows.
func readCounts(v []string) (counts map[string]seats.Count, rest []string) {
	n := number(v[0])
	v = v[1:]
	counts = make(map[string]seats.Count, n)
	for ; n > 0 && len(v) >= countFields; n-- {
		counts[v[0]] = seats.Count{
			Capacity: number(v[1]), Taken: number(v[2]), Free: number(v[3]),
			Tally:  seats.Tally{Waiting: number(v[4]), Coming: number(v[5]), Came: number(v[6]), Passed: number(v[7])},
			Halted: seats.Halt(v[8]),
		}
		v = v[countFields:]
	}
	return counts, v
}

// readPositions adds to queue places how far in front they are.
func readPositions(reply *conversation.Reply, pairs []string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		for j := range reply.Waits {
			if reply.Waits[j].Visit == pairs[i] {
				reply.Waits[j].Position = number(pairs[i+1])
			}
		}
	}
}

// numbers reads a list of message ids.
func numbers(list string) []int {
	var ns []int
	for f := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(f); err == nil {
			ns = append(ns, n)
		}
	}
	return ns
}

// number reads a count that a script wrote.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func long(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func instant(ms string) time.Time { return time.UnixMilli(long(ms)) }
