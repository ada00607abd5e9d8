package model

// Commit is what one accepted request changed. The commits of a space are
// numbered from 1 without gaps.
type Commit struct {
	Seq uint64
	// Hash is the digest of this commit and of the hash of the one before.
	Hash Hash
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

// Sum returns the hash that the commit has after one with the hash prev.
func (c *Commit) Sum(prev Hash) Hash {
	parts := []string{string(prev[:]), count(c.Seq), count(uint64(c.Time)), c.User, c.Method, c.URI, string(c.Intent[:]), c.Client, count(c.N)}
	if c.Blind {
		parts = append(parts, "blind")
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		parts = append(parts, ch.Key, count(uint64(ch.Op)), ch.Was, ch.Topic)
		for _, f := range ch.Fields {
			parts = append(parts, f.Name, string(f.Before), string(f.After))
		}
		parts = append(parts, count(uint64(len(ch.Fields))))
	}
	return Sum(parts...)
}
