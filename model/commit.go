package model

// Commit is what one accepted request changed. The commits of a space are
// numbered from 1 without gaps.
type Commit struct {
	Seq uint64
	// Time is the server's clock when the commit was made.
	Time Time
	User string
	// Request is what was asked for, by whichever way it came. The body is
	// not part of a commit: what it did is in Changes.
	Method, URI string
	// Intent is the id of the intent; Client and N its place in an outbox,
	// empty for a request that came over HTTP.
	Intent ID
	Client string
	N      uint64
	// Blind marks a write that named no base.
	Blind   bool
	Changes []Change
}

// Time is a point in time: microseconds since 1970 in UTC.
type Time int64
