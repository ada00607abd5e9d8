package wire

import (
	"errors"
	"strconv"
)

// Reasons for which bytes are not a message. Compare with errors.Is.
var (
	// ErrVersion: another version of the protocol, or of what is stored.
	ErrVersion = errors.New("another version of the format")
	// ErrType: no message has this type.
	ErrType = errors.New("no such type of message")
	// ErrTruncated: the bytes end too early.
	ErrTruncated = errors.New("the bytes end too early")
	// ErrTrailing: there are bytes after the end.
	ErrTrailing = errors.New("there are bytes after the end")
	// ErrLimit: a count or a length is more than the bytes can hold.
	ErrLimit = errors.New("a length is more than the bytes can hold")
	// ErrText: text is not valid UTF-8.
	ErrText = errors.New("text is not valid UTF-8")
	// ErrValue: a value is not JSON text in the form of model.Value.
	ErrValue = errors.New("a value is not canonical JSON")
	// ErrForm: the content has another, shorter form, or makes no sense.
	ErrForm = errors.New("not the form in which this is written")
)

// Error says why and where bytes could not be decoded. It wraps its Reason,
// one of the errors of this package.
type Error struct {
	Reason error
	// At is how many bytes were read.
	At int
}

func (e *Error) Error() string {
	return "decode at byte " + strconv.Itoa(e.At) + ": " + e.Reason.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Reason }
