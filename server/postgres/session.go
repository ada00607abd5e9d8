package postgres

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// The transactions. One that reads sees one point. One that writes has locked its
// space when its first statement returns, and each of its statements sees what was
// written until then: at a higher isolation, all that have waited would fail.
var (
	reading = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	writing = pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite}
)

// session is a connection with a transaction that is open. One goroutine uses it.
type session struct {
	view
	pooled *pgxpool.Conn
	tx     pgx.Tx
	ended  bool
	lost   bool // the connection was, before the transaction ended
}

// begin opens a transaction, and reads or locks the head of a space, which is
// created if need be: a space begins with its first use, which may be a read.
func (s *Store) begin(doing string, how pgx.TxOptions, head, space string) (*session, error) {
	if !valid(space) {
		return nil, fmt.Errorf("%s: %w", doing, ErrText)
	}
	created := false
	for tries := 0; ; {
		ss, found, err := s.try(how, head, space)
		switch {
		case err != nil && ss != nil && ss.lost && tries < s.size:
			// The connection may have been idle while the server was started
			// anew. Nothing was done yet: another one does as well.
			tries++
		case err != nil:
			return nil, fault(doing, err)
		case found:
			return ss, nil
		case created:
			ss.end()
			return nil, fmt.Errorf("%s: %w: it was not created", doing, model.ErrStore)
		default:
			ss.end()
			// By a transaction of its own: whoever sees the epoch sees that
			// which stays.
			if _, err := s.pool.Exec(background, insertSpace, escape(space), escape(s.epoch())); err != nil {
				return nil, fault("create space "+space, err)
			}
			created = true
		}
	}
}

// try opens a transaction in one round trip. A session is returned also with an
// error of its connection, and has ended then.
func (s *Store) try(how pgx.TxOptions, head, space string) (ss *session, found bool, err error) {
	c, err := s.pool.Acquire(background)
	if err != nil {
		return nil, false, err
	}
	ss = &session{pooled: c, view: view{conn: c.Conn(), name: space, space: escape(space)}}
	b := &pgx.Batch{}
	b.BeginTx(how)
	b.Queue(head, ss.space).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var forgot []byte
			var seq, horizon int64
			if err := rows.Scan(&ss.point.Epoch, &seq, &horizon, &forgot); err != nil {
				return err
			}
			found = true
			plain(&ss.point.Epoch)
			ss.point.Seq, ss.horizon = uint64(seq), uint64(horizon)
			if err := row.Fill(ss.forgot[:], forgot); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	res := c.SendBatch(background, b)
	ss.tx = res.Tx()
	if err := res.Close(); err != nil {
		ss.end()
		return ss, false, err
	}
	return ss, found, nil
}

// commit sends statements and the end of the transaction in one round trip. With
// an error, ended and lost say what is known.
func (ss *session) commit(b *pgx.Batch) error {
	done := false
	b.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
		done = tag.String() == "COMMIT"
		return nil
	})
	err := ss.conn.SendBatch(background, b).Close()
	if done {
		return nil // whatever has become of the connection since
	}
	if err == nil {
		err = errors.New("the transaction was rolled back")
	}
	return err
}

// end undoes what was not committed, and gives the connection back. It may be
// called more than once.
func (ss *session) end() {
	if ss.ended {
		return
	}
	ss.ended = true
	if ss.conn.PgConn().TxStatus() != 'I' && !ss.conn.IsClosed() {
		_ = ss.tx.Rollback(background)
	}
	ss.lost = ss.conn.IsClosed()
	ss.pooled.Release()
}

// proof is what an Update that is durable has left in the database.
type proof struct {
	seq      uint64 // the last commit
	hash     model.Hash
	outcomes []model.Outcome
}

// settle finds out what has become of an Update whose connection was lost while it
// became durable.
func (s *Store) settle(space, doing string, p *proof, lost error) error {
	for n := 1; ; n++ {
		// This waits for the lock, and so for the end of the other transaction.
		ss, err := s.begin(doing, writing, lockHead, space)
		if err == nil {
			var written, known bool
			written, known, err = p.in(&ss.view)
			ss.end()
			switch {
			case err == nil && written:
				return nil
			case err == nil && known:
				return fault(doing, lost)
			case err == nil:
				return fmt.Errorf("%s: %w (%w)", doing, ErrUncertain, lost)
			}
		}
		if n == 20 || terminal(err) {
			return fmt.Errorf("%s: %w (%w; then %w)", doing, ErrUncertain, lost, err)
		}
		pause(n)
	}
}

// in looks for the proof. What has none, an Update of indexes or notes alone, may
// be done twice.
func (p *proof) in(v *view) (written, known bool, err error) {
	switch {
	case p.hash != (model.Hash{}):
		if v.point.Seq < p.seq {
			return false, true, nil
		}
		hash, ok, err := v.Chain(p.seq)
		return hash == p.hash, ok, err
	case p.outcomes != nil:
		for i := range p.outcomes {
			o := &p.outcomes[i]
			os, err := v.Outcomes(o.Client, o.N-1)
			if err != nil {
				return false, false, err
			}
			if len(os) == 0 || os[0].N != o.N || os[0].ID != o.ID || os[0].Hash != o.Hash || os[0].Kind != o.Kind || os[0].Seq != o.Seq || row.EncodeBody(&os[0]) != row.EncodeBody(o) {
				return false, true, nil
			}
		}
		return true, true, nil
	}
	return false, false, nil
}
