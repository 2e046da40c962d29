package store

import (
	"embed"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var sources embed.FS

// The scripts. Each header names its KEYS, its ARGV and what it returns.
var (
	commitScript   = onSeats("commit")
	sweepScript    = onSeats("sweep")
	haltScript     = onSeats("halt")
	orderScript    = onSeats("order")
	undoScript     = onSeats("undo")
	unwindScript   = onSeats("unwind")
	doorScript     = onSeats("door")
	noShowsScript  = onSeats("noshows")
	remindScript   = onSeats("remind")
	forgetScript   = onSeats("forget")
	newsScript     = script("news")
	staleScript    = script("stale")
	askScript      = script("ask")
	turnScript     = script("turn")
	respondScript  = script("respond")
	postedScript   = script("posted")
	correctScript  = script("correct")
	comebackScript = script("comeback")
	redrawScript   = script("redraw")
	noteScript     = script("note")
	redeemScript   = script("redeem")
	beginScript    = script("begin")
	missedScript   = script("missed")
	reachedScript  = script("reached")
	buryScript     = script("bury")
	placeScript    = script("place")
	holdScript     = script("hold")
	dropScript     = script("drop")

	castOpenScript  = script("cast_open")
	castFillScript  = script("cast_fill")
	castTurnScript  = script("cast_turn")
	castTakeScript  = script("cast_take")
	castDoneScript  = script("cast_done")
	castEraseScript = script("cast_erase")
)

// onSeats is a script that begins with seats.lua.
func onSeats(name string) *redis.Script { return redis.NewScript(source("seats") + source(name)) }

func script(name string) *redis.Script { return redis.NewScript(source(name)) }

func source(name string) string {
	text, err := sources.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // the file is part of the binary
	}
	return string(text)
}
