# The only door: CI calls the same targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

APP         ?= examples/todo
TAGS        ?=
JS_EXEC      = $(shell go env GOROOT)/lib/wasm/go_js_wasm_exec
SHARED       = ./model/... ./view/... ./app ./wasm
CONCURRENT   = ./server/... ./model ./model/wire
BIN          = $(CURDIR)/build/bin
STATICCHECK  = $(BIN)/staticcheck
SEEDS       ?= 300
OPS         ?= 0
FUZZTIME    ?= 30s

## run: build the todo application and serve it on http://localhost:8080 (PORT, DATA; TAGS=goapp)
.PHONY: run
run:
	go run ./cmd/tandem run -tags "$(TAGS)" $(APP)

## build: build both halves of the todo application in build/todo
.PHONY: build
build:
	go run ./cmd/tandem build -tags "$(TAGS)" $(APP)

## test: everything: unit, property, simulator, Node, and Chromium
.PHONY: test
test: needs needs-axe
	go test -timeout 25m ./...
	$(MAKE) test-js

## test-js: the shared packages as WebAssembly, in Node
.PHONY: test-js
test-js: needs-node
	GOOS=js GOARCH=wasm go test -exec="$(JS_EXEC)" $(SHARED)

## race: the packages with goroutines under the race detector
.PHONY: race
race:
	go test -race $(CONCURRENT)

## sim: play SEEDS fresh seeds of the simulator (SEEDS=300, or OPS=n operations)
.PHONY: sim
sim:
	go test ./model/modeltest -run 'TestSim$$' -count=1 -v -timeout 0 -seeds=$(SEEDS) -ops=$(OPS) -first=$$(date +%s%N)

## torture: kill the real server at random, for longer than 'make test' does
.PHONY: torture
torture:
	go test ./server -run TestKill -count=20 -v -timeout 0

## fuzz: each fuzz test for FUZZTIME (FUZZTIME=30s)
.PHONY: fuzz
fuzz:
	@for f in $$(grep -rlE '^func Fuzz' --include=*_test.go . | sort); do \
		for n in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' $$f); do \
			echo "$$n in $$(dirname $$f)"; go test $$(dirname $$f) -run '^$$' -fuzz "^$$n$$" -fuzztime $(FUZZTIME); \
		done; done

## bench: measure the figures of docs/benchmarks.md
.PHONY: bench
bench: needs
	go run ./bench

## fmt: format the Go code
.PHONY: fmt
fmt:
	gofmt -w $$(git ls-files '*.go')

## lint: formatting, vet for both platforms, staticcheck
.PHONY: lint
lint:
	GOBIN=$(BIN) go install honnef.co/go/tools/cmd/staticcheck@v0.8.2
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run 'make fmt'"; exit 1; }
	go vet ./...
	GOOS=js GOARCH=wasm go vet $(SHARED) ./$(APP) ./wasm/goapp ./examples/goapp
	go vet -tags goapp ./examples/todo
	GOOS=js GOARCH=wasm go vet -tags goapp ./examples/todo
	$(STATICCHECK) ./...
	GOOS=js GOARCH=wasm $(STATICCHECK) ./wasm ./wasm/goapp ./$(APP) ./examples/goapp

# The browser and the database are installed where that is possible, and asked for
# elsewhere.
.PHONY: needs needs-node needs-axe
needs: needs-node
	@command -v chromium >/dev/null || { \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else echo "The tests need the browser 'chromium' on the PATH (on Debian: apt-get install chromium)."; exit 1; fi; }
	@command -v postgres >/dev/null && command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || { \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; \
		else echo "The tests need PostgreSQL: 'postgres' and 'initdb' on the PATH or in /usr/lib/postgresql/*/bin (on Debian: apt-get install postgresql)."; exit 1; fi; }

needs-node:
	@command -v node >/dev/null || { echo "The tests need 'node' on the PATH, version 20 or newer."; exit 1; }

# The checker of accessibility, in the version that its lock file names.
AXE = examples/todo/testdata/axe
needs-axe: needs-node
	@cmp -s $(AXE)/package-lock.json $(AXE)/node_modules/.installed || { \
		cd $(AXE) && npm ci --no-audit --no-fund --ignore-scripts --silent && cp package-lock.json node_modules/.installed || { \
		echo "The tests need axe-core from npm: 'npm ci' in $(AXE)."; exit 1; }; }

## help: this list
.PHONY: help
help:
	@sed -nE 's/^## ([a-z-]+): (.*)/\1 \2/p' $(MAKEFILE_LIST) | awk '{ n = $$1; $$1 = ""; printf "%-10s%s\n", n, $$0 }'
