package store

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"visitbot/bot"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// keySize is that of AES-256, in bytes.
const keySize = 32

// A Seal closes and opens what people typed. Each person has a data key of
// their own (AES-256-GCM), which is stored wrapped by the Seal's key; that key
// never reaches Redis. The person and the field are associated data, so that a
// sealed text cannot be moved to another place.
type Seal struct {
	aead        cipher.AEAD
	fingerprint string
	coverKey    []byte
}

// NewSeal returns a seal with a key of 32 bytes.
func NewSeal(key []byte) (*Seal, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("store: a data key has %d bytes, not %d", keySize, len(key))
	}
	return &Seal{aead: gcm(key), fingerprint: hex.EncodeToString(derive(key, "visitbot data key")[:8]), coverKey: derive(key, "visitbot operations")}, nil
}

// derive makes another key of a key.
func derive(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// cover hides the chat that the id of an operation may name: the journal, in
// which it is written, cannot be edited when its person is erased. What cover
// returns it leaves as it is.
func (s *Seal) cover(operation string) string {
	if !strings.Contains(operation, ":") {
		return operation
	}
	return hex.EncodeToString(derive(s.coverKey, operation)[:16])
}

// LoadSeal reads the key from a file of 64 hexadecimal digits, and makes the
// file, readable by its owner only, where there is none.
func LoadSeal(file string) (*Seal, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSeal(file)
	}
	if err != nil {
		return nil, fmt.Errorf("store: data key: %w", err)
	}
	key, err := hex.DecodeString(string(trimNewline(text)))
	if err != nil {
		return nil, fmt.Errorf("store: %s is not a data key: 64 hexadecimal digits are wanted", file)
	}
	return NewSeal(key)
}

// makeSeal writes a new key and links it to its place, so that nobody ever
// reads half a key, and of two processes that begin at once one wins.
func makeSeal(file string) (*Seal, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("store: data key: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".data-key-*") // readable by its owner only
	if err != nil {
		return nil, fmt.Errorf("store: data key: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(random(keySize)) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("store: data key: %w", err)
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("store: data key: %w", err)
	}
	return LoadSeal(file)
}

func trimNewline(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return b
}

// Fingerprint tells keys apart and says nothing about the key.
func (s *Seal) Fingerprint() string { return s.fingerprint }

// sealedTexts are a person's texts as commit.lua takes them.
type sealedTexts struct {
	mode                        string // none, claim, typed
	key, name, remark, sentence string
}

// keepRemark tells commit.lua to leave the remark as it is.
const keepRemark = "="

// claims are the acts that may begin a claim under a name.
var claims = []seats.Act{seats.ActConfirm, seats.ActAccept, seats.ActWait}

// sealTexts seals what a commit has to keep. A person's first text makes their
// data key; from then on the key comes with every reply.
func (s *Store) sealTexts(c bot.Commit) (sealedTexts, error) {
	typed := c.Name != "" || c.Remark != nil || c.Sentence != ""
	if !typed && !slices.Contains(claims, c.Ask.Act) {
		return sealedTexts{mode: "none"}, nil
	}
	if c.Name == "" && c.Sentence == "" && c.Remark != nil && *c.Remark == "" {
		return sealedTexts{mode: "typed"}, nil // takes the remark away and touches nothing else
	}
	wrapped, key, err := s.dataKey(c.Person, c.Key)
	texts := sealedTexts{mode: "claim", remark: keepRemark}
	if err != nil { // what it sealed is lost; what comes now must not be
		s.opts.Log.Error("a person's data key does not open; they get a new one", "error", err)
		wrapped, key, _ = s.dataKey(c.Person, "")
		texts.remark = ""
	}
	name := cmp.Or(c.Name, c.Profile)
	texts.key, texts.name = wrapped, s.seal(c.Person, "name", key, string(name))
	if !typed {
		return texts, nil
	}
	texts.mode = "typed"
	if c.Remark != nil {
		texts.remark = ""
		if *c.Remark != "" {
			texts.remark = s.seal(c.Person, "remark", key, string(*c.Remark))
		}
	}
	if c.Sentence != "" {
		texts.sentence = s.seal(c.Person, "sentence", key, string(c.Sentence))
	}
	return texts, nil
}

// dataKey unwraps a person's data key, or makes one.
func (s *Store) dataKey(who seats.Person, wrapped string) (string, []byte, error) {
	if wrapped != "" {
		key, err := openWith(s.opts.Seal.aead, s.field(who, "key"), wrapped)
		return wrapped, key, err
	}
	key := random(keySize)
	return sealWith(s.opts.Seal.aead, s.field(who, "key"), key), key, nil
}

func (s *Store) seal(who seats.Person, field string, key []byte, text string) string {
	return sealWith(gcm(key), s.field(who, field), []byte(text))
}

// openTexts opens a person's name and remark.
func (s *Store) openTexts(who seats.Person, wrapped, name, remark string) (conversation.Private, conversation.Private, error) {
	_, key, err := s.dataKey(who, wrapped)
	if err != nil {
		return "", "", err
	}
	aead := gcm(key)
	opened := [2]conversation.Private{}
	for i, f := range []struct{ field, sealed string }{{"name", name}, {"remark", remark}} {
		if f.sealed == "" {
			continue
		}
		text, err := openWith(aead, s.field(who, f.field), f.sealed)
		if err != nil {
			return "", "", err
		}
		opened[i] = conversation.Private(text)
	}
	return opened[0], opened[1], nil
}

// field is the associated data of a sealed value: where it belongs.
func (s *Store) field(who seats.Person, field string) string { return s.keys.sealed(who) + "/" + field }

func sealWith(aead cipher.AEAD, place string, text []byte) string {
	nonce := random(aead.NonceSize())
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, text, []byte(place)))
}

func openWith(aead cipher.AEAD, place, sealed string) ([]byte, error) {
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < aead.NonceSize() {
		return nil, errors.New("store: a sealed text is damaged")
	}
	text, err := aead.Open(nil, b[:aead.NonceSize()], b[aead.NonceSize():], []byte(place))
	if err != nil {
		return nil, fmt.Errorf("store: a sealed text does not open: %w", err)
	}
	return text, nil
}

// gcm is AES-GCM with a key of the right size.
func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the size is checked where keys come in
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the block size of GCM
	}
	return aead
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand ends the program first
	return b
}
