package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"

	"visitbot/store"
)

// settings are what the environment says about this machine. The tags are the
// help: what a setting means, an example of it, and whether it is a secret,
// which can also be given as the name of a file in NAME_FILE.
type settings struct {
	Token         string  `env:"TELEGRAM_TOKEN" secret:"yes" example:"123456:ABC-def" means:"The bot's token, from @BotFather. Required."`
	APIURL        string  `env:"TELEGRAM_API_URL" envDefault:"https://api.telegram.org" example:"http://127.0.0.1:8081" means:"The Bot API server."`
	RedisURL      string  `env:"REDIS_URL" secret:"yes" example:"redis://user:password@host:6379/0" means:"Where the seats are kept: redis://, rediss:// or unix:// for one server, redis-cluster://h1,h2,h3, redis-sentinel://h1,h2/master/0. Not set: a private redis-server is started in DATA_DIR."`
	WebhookURL    string  `env:"WEBHOOK_URL" example:"https://visits.example.org/telegram" means:"Where Telegram delivers updates, HTTPS except on loopback; its path is served on LISTEN. Not set: the bot polls."`
	WebhookSecret string  `env:"WEBHOOK_SECRET" secret:"yes" example:"any-long-random-word" means:"Proves that it is Telegram who delivers: 1 to 256 of A-Z a-z 0-9 _ -. Required with WEBHOOK_URL."`
	Listen        string  `env:"LISTEN" envDefault:":8080" example:"127.0.0.1:8080" means:"Serves the webhook, /healthz and /readyz."`
	MetricsListen string  `env:"METRICS_LISTEN" envDefault:"127.0.0.1:9090" example:"127.0.0.1:9090" means:"Serves /metrics for Prometheus."`
	Owners        userIDs `env:"OWNERS" example:"123456789,987654321" means:"Telegram user ids of those who own the bot. They are told when the figures of a visit do not agree."`
	Catalogue     string  `env:"CATALOGUE" example:"my.yaml" means:"The catalogue of the event, checked by visitbot check. Not set: the one in the program."`
	DataDir       string  `env:"DATA_DIR" envDefault:"./data" example:"/var/lib/visitbot" means:"Holds the data key and the private redis-server's files."`
	DataKeyFile   string  `env:"DATA_KEY_FILE" example:"/etc/visitbot/data.key" means:"The key that seals names and remarks, made at the first start. Not set: data.key in DATA_DIR. Keep a copy apart from the seats."`
	LogLevel      string  `env:"LOG_LEVEL" envDefault:"info" example:"info" means:"The least that is logged: debug, info, warn or error."`
	LogFormat     string  `env:"LOG_FORMAT" envDefault:"text" example:"json" means:"How it is logged: text or json."`

	given map[string]string // what the environment holds, files read
}

// A problem is one thing wrong with a setting.
type problem struct {
	setting string
	wrong   string // completes "SETTING: "; never holds a secret
}

// readSettings reads the environment, and the files that it names for secrets.
// What cannot be read is a problem; whether the values make sense is left to
// check.
func readSettings(environment map[string]string) (settings, []problem) {
	s := settings{given: maps.Clone(environment)}
	problems := s.readSecretFiles()
	err := env.ParseWithOptions(&s, env.Options{Environment: s.given})
	var all env.AggregateError
	if errors.As(err, &all) {
		for _, err := range all.Errors {
			problems = append(problems, parseProblem(err))
		}
	}
	return s, problems
}

// readSecretFiles puts what NAME_FILE points to in the place of NAME.
func (s settings) readSecretFiles() (problems []problem) {
	for _, f := range fields() {
		file := s.given[f.name+"_FILE"]
		if !f.secret || file == "" {
			continue
		}
		if s.given[f.name] != "" {
			problems = append(problems, problem{f.name, "it is set, and so is " + f.name + "_FILE: leave one of them out"})
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			problems = append(problems, problem{f.name, fmt.Sprintf("the file %s that %s_FILE names cannot be read: %v", file, f.name, plain(err))})
			continue
		}
		s.given[f.name] = strings.TrimRight(string(text), "\r\n")
	}
	return problems
}

// plain is an error about a file without the call and the file's name.
func plain(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// parseProblem says what the env library found, by the setting's name.
func parseProblem(err error) problem {
	e, ok := errors.AsType[env.ParseError](err)
	if !ok {
		panic(err) // the struct has tags or types that the library does not know
	}
	field, _ := reflect.TypeFor[settings]().FieldByName(e.Name)
	return problem{field.Tag.Get("env"), e.Err.Error()}
}

// checks hold each setting against what it has to be, in the order of the
// struct. Each says what is wrong, or nothing.
var checks = []struct {
	setting string
	wrong   func(s settings) string
}{
	{"TELEGRAM_TOKEN", wrongToken},
	{"TELEGRAM_API_URL", func(s settings) string { return wrongURL(s.APIURL) }},
	{"REDIS_URL", wrongRedisURL},
	{"WEBHOOK_URL", wrongWebhookURL},
	{"WEBHOOK_SECRET", wrongWebhookSecret},
	{"LISTEN", func(s settings) string { return wrongAddress(s.Listen) }},
	{"METRICS_LISTEN", func(s settings) string { return wrongAddress(s.MetricsListen) }},
	{"LOG_LEVEL", wrongLevel},
	{"LOG_FORMAT", wrongFormat},
}

// check returns everything that keeps serve from working with the settings.
func (s settings) check() (problems []problem) {
	for _, c := range checks {
		if wrong := c.wrong(s); wrong != "" {
			problems = append(problems, problem{c.setting, wrong})
		}
	}
	return problems
}

// inOrder returns the first problem of each setting, in the order of the
// settings: one that could not be read is not also said to be missing.
func inOrder(problems []problem) (first []problem) {
	for _, f := range fields() {
		i := slices.IndexFunc(problems, func(p problem) bool { return p.setting == f.name })
		if i >= 0 {
			first = append(first, problems[i])
		}
	}
	return first
}

var tokens = regexp.MustCompile(`^[0-9A-Za-z:_-]+$`)

func wrongToken(s settings) string {
	switch {
	case s.Token == "":
		return "it is not set; @BotFather in Telegram gives every bot its token"
	case !tokens.MatchString(s.Token):
		return "it holds characters that no token has"
	}
	return ""
}

func wrongURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "it is no web address"
	}
	return ""
}

