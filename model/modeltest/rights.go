package modeltest

import (
	"slices"
	"sort"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// sight is how much of a record a user may see.
type sight uint8

const (
	nothing sight = iota
	brief         // the fields of the projection
	all
)

// briefFields are those of the projection, by name.
var briefFields = []string{"done", "title"}

func (s sight) shows(field string) bool {
	return s == all || s == brief && slices.Contains(briefFields, field)
}

// entitled is what one user may see between two commits that change grants.
type entitled []struct {
	pattern string
	sight   sight
}

// rights are those of a user at a commit: what the grants say that are records
// then, and those that are always in force.
type rights struct {
	user string
	from int // how many commits that change grants came before
}

// granted returns how many commits up to one have changed grants.
func (j *judge) granted(seq uint64) int {
	return sort.Search(len(j.grants), func(i int) bool { return j.grants[i] > seq })
}

// see returns how much a user may see of a topic at a commit.
func (j *judge) see(user, topic string, seq uint64) sight {
	if owner, private := strings.CutPrefix(topic, "user/"); private {
		if owner == user {
			return all
		}
		return nothing
	}
	best := nothing
	for _, e := range j.entitled(user, seq) {
		if p, many := strings.CutSuffix(e.pattern, "*"); e.pattern == topic || many && strings.HasPrefix(topic, p) {
			best = max(best, e.sight)
		}
	}
	return best
}

// ever returns the most that a user might see of a topic from one commit to
// another.
func (j *judge) ever(user, topic string, from, to uint64) sight {
	best := j.see(user, topic, from)
	for _, seq := range j.grants[j.granted(from):j.granted(to)] {
		best = max(best, j.see(user, topic, seq))
	}
	return best
}

func (j *judge) entitled(user string, seq uint64) entitled {
	key := rights{user, j.granted(seq)}
	if e, ok := j.sights[key]; ok {
		return e
	}
	var e entitled
	for _, g := range open {
		e = append(e, entitled{{g.Topic, all}}...)
	}
	who := []string{user, "*"}
	for i := 0; i < len(who); i++ {
		for _, c := range j.keys {
			if !strings.HasPrefix(c.key, "grants/") {
				continue
			}
			v := c.at(seq)
			if v == nil || v.value("who") != `"`+who[i]+`"` {
				continue
			}
			topic := strings.Trim(v.value("topic"), `"`)
			switch {
			case !strings.HasPrefix(topic, "role:"):
				s := all
				if v.value("fields") == `"brief"` {
					s = brief
				}
				e = append(e, entitled{{topic, s}}...)
			case !slices.Contains(who, topic):
				who = append(who, topic)
			}
		}
	}
	j.sights[key] = e
	return e
}

// hidden returns what of a record is not for whoever has this sight; "" for
// nothing.
func (s sight) hidden(r *model.Record) string {
	if r.Gone {
		return ""
	}
	if s == nothing {
		return "all"
	}
	for i := range r.Fields {
		if !s.shows(r.Fields[i].Name) {
			return r.Fields[i].Name
		}
	}
	return ""
}
