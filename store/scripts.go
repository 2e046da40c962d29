package store

import (
	"embed"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var sources embed.FS

// The scripts. Each header names its KEYS, its ARGV and what it returns.
var (
	commitScript  = script("commit")
	reachedScript = script("reached")
	placeScript   = script("place")
	forgetScript  = script("forget")
	holdScript    = script("hold")
	dropScript    = script("drop")
)

func script(name string) *redis.Script {
	source, err := sources.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // the file is part of the binary
	}
	return redis.NewScript(string(source))
}
