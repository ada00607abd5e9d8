package wire

import "github.com/tandemgo/tandem/model"

// Bits of a pull.
const (
	pullWhole = 1 << iota
	pullEpoch // both cursors are of one epoch
	pullFresh
	pullKept
	pullRights

	pullAll = 1<<iota - 1
)

func (e *encoder) pull(m *model.Pull) {
	var flags byte
	if m.Whole {
		flags |= pullWhole
	}
	same := valid(m.From.Epoch) == valid(m.To.Epoch)
	if same {
		flags |= pullEpoch
	}
	if m.Fresh != nil {
		flags |= pullFresh
	}
	if m.Kept != nil {
		flags |= pullKept
	}
	if m.Rights != nil {
		flags |= pullRights
	}
	e.byte(flags)
	e.cursor(m.From)
	if !same {
		e.ref(m.To.Epoch)
	}
	e.uint(m.To.Seq)
	e.uint(m.To.Grants)
	e.hash(m.Chain)
	if m.Rights != nil {
		e.rights(m.Rights)
	}
	if m.Kept != nil {
		e.cursor(m.Of)
		e.uint(uint64(len(m.Kept)))
		for i := range m.Kept {
			e.kept(&m.Kept[i])
		}
	}
	if m.Fresh != nil {
		e.records(m.Fresh, m.From.Seq)
	}
	e.records(m.Records, m.From.Seq)
	e.uint(uint64(len(m.Outcomes)))
	for i := range m.Outcomes {
		e.outcome(&m.Outcomes[i])
	}
}

func (d *decoder) pull() model.Pull {
	flags := d.flags(pullAll)
	m := model.Pull{Whole: flags&pullWhole != 0, From: d.cursor()}
	m.To.Epoch = m.From.Epoch
	if flags&pullEpoch == 0 {
		if m.To.Epoch = d.ref(); m.To.Epoch == m.From.Epoch {
			d.fail(ErrForm)
		}
	}
	m.To.Seq, m.To.Grants = d.uint(), d.uint()
	m.Chain = d.hash()
	if flags&pullRights != 0 {
		if m.Rights = d.rights(); m.Rights == nil {
			d.fail(ErrForm)
		}
	}
	if flags&pullKept != 0 {
		m.Of = d.cursor()
		m.Kept = make([]model.Kept, d.count(3))
		for i := range m.Kept {
			m.Kept[i] = d.kept()
		}
	}
	if flags&pullFresh != 0 {
		m.Fresh = d.records(m.From.Seq)
		if m.Fresh == nil {
			m.Fresh = []*model.Record{}
		}
	}
	m.Records = d.records(m.From.Seq)
	if d.err != nil {
		return m
	}
	if n := d.count(minOutcome); n > 0 {
		m.Outcomes = make([]model.Outcome, n)
		for i := range m.Outcomes {
			if m.Outcomes[i] = d.outcome(true); d.err != nil {
				return m
			}
		}
	}
	return m
}

func (e *encoder) records(rs []*model.Record, seq uint64) {
	e.uint(uint64(len(rs)))
	p := before{seq: seq}
	for _, r := range rs {
		e.record(r, &p)
	}
}

func (d *decoder) records(seq uint64) []*model.Record {
	n := d.count(minRecord)
	if n == 0 {
		return nil
	}
	// Some records share an allocation, not all: one of them would keep all of it,
	// and the garbage collector goes through it whole before it is filled.
	var slab []model.Record
	out := make([]*model.Record, n)
	p := before{seq: seq}
	for i := range out {
		if len(slab) == 0 {
			slab = make([]model.Record, min(n-i, 73)) // 8 KB
		}
		if d.record(&slab[0], &p); d.err != nil {
			return nil
		}
		out[i], slab = &slab[0], slab[1:]
	}
	return out
}

// maxBuckets bounds what a digest and its answer can have of one topic.
const maxBuckets = 1 << 22

// kept writes the numbers of buckets as their distances.
func (e *encoder) kept(k *model.Kept) {
	e.ref(k.Topic)
	e.uint(uint64(k.Size))
	e.uint(uint64(len(k.Buckets)))
	last := -1
	for _, b := range k.Buckets {
		e.uint(uint64(b - last - 1))
		last = b
	}
}

func (d *decoder) kept() model.Kept {
	k := model.Kept{Topic: d.ref()}
	size := d.uint()
	if size > maxBuckets {
		d.fail(ErrLimit)
		return k
	}
	k.Size = int(size)
	n := d.count(1)
	if n > k.Size {
		d.fail(ErrForm)
		return k
	}
	if n > 0 {
		k.Buckets = make([]int, n)
	}
	last := -1
	for i := range k.Buckets {
		next := d.uint()
		if next > size || last+1+int(next) >= k.Size {
			d.fail(ErrForm)
			return k
		}
		last += 1 + int(next)
		k.Buckets[i] = last
	}
	return k
}
