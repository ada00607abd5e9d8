package model_test

import (
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/modeltest"
)

func TestMemStore(t *testing.T) {
	modeltest.TestStore(t, func(testing.TB) model.Store { return model.NewMemStore("e1") })
}

func TestBuildIndexes(t *testing.T) {
	modeltest.TestBuild(t, func(testing.TB) model.Store { return model.NewMemStore("e1") })
}
