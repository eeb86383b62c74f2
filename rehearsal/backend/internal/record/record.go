// Package record says what all records have: identifiers and times.
package record

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// Timestamp is a time as records keep it: UTC, fixed width, so that it sorts as text.
func Timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// NewID gives a random identifier (a version 4 UUID).
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return uuid(b, 0x40)
}

// IDOf gives the identifier that belongs to some texts (a version 8 UUID): the same texts, the same identifier, and
// no other texts have it.
func IDOf(texts ...string) string {
	hash := sha256.New()
	for _, text := range texts {
		// With its length before each text, "ab", "c" is not "a", "bc".
		_ = binary.Write(hash, binary.BigEndian, uint64(len(text)))
		hash.Write([]byte(text))
	}
	return uuid([16]byte(hash.Sum(nil)[:16]), 0x80)
}

func uuid(b [16]byte, version byte) string {
	b[6] = b[6]&0x0f | version
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
