package app

import (
	"strconv"
	"strings"
)

// Negotiate returns which of the offered media types the Accept header prefers
// (RFC 9110, section 12.5.1); the first offer if there is no header, "" if none
// is acceptable. Of types with the same weight the one offered first wins.
func Negotiate(accept string, offers ...string) string {
	if strings.TrimSpace(accept) == "" {
		return offers[0]
	}
	best, bestQ := "", 0.0
	for _, offer := range offers {
		if q := quality(accept, offer); q > bestQ {
			best, bestQ = offer, q
		}
	}
	return best
}

// quality returns the weight of a media type: that of the most specific range
// which it is in.
func quality(accept, offer string) float64 {
	kind, _, _ := strings.Cut(offer, "/")
	q, specific := 0.0, -1
	for part := range strings.SplitSeq(accept, ",") {
		r, params, _ := strings.Cut(part, ";")
		r = strings.ToLower(strings.TrimSpace(r))
		level := -1
		switch r {
		case offer:
			level = 2
		case kind + "/*":
			level = 1
		case "*/*":
			level = 0
		}
		if level <= specific {
			continue
		}
		q, specific = weight(params), level
	}
	return q
}

// weight returns the weight that parameters of a header give; 1 if they say nothing, 0
// for what is none.
func weight(params string) float64 {
	w := 1.0
	for p := range strings.SplitSeq(params, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(strings.TrimSpace(k), "q") {
			f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
			if err != nil || f < 0 || f > 1 {
				f = 0
			}
			w = f
		}
	}
	return w
}
