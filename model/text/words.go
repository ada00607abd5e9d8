package text

// Change says what became of a piece of a text.
type Change uint8

// The changes.
const (
	Kept Change = iota
	Removed
	Added
)

// Piece is a part of one text or of both.
type Piece struct {
	Change Change
	Text   string
}

// Words returns the difference of two texts by words: what is kept and removed
// makes a, what is kept and added makes b.
func Words(a, b string) []Piece {
	as, bs := words(a), words(b)
	var out []Piece
	put := func(c Change, tokens []string) {
		if len(tokens) == 0 {
			return
		}
		s := ""
		for _, t := range tokens {
			s += t
		}
		out = append(out, Piece{c, s})
	}
	i, k := 0, 0
	for _, m := range matches(as, bs) {
		put(Removed, as[i:m.a])
		put(Added, bs[k:m.b])
		put(Kept, as[m.a:m.a+m.n])
		i, k = m.a+m.n, m.b+m.n
	}
	put(Removed, as[i:])
	put(Added, bs[k:])
	return out
}
