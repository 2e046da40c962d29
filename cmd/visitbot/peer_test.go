package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// peerPackage is another's emulation of Telegram, from npm: it knows nothing
// of this bot and shares no code with it.
const peerPackage = "telegram-test-api@4.2.1"

// peerServer starts that emulation on a port of its own.
const peerServer = `
const {TelegramServer} = require('telegram-test-api/lib/telegramServer.js');
const server = new TelegramServer({host: '127.0.0.1', port: Number(process.argv[1])});
server.start().then(() => console.log('listening'));
`

// needNPM skips a test where there is no npm, unless the environment wants the
// real one.
func needNPM(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("npm"); err == nil {
		return
	}
	if os.Getenv("VISITBOT_TEST_REAL") == "1" {
		t.Fatal("VISITBOT_TEST_REAL=1 and no npm on PATH")
	}
	t.Skip("no npm on PATH")
}

// installPeer installs the package once in the user's cache and returns the
// folder.
func installPeer(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "visitbot-test", strings.ReplaceAll(peerPackage, "@", "-"))
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "telegram-test-api", "package.json")); err == nil {
		return dir
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(within(t, 5*time.Minute), "npm", "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", peerPackage)
	if out, err := install.CombinedOutput(); err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			t.Fatalf("npm: %v\n%s", err, out)
		}
		t.Skipf("npm cannot install %s here: %v", peerPackage, err)
	}
	return dir
}

// startPeer starts the emulation and returns its address.
func startPeer(t *testing.T) string {
	t.Helper()
	port := freePort(t)
	server := exec.Command("node", "-e", peerServer, port)
	server.Dir = installPeer(t)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); _ = server.Wait() })
	if _, err := io.ReadFull(out, make([]byte, len("listening"))); err != nil {
		t.Fatal("the emulation does not start: ", err)
	}
	return "http://127.0.0.1:" + port
}

// peerCall sends a body to the emulation's side of people and returns the answer.
func peerCall(t *testing.T, address string, body any) string {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(address, "application/json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", address, answer.Status, said, err)
	}
	return string(said)
}

// The bot answers /start and a press on an emulation of Telegram that others
// wrote. That one offers text messages, edits and presses; it knows no
// pictures, so it does not come to a ticket.
func TestPeerEmulation(t *testing.T) {
	needNPM(t)
	peer := startPeer(t)
	w := newTown(t)
	p := w.serve([]string{"--ephemeral"}, "TELEGRAM_TOKEN=sampleToken", "TELEGRAM_API_URL="+peer)
	p.says("msg=serving bot=@TestNameBot")
	from := map[string]any{"id": 7, "first_name": "Ana", "is_bot": false, "language_code": "en"}
	chat := map[string]any{"id": 7, "first_name": "Ana", "type": "private"}
	peerCall(t, peer+"/sendCommand", map[string]any{
		"botToken": "sampleToken", "from": from, "chat": chat, "date": time.Now().Unix(), "text": "/start",
		"entities": []any{map[string]any{"type": "bot_command", "offset": 0, "length": 6}},
	})
	history := func() string { return peerCall(t, peer+"/getUpdatesHistory", map[string]any{"token": "sampleToken"}) }
	peerSees(t, history, "Romexpo")
	id, data := peerButton(t, history(), "Romexpo")
	peerCall(t, peer+"/sendCallback", map[string]any{
		"botToken": "sampleToken", "from": from, "date": time.Now().Unix(), "data": data,
		"message": map[string]any{"message_id": id, "from": from, "chat": chat, "date": time.Now().Unix()},
	})
	peerSees(t, history, "Reserve a place")
	p.stops()
}

// peerSees waits for a text in the history.
func peerSees(t *testing.T, history func() string, text string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		now := history()
		if strings.Contains(now, text) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%q is not in\n%s", text, now)
		}
	}
}

// peerButton returns the message and the data of a button in the history.
func peerButton(t *testing.T, history, label string) (message int, data string) {
	t.Helper()
	var entries struct {
		Result []struct {
			MessageID int `json:"messageId"`
			Message   struct {
				ReplyMarkup struct {
					Rows [][]struct {
						Text string `json:"text"`
						Data string `json:"callback_data"`
					} `json:"inline_keyboard"`
				} `json:"reply_markup"`
			} `json:"message"`
		} `json:"result"`
	}
	if err := json.Unmarshal([]byte(history), &entries); err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries.Result {
		for _, row := range entry.Message.ReplyMarkup.Rows {
			for _, button := range row {
				if strings.Contains(button.Text, label) {
					return entry.MessageID, button.Data
				}
			}
		}
	}
	t.Fatalf("no button %q in\n%s", label, history)
	return 0, ""
}
