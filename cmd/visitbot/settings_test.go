package main

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// valid are the settings that serve needs, and nothing else.
func valid() map[string]string { return map[string]string{"TELEGRAM_TOKEN": "123456:ABC-def"} }

// wrongWith returns the settings that are wrong when some are added.
func wrongWith(more map[string]string) ([]string, settingsError) {
	environment := valid()
	maps.Copy(environment, more)
	s, problems := readSettings(environment)
	problems = inOrder(append(problems, s.check()...))
	var names []string
	for _, p := range problems {
		names = append(names, p.setting)
	}
	return names, problems
}

func TestSettingsAreChecked(t *testing.T) {
	for _, c := range []struct{ setting, value, says string }{
		{"TELEGRAM_TOKEN", "", "it is not set"},
		{"TELEGRAM_TOKEN", "secret word", "characters that no token has"},
		{"TELEGRAM_API_URL", "api.telegram.org", "no web address"},
		{"TELEGRAM_API_URL", "ftp://secret", "no web address"},
		{"REDIS_URL", "user:secret@host:6379", "no address of a Redis"},
		{"REDIS_URL", "http://:secret@host", "no address of a Redis"},
		{"REDIS_URL", "redis-sentinel://:secret@h1,h2", "no address of a Redis"},
		{"WEBHOOK_URL", "visits.example.org", "no web address"},
		{"WEBHOOK_URL", "http://visits.example.org/hook", "https only"},
		{"WEBHOOK_URL", "https://visits.example.org/hook", "needs WEBHOOK_SECRET"},
		{"WEBHOOK_URL", "https://visits.example.org/healthz", "is taken"},
		{"WEBHOOK_SECRET", "secret word", "1 to 256"},
		{"LISTEN", "8080", "no address to listen on"},
		{"LISTEN", "localhost:http", "no port"},
		{"METRICS_LISTEN", "127.0.0.1:70000", "no port"},
		{"OWNERS", "1,two", `"two" is no Telegram user id`},
		{"OWNERS", "-5", `"-5" is no Telegram user id`},
		{"LOG_LEVEL", "loud", `"loud" is no level`},
		{"LOG_FORMAT", "xml", `"xml" is no format`},
	} {
		t.Run(c.setting+"="+c.value, func(t *testing.T) {
			names, err := wrongWith(map[string]string{c.setting: c.value})
			if !slices.Equal(names, []string{c.setting}) {
				t.Fatalf("wrong: %v", names)
			}
			text := err.Error()
			if !strings.Contains(text, c.setting+": ") || !strings.Contains(text, c.says) || !strings.Contains(text, "; for example "+c.setting+"=") {
				t.Error(text)
			}
			if strings.Contains(text, "secret word") || strings.Contains(text, ":secret@") {
				t.Errorf("a secret is told: %s", text)
			}
		})
	}
}

func TestSettingsThatAreRight(t *testing.T) {
	for _, more := range []map[string]string{
		{},
		{"REDIS_URL": "redis://user:word@host:6379/1"},
		{"REDIS_URL": "unix:///run/redis.sock"},
		{"REDIS_URL": "redis-cluster://h1:1,h2:2,h3:3"},
		{"REDIS_URL": "redis-sentinel://h1:1,h2:2/master/0"},
		{"WEBHOOK_URL": "https://visits.example.org/hook", "WEBHOOK_SECRET": "a-b_c"},
		{"WEBHOOK_URL": "http://127.0.0.1:8080/hook", "WEBHOOK_SECRET": "a"},
		{"WEBHOOK_URL": "http://localhost:8080", "WEBHOOK_SECRET": "a"},
		{"WEBHOOK_URL": "http://[::1]:8080", "WEBHOOK_SECRET": "a"},
		{"OWNERS": " 1, 2 ,3", "LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"},
		{"OWNERS": "", "LISTEN": "", "REDIS_URL": ""},
	} {
		if names, err := wrongWith(more); names != nil {
			t.Errorf("%v: %v", more, err)
		}
	}
}

// All that is wrong is said at once, in the order of the settings.
func TestAllProblemsAtOnce(t *testing.T) {
	names, _ := wrongWith(map[string]string{
		"LOG_FORMAT": "xml", "TELEGRAM_TOKEN": "", "OWNERS": "x", "REDIS_URL": "y", "LISTEN": "z", "LOG_LEVEL": "q",
	})
	want := []string{"TELEGRAM_TOKEN", "REDIS_URL", "LISTEN", "OWNERS", "LOG_LEVEL", "LOG_FORMAT"}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestDefaults(t *testing.T) {
	s, problems := readSettings(valid())
	if problems != nil {
		t.Fatal(problems)
	}
	got := []string{s.APIURL, s.Listen, s.MetricsListen, s.DataDir, s.keyFile(), s.LogLevel, s.LogFormat, s.webhookPath()}
	want := []string{"https://api.telegram.org", ":8080", "127.0.0.1:9090", "./data", "data/data.key", "info", "text", ""}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("123456:FROM-file\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, problems := readSettings(map[string]string{"TELEGRAM_TOKEN": "", "TELEGRAM_TOKEN_FILE": file})
	if s.Token != "123456:FROM-file" || problems != nil {
		t.Errorf("%q %v", s.Token, problems)
	}
	names, err := wrongWith(map[string]string{"TELEGRAM_TOKEN_FILE": file})
	if !slices.Equal(names, []string{"TELEGRAM_TOKEN"}) || !strings.Contains(err.Error(), "leave one of them out") {
		t.Errorf("both set: %v", err)
	}
	for _, f := range fields() {
		if !f.secret {
			continue
		}
		names, err := wrongWith(map[string]string{f.name: "", f.name + "_FILE": "no/such/file"})
		if !slices.Equal(names, []string{f.name}) || !strings.Contains(err.Error(), "the file no/such/file that "+f.name+"_FILE names cannot be read: no such file") {
			t.Errorf("no file: %v", err)
		}
	}
}

// The help has every setting with its meaning and an example that is right.
func TestEverySettingIsExplained(t *testing.T) {
	help := explainSettings()
	for _, f := range fields() {
		if f.means == "" || f.example == "" || !strings.Contains(help, "  "+f.name) || !strings.Contains(help, f.means) {
			t.Errorf("%s is not explained", f.name)
		}
		more := map[string]string{"WEBHOOK_SECRET": "word", f.name: f.example}
		if names, err := wrongWith(more); names != nil {
			t.Errorf("the example of %s: %v", f.name, err)
		}
	}
}

func TestLogger(t *testing.T) {
	for _, c := range []struct{ level, format, want string }{
		{"info", "json", `"msg":"seen"`},
		{"info", "text", "msg=seen"},
		{"error", "text", ""},
	} {
		var out strings.Builder
		settings{LogLevel: c.level, LogFormat: c.format}.logger(&out).Warn("seen", slog.Int("n", 1))
		if !strings.Contains(out.String(), c.want) || (out.Len() == 0) != (c.want == "") {
			t.Errorf("%v: %q", c, out.String())
		}
	}
}
