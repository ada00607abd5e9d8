package model

// Code is the kind of a rejection. It is stable, and documented in
// docs/problems.md; over HTTP it ends the problem's type and chooses the status.
type Code string

// The codes of the model.
const (
	CodeBadRequest Code = "bad-request"
	CodeInvalid    Code = "invalid"
	CodeForbidden  Code = "forbidden"
	CodeAbsent     Code = "absent"
	CodeTaken      Code = "taken"
	CodeTooLarge   Code = "too-large"
	CodeUnseen     Code = "unseen"
	CodeCrashed    Code = "crashed"
	// CodeHeld: it waits with an earlier request that is in conflict.
	CodeHeld Code = "held"
	// CodeCause: an earlier request that it works on was refused.
	CodeCause Code = "cause"
	// CodeVersion: it was made by a version that is not understood any more.
	CodeVersion Code = "version"
	// CodeForgotten: it is of a time that the history does not reach back to.
	CodeForgotten Code = "forgotten"
	// CodeBudget: it has read more than one request may.
	CodeBudget Code = "budget"
)

// Rejection is a typed refusal of a request, final and fit to be shown to the
// person who made it. Compare by code with errors.Is.
type Rejection struct {
	Code    Code
	Message string
	// Fields says what is wrong with which field.
	Fields []FieldError
	// Cause is the id of the record of another outcome, which is why; "" if
	// there is none.
	Cause string
}

// FieldError is a message about one field.
type FieldError struct{ Field, Message string }

// Reject returns a rejection.
func Reject(code Code, message string) *Rejection { return &Rejection{Code: code, Message: message} }

func (r *Rejection) Error() string {
	s := r.Message
	for _, f := range r.Fields {
		s += "; " + f.Field + " " + f.Message
	}
	return s
}

// Is reports whether target is a rejection with the same code.
func (r *Rejection) Is(target error) bool {
	t, ok := target.(*Rejection)
	return ok && t.Code == r.Code
}

// What the model itself rejects with.
var (
	// ErrAbsent: the record does not exist, as far as the user may know.
	ErrAbsent = Reject(CodeAbsent, "there is no such thing here")
	// ErrTaken: a record with this id exists, or existed.
	ErrTaken = Reject(CodeTaken, "this id cannot be used")
	// ErrUnseen: the record has changed since the author of the request saw it.
	ErrUnseen = Reject(CodeUnseen, "this has changed since you saw it")
	// ErrForgotten: the history does not reach back that far.
	ErrForgotten = Reject(CodeForgotten, "what was then is no longer kept")
	// ErrForbidden: the user may not write this.
	ErrForbidden = Reject(CodeForbidden, "you may not change this")
)