func wrongRedisURL(s settings) string {
	if s.RedisURL == "" {
		return ""
	}
	client, err := store.Connect(s.RedisURL)
	if err != nil {
		return "it is no address of a Redis server"
	}
	client.Close()
	return ""
}

func wrongWebhookURL(s settings) string {
	if s.WebhookURL == "" {
		return ""
	}
	u, err := url.Parse(s.WebhookURL)
	switch {
	case err != nil || wrongURL(s.WebhookURL) != "":
		return "it is no web address"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "Telegram delivers over https only; http is for loopback"
	case u.Path == healthPath || u.Path == readyPath:
		return "its path " + u.Path + " is taken: give it one of its own"
	case s.WebhookSecret == "":
		return "it needs WEBHOOK_SECRET beside it, or anybody could pretend to be Telegram"
	}
	return ""
}

// loopback says whether a host is this machine and nothing else.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// secrets are what Telegram takes as the secret of a webhook.
var secrets = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func wrongWebhookSecret(s settings) string {
	if s.WebhookSecret != "" && !secrets.MatchString(s.WebhookSecret) {
		return "Telegram takes 1 to 256 of the characters A-Z a-z 0-9 _ -"
	}
	return ""
}

func wrongAddress(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Sprintf("%q is no address to listen on: a host, which may be empty, a colon and a port are wanted", address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Sprintf("%q is no port: a number up to 65535 is wanted", port)
	}
	return ""
}

func wrongLevel(s settings) string {
	var level slog.Level
	if level.UnmarshalText([]byte(s.LogLevel)) != nil {
		return fmt.Sprintf("%q is no level: debug, info, warn and error are known", s.LogLevel)
	}
	return ""
}

func wrongFormat(s settings) string {
	if s.LogFormat != "text" && s.LogFormat != "json" {
		return fmt.Sprintf("%q is no format: text and json are known", s.LogFormat)
	}
	return ""
}

// userIDs are Telegram's ids of people.
type userIDs []int64

// UnmarshalText reads ids with commas between them.
func (ids *userIDs) UnmarshalText(text []byte) error {
	for word := range strings.SplitSeq(string(text), ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(word), 10, 64)
		if err != nil || id <= 0 {
			return fmt.Errorf("%q is no Telegram user id: numbers with commas between them are wanted", strings.TrimSpace(word))
		}
		*ids = append(*ids, id)
	}
	return nil
}

// keyFile is where the data key is.
func (s settings) keyFile() string {
	if s.DataKeyFile != "" {
		return s.DataKeyFile
	}
	return filepath.Join(s.DataDir, "data.key")
}

// webhookPath is where the webhook is served; empty: nowhere.
func (s settings) webhookPath() string {
	u, err := url.Parse(s.WebhookURL)
	if err != nil || s.WebhookURL == "" {
		return ""
	}
	if u.Path == "" {
		return "/"
	}
	return u.Path
}

// logger logs as the settings want.
func (s settings) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // checked; else it is info
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// A settingsError is everything wrong with the settings, a line each.
type settingsError []problem

// Error lists the problems, each with an example of what is wanted.
func (e settingsError) Error() string {
	examples := map[string]string{}
	for _, f := range fields() {
		examples[f.name] = f.example
	}
	var b strings.Builder
	b.WriteString("the settings cannot be used:")
	for _, p := range e {
		fmt.Fprintf(&b, "\n  %s: %s", p.setting, p.wrong)
		if example := examples[p.setting]; example != "" {
			fmt.Fprintf(&b, "; for example %s=%s", p.setting, example)
		}
	}
	b.WriteString("\nvisitbot serve --help explains every setting")
	return b.String()
}

// A field is a setting as its tags describe it.
type field struct {
	name, fallback, example, means string
	secret                         bool
}

// fields returns every setting, in the order of the struct.
func fields() (all []field) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[settings]()) {
		if name := f.Tag.Get("env"); name != "" {
			all = append(all, field{
				name: name, fallback: f.Tag.Get("envDefault"), example: f.Tag.Get("example"),
				means: f.Tag.Get("means"), secret: f.Tag.Get("secret") != "",
			})
		}
	}
	return all
}

// explainSettings is the help on the settings.
func explainSettings() string {
	var b strings.Builder
	b.WriteString("Settings come from the environment. A secret can also be in a file that NAME_FILE names.\n\n")
	for _, f := range fields() {
		b.WriteString("  " + f.name)
		if f.fallback != "" {
			b.WriteString(" (default " + f.fallback + ")")
		}
		if f.secret {
			b.WriteString(" (secret; or " + f.name + "_FILE)")
		}
		fmt.Fprintf(&b, "\n      %s\n      for example %s=%s\n", f.means, f.name, f.example)
	}
	return b.String()
}
