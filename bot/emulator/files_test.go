package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"
)

func TestFilesAreReused(t *testing.T) {
	w := newWorld(t, Options{})
	photo := w.find(w.photo).Photo
	again := w.find(w.send("sendPhoto", "chat_id", "501", "photo", photo.ID)).Photo
	if *again != *photo || photo.Width != 60 || photo.Height != 40 || photo.Name != "ticket.png" {
		t.Errorf("sent again as %+v, was %+v", again, photo)
	}
	name, data, ok := w.File(photo.ID)
	if !ok || name != "ticket.png" || !bytes.Equal(data, picture(60, 40)) {
		t.Errorf("File gives %q, %d bytes, %v", name, len(data), ok)
	}
	if a := w.call("sendDocument", "chat_id", "501", "document", photo.ID); a.Description != "Bad Request: can't use file of type Photo as Document" {
		t.Errorf("a photo as a document: %q", a.Description)
	}
	if a := w.call("sendPhoto", "chat_id", "501", "photo", photo.UniqueID); a.OK {
		t.Error("a unique id was taken for a file id")
	}
	if d := w.find(w.document).Document; d.MIME != "text/calendar" || d.Name != "visit.ics" {
		t.Errorf("document: %+v", d)
	}
}

func TestPhotoSizesAndDownload(t *testing.T) {
	w := newWorld(t, Options{})
	var m struct {
		Photo []struct {
			ID            string `json:"file_id"`
			Width, Height int
		}
	}
	if err := json.Unmarshal(w.find(w.photo).Raw, &m); err != nil {
		t.Fatal(err)
	}
	if n := len(m.Photo); n != 2 || m.Photo[n-1].Width != 60 || m.Photo[0].Width != 90 || m.Photo[0].Height != 60 || m.Photo[0].ID == m.Photo[1].ID {
		t.Errorf("sizes: %+v", m.Photo)
	}
	a := w.call("getFile", "file_id", m.Photo[1].ID)
	var file struct {
		Path string `json:"file_path"`
	}
	if err := json.Unmarshal(a.Result, &file); err != nil {
		t.Fatal(err)
	}
	r, err := w.client.Get("http://telegram.test/file/bot" + token + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := io.ReadAll(r.Body); !bytes.Equal(data, picture(60, 40)) {
		t.Errorf("downloaded %d bytes with status %d", len(data), r.StatusCode)
	}
}

func TestFileRefusals(t *testing.T) {
	w := newWorld(t, Options{})
	huge := make([]byte, maxDocument+2<<20)
	tests := []struct {
		name, method, field string
		data                []byte
		want                string
	}{
		{"empty", "sendDocument", "document", nil, "400 Bad Request: file must be non-empty"},
		{"no picture", "sendPhoto", "photo", []byte("text"), "400 Bad Request: IMAGE_PROCESS_FAILED"},
		{"too narrow", "sendPhoto", "photo", picture(1, 21), "400 Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"photo too big", "sendPhoto", "photo", huge[:maxPhoto+1], "400 Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"},
		{"document too big", "sendDocument", "document", huge, "413 Request Entity Too Large"},
	}
	for _, tt := range tests {
		a := w.upload(tt.method, tt.field, "x.bin", tt.data, "chat_id", "501")
		if got := fmt.Sprint(a.status, " ", a.Description); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	w.sent(w.upload("sendDocument", "document", "x.bin", huge[:maxDocument], "chat_id", "501"))
	big := w.find(w.sent(w.upload("sendDocument", "document", "x.bin", huge[:maxDownload+1], "chat_id", "501"))).Document
	if a := w.call("getFile", "file_id", big.ID); a.Description != "Bad Request: file is too big" {
		t.Errorf("download of 20 MB and more: %q", a.Description)
	}
}
