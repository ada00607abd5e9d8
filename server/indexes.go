package server

import (
	"time"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// How long the server waits before it looks again for indexes to build.
const (
	buildAgain = time.Minute      // a node of another version may have made one stale
	buildRetry = 10 * time.Second // the store has failed
)

// buildIndexes builds the indexes that are new to the store, beside all that the
// server does, until it is closed.
func (s *Server) buildIndexes() {
	defer close(s.built)
	for s.closing.Err() == nil {
		more, err := model.BuildIndexes(s.origin.Store(), app.Space)
		wait := buildAgain
		switch {
		case err != nil:
			s.log.Warn("indexes are not built", "err", err)
			wait = buildRetry
		case more:
			continue
		}
		again := time.NewTimer(wait)
		select {
		case <-again.C:
		case <-s.closing.Done():
		}
		again.Stop()
	}
}
