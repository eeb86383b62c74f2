# `make help` lists the targets. Paths are relative, so the folder may have any name.

.DEFAULT_GOAL := help
NODE := node --no-warnings=ExperimentalWarning
SOURCES := $(wildcard cli.ts composition.ts index.ts pipeline.ts model components automation rehearsal tools tests bench)
SAMPLED_TESTS := 'tests/property/*.test.ts' $(foreach name,crash faults lease load restore sequences stage,$(wildcard tests/engine/*/$(name).test.ts))
# Licences that allow this use without publishing sources.
ALLOWED_LICENCES := "MIT;Apache-2.0;ISC;0BSD;BSD-2-Clause;BSD-3-Clause;BlueOak-1.0.0;CC0-1.0;CC-BY-3.0;MIT AND CC-BY-3.0;BSD-3-Clause AND Apache-2.0;Python-2.0;PSF-2.0"
# @logdna/tail-file: MIT in its LICENSE file. axe-core: MPL-2.0, used in tests only and not changed.
REVIEWED_PACKAGES := "@logdna/tail-file@2.2.0;axe-core@4.14.1"
GO_MODULES := rehearsal/backend automation/build/placeholder automation/catalog/gofacts

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: tools-there
tools-there:
	@command -v node >/dev/null || { echo "error: Node.js is not installed. Install 20.19 or newer: https://nodejs.org" >&2; exit 1; }

.PHONY: install
install: tools-there ## install packages, Pulumi and the local AWS, where missing
	@$(NODE) tools/install.cjs

.PHONY: build
build: install ## compile the program and the backend's handlers
	@bin/deploy build

.PHONY: rehearse
rehearse: install ## deploy the whole backend on this machine and keep it running
	@bin/deploy rehearse

.PHONY: test
test: install ## run all tests
	@$(NODE) tools/test.cjs

.PHONY: coverage
coverage: install ## line coverage of the unit tests; fails below the floor in .c8rc.json
	@npx c8 node_modules/.bin/mocha 'tests/unit/**/*.test.ts' --reporter dot

.PHONY: soak
soak: install ## run all cases of the randomised tests, SOAK=20 times
	@SOAK=$${SOAK:-20} $(NODE) node_modules/mocha/bin/mocha.js --timeout 14400000 $(SAMPLED_TESTS)

.PHONY: library
library: install ## compile the components and the library for other programs, into dist/library
	npx tsc -p tsconfig.library.json

.PHONY: docs
docs: install ## write the generated pages of docs/
	@$(NODE) -r ./tools/register.cjs tools/docs/writeDocs.ts

.PHONY: picture
picture: install ## draw the terminal of the README; needs a rehearsal that runs
	@$(NODE) -r ./tools/register.cjs tools/docs/terminalPicture.ts

.PHONY: bench
bench: install ## compare the time of a deployment with a minimal program, and with the AWS CDK
	@$(NODE) -r ./tools/register.cjs bench/bench.ts
	@$(NODE) -r ./tools/register.cjs bench/peers.ts

.PHONY: bench-change
bench-change: install ## where the time of an up goes when one function changed
	@$(NODE) -r ./tools/register.cjs bench/change.ts

.PHONY: bench-commands
bench-commands: install ## where the time of short commands goes
	@$(NODE) -r ./tools/register.cjs bench/commands.ts

.PHONY: bench-peers
bench-peers: install ## compare deployments with those of the same backend as an AWS CDK app
	@$(NODE) -r ./tools/register.cjs bench/peers.ts

.PHONY: bench-growth
bench-growth: install ## compare deployments of generated catalogs of several sizes
	@$(NODE) -r ./tools/register.cjs bench/growth.ts

.PHONY: bench-build
bench-build: install ## compare the time of a build of 126 handlers with `go build`
	@$(NODE) -r ./tools/register.cjs bench/build.ts

.PHONY: bench-drill
bench-drill: install ## compare a drill with a first deployment and a bare copy
	@$(NODE) -r ./tools/register.cjs bench/drill.ts

.PHONY: bench-rates
bench-rates: install ## simulate deployments under the rates of AWS
	@$(NODE) -r ./tools/register.cjs bench/rates.ts

.PHONY: bench-rates-emulated
bench-rates-emulated: install ## compare that simulation with an emulation of the same rates
	@$(NODE) -r ./tools/register.cjs bench/emulatedRates.ts

.PHONY: bench-restore
bench-restore: install ## compare the time of a restore of all tables with a loop of batch writes
	@$(NODE) -r ./tools/register.cjs bench/restore.ts

.PHONY: bench-clone
bench-clone: install ## measure the time from a clone to a working API, part by part
	@$(NODE) -r ./tools/register.cjs bench/clone.ts

.PHONY: lint
lint: lint-format lint-types lint-style lint-imports lint-words lint-unused lint-duplicates lint-licences lint-workflows lint-go ## format, types, style, imports, words, unused and duplicate code, licences, workflows, Go

.PHONY: lint-format lint-types lint-style lint-imports lint-words lint-unused lint-duplicates lint-licences lint-workflows lint-go
lint-format: install
	npx prettier --check --log-level warn --cache --cache-location node_modules/.cache/prettier.json . bin/deploy

lint-types: install
	npx tsc --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo
	npx tsc -p examples --incremental --tsBuildInfoFile node_modules/.cache/examples.tsbuildinfo

lint-style: install
	npx eslint --max-warnings 0 .

lint-imports: install
	npx depcruise --output-type err --config .dependency-cruiser.cjs $(SOURCES)

lint-words: install ## words to replace by plain ones
	@$(NODE) -r ./tools/register.cjs tools/words/lintWords.ts

lint-unused: install
	npx knip --no-progress --include files,dependencies,unlisted,binaries,exports,types

lint-duplicates: install ## code that exists twice; .jscpd.json has the size that counts
	@npx jscpd

lint-licences: install ## licences of all packages against the allowed ones
	@npx license-checker-rseidelsohn --excludePrivatePackages --onlyAllow $(ALLOWED_LICENCES) --excludePackages $(REVIEWED_PACKAGES) >node_modules/.cache/licences.txt

lint-workflows: install
	@go run -C tools/actionlint github.com/rhysd/actionlint/cmd/actionlint $(abspath $(wildcard .github/workflows/*.yml))

lint-go: install
	@for module in $(GO_MODULES); do \
	  (cd "$$module" && unformatted=$$(gofmt -l .) && \
	   if [ -n "$$unformatted" ]; then echo "gofmt -w needed in $$module: $$unformatted" >&2; exit 1; fi && \
	   go vet ./...) || exit 1; \
	done

.PHONY: audit
audit: install ## known vulnerabilities of the packages; needs npm's audit service
	npm audit --audit-level=high

.PHONY: format
format: install ## format all files
	npx prettier --write --log-level warn . bin/deploy
	@for module in $(GO_MODULES); do gofmt -w "$$module"; done

.PHONY: clean
clean: ## remove compiled files and caches
	rm -rf dist .build node_modules/.cache
