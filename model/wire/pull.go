package wire

import "github.com/tandemgo/tandem/model"

// Bits of a pull.
const (
	pullWhole = 1 << iota
	pullEpoch // both cursors are of one epoch

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
	e.byte(flags)
	e.cursor(m.From)
	if !same {
		e.ref(m.To.Epoch)
	}
	e.uint(m.To.Seq)
	e.uint(m.To.Grants)
	e.uint(uint64(len(m.Records)))
	p := before{seq: m.From.Seq}
	for _, r := range m.Records {
		e.record(r, &p)
	}
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
	if n := d.count(minRecord); n > 0 {
		rs := make([]model.Record, n)
		m.Records = make([]*model.Record, n)
		p := before{seq: m.From.Seq}
		for i := range rs {
			if d.record(&rs[i], &p); d.err != nil {
				return m
			}
			m.Records[i] = &rs[i]
		}
	}
	if n := d.count(minOutcome); n > 0 {
		m.Outcomes = make([]model.Outcome, n)
		for i := range m.Outcomes {
			if m.Outcomes[i] = d.outcome(); d.err != nil {
				return m
			}
		}
	}
	return m
}
