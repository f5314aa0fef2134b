# The verbs of this repository. Go and make are enough, node for "make contract", and
# Chromium beside it for "make pages" and
# "make todo"; everything else that is needed is pinned in go.mod,
# tools/go.mod and the package-lock.json of those in tools, and fetched on first use.

# How long each fuzz target runs; "1000x" counts inputs instead of time.
FUZZTIME ?= 30s
# Which benchmarks run, as a regular expression.
BENCH ?= .
# How often each benchmark runs; benchstat compares the many with the many.
COUNT ?= 1

TOOL := go tool -modfile=tools/go.mod

# Go can look for data races only where there is a C compiler. Without one the
# tests run all the same and say what was left out; CI does not do without.
RACE := $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

.DEFAULT_GOAL := help
.PHONY: help serve test check race whole contract pages todo fuzz bench build clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: ## serve the example design on this machine, with rows to play with
	go run ./examples/helpdesk serve examples/helpdesk/design --dev

test: check race whole contract pages todo ## everything that CI runs: check, race, whole, contract, pages, todo, and a sample of fuzz
	@$(MAKE) --no-print-directory fuzz FUZZTIME=1000x

check: ## the gate: gofumpt, go vet, staticcheck, exhaustive
	@echo "gofumpt -l ."; bad=$$($(TOOL) gofumpt -l .) || exit 1; \
	if [ -n "$$bad" ]; then echo "not formatted (gofumpt -w mends it):"; echo "$$bad"; exit 1; fi
	go vet ./...
	$(TOOL) staticcheck ./...
	$(TOOL) exhaustive -d ./...
	cd oracle && go vet ./... && go tool -modfile=../tools/go.mod staticcheck ./... && go tool -modfile=../tools/go.mod exhaustive -d ./...
	cd bench && go vet ./... && go tool -modfile=../tools/go.mod staticcheck ./... && go tool -modfile=../tools/go.mod exhaustive -d ./...

race: ## all tests, looking for data races too
ifeq ($(RACE),)
	@echo "NOT LOOKING FOR DATA RACES: Go finds no C compiler here (go env CC)"; test -z "$$CI"
endif
	go test $(RACE) ./...
	cd bench && go test ./...

# Under the race detector these do a part only (race_test.go), or nothing (budget_test.go).
whole: ## what the race detector makes too slow: 2,000 random rules, every design served, budgets
	go test ./internal/design/expr ./internal/engine ./internal/exec ./internal/compat ./internal/verify/generate
	cd oracle && go test ./...

contract: ## what linters, generated clients and a proxy make of OpenAPI documents (needs node)
	cd tools/contract && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node check.mjs

pages: ## what a browser makes of the reference that is served at /docs (needs node and chromium)
	cd tools/pages && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node check.mjs

todo: ## what Todo-Backend asks of examples/todo, from a page in Chromium (needs node and chromium)
	cd tools/todo && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node check.mjs

fuzz: ## every fuzz target for FUZZTIME (30s), one after the other
	@listed=$$(go test -list '^Fuzz' ./...) || { echo "$$listed"; exit 1; }; \
	targets=$$(echo "$$listed" | awk '/^Fuzz/ {name[n++] = $$1} /^ok/ {for (i = 0; i < n; i++) print $$2 ":" name[i]; n = 0}'); \
	test -n "$$targets" || echo "fuzz: there are no fuzz targets"; \
	for t in $$targets; do \
		echo "fuzz $${t#*:} in $${t%:*} for $(FUZZTIME)"; \
		go test -run '^$$' -fuzz "^$${t#*:}$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$${t%:*}" || exit 1; \
	done

bench: ## the benchmarks that match BENCH (all), COUNT times (1)
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

build: ## bin/newel, one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/newel ./cmd/newel

clean: ## remove what build made
	rm -rf bin
