package model

// Digest says what somebody holds of a topic, without saying it all: records are
// spread over buckets by their keys, and each bucket has the sum of its records'
// hashes. Who holds the same bucket has the same sum. A clone that a pull cannot
// bring up to date sends its digests, and gets the buckets that differ.
type Digest struct {
	Topic string
	// Buckets has a power of two of sums.
	Buckets []uint64
}

// perBucket is how many records a bucket has on average: fewer make the digest
// longer, more make what is sent for one difference longer.
const perBucket = 8

// digests returns the digests of records, by topic in order. sizes says how many
// buckets a topic has; 0 and a topic that it does not know mean as many as fit.
func digests(rs []*Record, sizes map[string]int) []Digest {
	n := map[string]int{}
	var topics []string
	for _, r := range rs {
		if n[r.Topic] == 0 {
			topics = append(topics, r.Topic)
		}
		n[r.Topic]++
	}
	ds := make([]Digest, len(topics))
	at := make(map[string]int, len(topics))
	for i, t := range topics {
		size := sizes[t]
		if size == 0 {
			for size = 1; size*perBucket < n[t]; size *= 2 {
			}
		}
		ds[i] = Digest{t, make([]uint64, size)}
		at[t] = i
	}
	for _, r := range rs {
		d := &ds[at[r.Topic]]
		d.Buckets[bucket(r.Key, len(d.Buckets))] += r.sum()
	}
	sortDigests(ds)
	return ds
}

func sortDigests(ds []Digest) {
	for i := range ds {
		for k := i; k > 0 && ds[k].Topic < ds[k-1].Topic; k-- {
			ds[k], ds[k-1] = ds[k-1], ds[k]
		}
	}
}

// bucket returns the number of a key's bucket among n, by FNV-1a.
func bucket(key string, n int) int {
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	return int((h ^ h>>32) & uint64(n-1))
}

// sum returns a number that differs when the record differs, or when it or one of its
// fields was last changed by another commit. Who sees a record in part sees no field that
// a move has written.
func (r *Record) sum() uint64 {
	b := make([]byte, 0, 256)
	text := func(s string) {
		b = appendCount(b, uint64(len(s)))
		b = append(b, s...)
	}
	text(r.Key)
	text(r.Topic)
	b = appendCount(b, r.Born)
	b = appendCount(b, r.Last.Seq)
	for i := range r.Fields {
		f := &r.Fields[i]
		text(f.Name)
		text(string(f.Value))
		b = appendCount(b, f.Last.Seq)
	}
	h := Sum(string(b))
	var n uint64
	for _, c := range h[:8] {
		n = n<<8 | uint64(c)
	}
	return n
}

// Kept says which buckets of a topic a clone keeps as they are.
type Kept struct {
	Topic string
	Size  int
	// Buckets are their numbers.
	Buckets []int
}

// differences compares what a clone says that it holds with what it may hold, and
// returns what it keeps, and the records that it does not have.
func differences(have []Digest, rs []*Record) (kept []Kept, missing []*Record) {
	sizes := make(map[string]int, len(have))
	at := make(map[string]int, len(have))
	for i, d := range have {
		sizes[d.Topic], at[d.Topic] = len(d.Buckets), i
	}
	same := map[string][]bool{}
	for _, d := range digests(rs, sizes) {
		i, ok := at[d.Topic]
		if !ok {
			continue
		}
		k := Kept{Topic: d.Topic, Size: len(d.Buckets)}
		equal := make([]bool, len(d.Buckets))
		for b := range d.Buckets {
			if d.Buckets[b] == have[i].Buckets[b] {
				equal[b] = true
				k.Buckets = append(k.Buckets, b)
			}
		}
		same[d.Topic] = equal
		kept = append(kept, k)
	}
	for _, r := range rs {
		if e := same[r.Topic]; e == nil || !e[bucket(r.Key, len(e))] {
			missing = append(missing, r)
		}
	}
	return kept, missing
}

// keeps returns a function that says of a record whether it is kept.
func keeps(kept []Kept) func(*Record) bool {
	in := map[string][]bool{}
	for _, k := range kept {
		e := make([]bool, k.Size)
		for _, b := range k.Buckets {
			if b >= 0 && b < len(e) {
				e[b] = true
			}
		}
		in[k.Topic] = e
	}
	return func(r *Record) bool {
		e := in[r.Topic]
		return len(e) > 0 && e[bucket(r.Key, len(e))]
	}
}

// valid reports whether a digest that came over a network is one.
func (d *Digest) valid() bool {
	n := len(d.Buckets)
	return n > 0 && n&(n-1) == 0
}
