package model

// Counter is a field to which requests add. Two people who add at the same time
// have both been counted: there is never a conflict, since what a request says is
// how much, not what it comes to.
//
// Bind passes a Counter over, as it does the ID: a request that states a new
// count would undo the others.
type Counter struct{ n int64 }

// Value returns the count.
func (c Counter) Value() int64 { return c.n }

// Add adds n, which may be negative.
func (c *Counter) Add(n int64) { c.n += n }

func (c Counter) encode() (Value, error) { return Int(c.n), nil }

func (c *Counter) decode(v Value) error {
	n, err := v.Int()
	if err == nil {
		c.n = n
	}
	return err
}

func (c *Counter) assign(Value) error { return nil }
func (c *Counter) read([]string) bool { return true }
func (c Counter) kind() string        { return "a counter" }

// merge has nothing to do: the run has added to the newest count.
func (c Counter) merge(_, mine, _ Value) (Value, bool) { return mine, true }
