package modeltest

import (
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// disk is what a device has stored. It is a log with a cache: a batch is written
// whole, but what was not synced since can vanish when the power fails, or be
// cut in the middle.
type disk struct {
	meta    model.Meta
	records map[string]*model.Record
	intents map[uint64]model.Intent
	kept    map[model.ID]model.Intent // answered ones
	tail    []written                 // what is not synced, oldest first
}

// written is a batch that is not synced, and how it is taken back.
type written struct {
	b    *model.Batch
	m    model.Meta
	undo func()
}

// maxTail is how many batches a system keeps in its cache at most.
const maxTail = 8

func newDisk() disk {
	return disk{records: map[string]*model.Record{}, intents: map[uint64]model.Intent{}, kept: map[model.ID]model.Intent{}}
}

func (d *disk) copy() disk {
	return disk{meta: d.meta, records: maps.Clone(d.records), intents: maps.Clone(d.intents), kept: maps.Clone(d.kept)}
}

// empty reports whether nothing was ever stored.
func (d *disk) empty() bool { return d.meta.Client == "" }

// write applies a batch, whole.
func (d *disk) write(b *model.Batch, m model.Meta) {
	meta := d.meta
	var all map[string]*model.Record
	was := make([]*model.Record, len(b.Records))
	var dropped []model.Intent
	if b.Reset {
		all, d.records = d.records, map[string]*model.Record{}
	}
	for i, r := range b.Records {
		was[i] = d.records[r.Key]
		if r.Gone {
			delete(d.records, r.Key)
		} else {
			d.records[r.Key] = r
		}
	}
	for _, n := range b.Drop {
		if in, ok := d.intents[n]; ok {
			dropped = append(dropped, in)
			delete(d.intents, n)
		}
	}
	over := make([]model.Intent, len(b.Intents))
	for i, in := range b.Intents {
		over[i] = d.intents[in.N]
		d.intents[in.N] = in
	}
	kept := d.kept
	if len(b.Keep)+len(b.Forget) > 0 {
		d.kept = maps.Clone(d.kept)
		for _, id := range b.Forget {
			delete(d.kept, id)
		}
		for _, in := range b.Keep {
			d.kept[in.ID] = in
		}
	}
	if b.Meta {
		d.meta = m
	}
	d.tail = append(d.tail, written{b, m, func() {
		d.meta, d.kept = meta, kept
		for i := len(b.Intents) - 1; i >= 0; i-- {
			if n := b.Intents[i].N; over[i].N == 0 {
				delete(d.intents, n)
			} else {
				d.intents[n] = over[i]
			}
		}
		for _, in := range dropped {
			d.intents[in.N] = in
		}
		for i := len(b.Records) - 1; i >= 0; i-- {
			if was[i] == nil {
				delete(d.records, b.Records[i].Key)
			} else {
				d.records[b.Records[i].Key] = was[i]
			}
		}
		if all != nil {
			d.records = all
		}
	}})
	if len(d.tail) > maxTail {
		d.tail = slices.Delete(d.tail, 0, 1)
	}
}

// sync makes durable what was written.
func (d *disk) sync() { d.tail = nil }

// powerLoss cuts what was not synced at a byte that cut chooses among n. What is
// left is read as a log is: frame by frame, as long as their sums are right.
// torn says that the cut was within a frame, lost how many frames are gone. With
// believe, the sums are not looked at.
func (d *disk) powerLoss(cut func(n int) int, believe bool) (torn bool, lost int) {
	var log []byte
	for _, t := range d.tail {
		log = appendFrame(log, t.b, t.m)
	}
	if len(log) == 0 {
		return false, 0
	}
	log = log[:cut(len(log))]
	whole := 0
	for {
		n := frameSize(log)
		if n == 0 {
			break
		}
		log = log[n:]
		whole++
	}
	gone := d.tail[whole:]
	for i := len(gone) - 1; i >= 0; i-- {
		gone[i].undo()
	}
	torn, lost = len(log) > 0, len(gone)
	d.tail = nil
	if believe && torn {
		// The meta comes first in a frame, and is taken for all of it.
		if b := gone[0].b; b.Meta {
			d.meta = gone[0].m
		}
	}
	return torn, lost
}

// appendFrame adds a batch as a log has it: its length, its sum, its content.
func appendFrame(log []byte, b *model.Batch, m model.Meta) []byte {
	at := len(log)
	log = append(log, make([]byte, 8)...)
	if b.Meta {
		log = wire.AppendMeta(log, m)
	}
	for _, r := range b.Records {
		log = wire.AppendRecord(log, r)
	}
	for _, n := range b.Drop {
		log = binary.AppendUvarint(log, n)
	}
	for i := range b.Intents {
		log = wire.AppendIntent(log, &b.Intents[i])
	}
	for i := range b.Keep {
		log = wire.AppendIntent(log, &b.Keep[i])
	}
	binary.LittleEndian.PutUint32(log[at:], uint32(len(log)-at-8))
	binary.LittleEndian.PutUint32(log[at+4:], crc32.ChecksumIEEE(log[at+8:]))
	return log
}

// frameSize returns how long the first frame of a log is, 0 if it is not whole.
func frameSize(log []byte) int {
	if len(log) < 8 {
		return 0
	}
	n := int(binary.LittleEndian.Uint32(log)) + 8
	if n > len(log) || crc32.ChecksumIEEE(log[8:n]) != binary.LittleEndian.Uint32(log[4:]) {
		return 0
	}
	return n
}

// saved returns what a program finds that starts: from bytes, as it was kept.
func (d *disk) saved() (*model.Saved, error) {
	if d.empty() {
		return nil, nil
	}
	s := &model.Saved{}
	var err error
	if s.Meta, err = wire.DecodeMeta(wire.AppendMeta(nil, d.meta)); err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(d.records)) {
		r, err := wire.DecodeRecord(wire.AppendRecord(nil, d.records[k]))
		if err != nil {
			return nil, err
		}
		s.Records = append(s.Records, r)
	}
	for _, n := range slices.Sorted(maps.Keys(d.intents)) {
		in := d.intents[n]
		if in, err = wire.DecodeIntent(wire.AppendIntent(nil, &in)); err != nil {
			return nil, err
		}
		s.Intents = append(s.Intents, in)
	}
	for _, id := range slices.SortedFunc(maps.Keys(d.kept), func(a, b model.ID) int { return slices.Compare(a[:], b[:]) }) {
		in := d.kept[id]
		if in, err = wire.DecodeIntent(wire.AppendIntent(nil, &in)); err != nil {
			return nil, err
		}
		s.Kept = append(s.Kept, in)
	}
	return s, nil
}

// get returns a record that is stored, nil if there is none.
func (d *disk) get(key string) *model.Record { return d.records[key] }

func (d *disk) all() []*model.Record {
	rs := make([]*model.Record, 0, len(d.records))
	for _, k := range slices.Sorted(maps.Keys(d.records)) {
		rs = append(rs, d.records[k])
	}
	return rs
}
