package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif"  // photos may be GIF,
	_ "image/jpeg" // JPEG
	_ "image/png"  // or PNG
	"net/http"
	"path"
	"strings"
)

// Limits of files, in bytes and pixels.
const (
	maxPhoto     = 10 << 20
	maxDocument  = 50 << 20
	maxDownload  = 20 << 20
	maxPhotoSide = 10_000 // width and height together
	maxPhotoRate = 20     // the longer side to the shorter
	thumbSide    = 90
)

// File is what a message carries.
type File struct {
	ID            string // reusable in place of an upload
	UniqueID      string // the same for the same content; cannot be sent
	Name          string // as uploaded
	MIME          string
	Size          int // bytes
	Width, Height int // of a photo, in pixels
}

// stored is a file that the server keeps.
type stored struct {
	File
	kind  string // "photo" or "document"
	path  string
	data  []byte
	thumb string // file id of a photo's smaller size
}

// File gives the content of a file that the bot sent.
func (s *Server) File(fileID string) (name string, data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[fileID]
	if f == nil {
		return "", nil, false
	}
	return f.Name, bytes.Clone(f.data), true
}

// takeFile gives the file that a call sends: a new upload or a known one by
// its file id. The value is a file id, "attach://field", or empty for an
// upload in the field itself; a nil result means that there is none.
func (s *Server) takeFile(q *request, field, value, kind string) (*stored, *apiError) {
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		field, value = name, ""
	}
	if value != "" {
		return s.knownFile(value, kind)
	}
	part, ok := q.files[field]
	if !ok {
		return nil, nil
	}
	if len(part.data) == 0 {
		return nil, bad("file must be non-empty")
	}
	if kind == "photo" {
		return s.storePhoto(part)
	}
	return s.store(part, kind, File{}), nil
}

func (s *Server) knownFile(id, kind string) (*stored, *apiError) {
	if strings.Contains(id, "://") {
		return nil, bad("failed to get HTTP URL content")
	}
	f := s.files[id]
	switch {
	case f == nil:
		return nil, bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
	case f.kind != kind:
		return nil, bad("can't use file of type %s as %s", capital(f.kind), capital(kind))
	}
	return f, nil
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

func (s *Server) storePhoto(part upload) (*stored, *apiError) {
	if n := len(part.data); n > maxPhoto {
		return nil, bad("file of size %d bytes is too big for a photo; the maximum size is %d bytes", n, maxPhoto)
	}
	picture, _, err := image.DecodeConfig(bytes.NewReader(part.data))
	if err != nil {
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	w, h := picture.Width, picture.Height
	if w+h > maxPhotoSide || max(w, h) > maxPhotoRate*min(w, h) {
		return nil, bad("PHOTO_INVALID_DIMENSIONS")
	}
	photo := s.store(part, "photo", File{Width: w, Height: h})
	longer := max(w, h)
	small := File{Width: max(1, w*thumbSide/longer), Height: max(1, h*thumbSide/longer)}
	photo.thumb = s.store(part, "photo", small).ID
	return photo, nil
}

// store keeps an upload under a new file id.
func (s *Server) store(part upload, kind string, f File) *stored {
	n := len(s.files) + 1
	sum := sha256.Sum256(append([]byte(kind), part.data...))
	f.ID = fmt.Sprintf("%s_%06d_%s", map[string]string{"photo": "AgAC", "document": "BQAC"}[kind], n, hex.EncodeToString(sum[:20]))
	f.UniqueID = "AQAD" + hex.EncodeToString(sum[:8])
	f.Name, f.Size, f.MIME = part.name, len(part.data), http.DetectContentType(part.data)
	if strings.HasSuffix(f.Name, ".ics") {
		f.MIME = "text/calendar"
	}
	file := &stored{File: f, kind: kind, data: part.data}
	file.path = fmt.Sprintf("%ss/file_%d%s", kind, n, path.Ext(part.name))
	s.files[f.ID] = file
	return file
}

func (s *Server) photoSizes(id string) []map[string]any {
	photo := s.files[id]
	sizes := []*stored{photo}
	if small := s.files[photo.thumb]; small != nil {
		sizes = []*stored{small, photo}
	}
	var list []map[string]any
	for _, f := range sizes {
		list = append(list, map[string]any{
			"file_id": f.ID, "file_unique_id": f.UniqueID, "file_size": f.Size, "width": f.Width, "height": f.Height,
		})
	}
	return list
}

func documentFields(f *File) map[string]any {
	return map[string]any{
		"file_id": f.ID, "file_unique_id": f.UniqueID, "file_size": f.Size, "file_name": f.Name, "mime_type": f.MIME,
	}
}

// getFile answers where a file can be downloaded.
func (s *Server) getFile(q *request) (any, *apiError) {
	if !q.has("file_id") {
		return nil, bad("file_id not specified")
	}
	f := s.files[q.params["file_id"]]
	switch {
	case f == nil:
		return nil, bad("invalid file_id")
	case f.Size > maxDownload:
		return nil, bad("file is too big")
	}
	return map[string]any{
		"file_id": f.ID, "file_unique_id": f.UniqueID, "file_size": f.Size, "file_path": f.path,
	}, nil
}

// serveFile serves the download of a file by the path that getFile gave.
func (s *Server) serveFile(w http.ResponseWriter, path string) {
	data := s.fileAt(path)
	if data == nil {
		refuse(w, &apiError{status: 404, text: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data) // the bot has gone: nobody to tell
}

func (s *Server) fileAt(path string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.path == path {
			return f.data
		}
	}
	return nil
}
