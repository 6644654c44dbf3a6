# The work is done by scripts/; this file gives it its usual names. CARGO_TARGET_DIR is honoured everywhere.
.PHONY: help run dev build test lint prepare clean
.DEFAULT_GOAL := help

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-15s %s\n", $$1, $$2 }'

run: ## install what is missing, build, start the server (settings: TRADECOUNTER_… in the environment)
	@scripts/setup
	@server=$$(scripts/build release) && exec "$$server" serve

dev: ## the same without optimisation: builds fast, runs slower
	@scripts/setup
	@server=$$(scripts/build dev) && exec "$$server" serve

build: ## build for release; the last line is the path of the server
	@scripts/setup
	@scripts/build release

test: ## all tests, in Rust and in a browser, against throw-away databases
	@scripts/setup test
	@scripts/test

lint: ## format, clippy, and whether the browser part compiles
	@scripts/lint

prepare: ## describe the queries anew after a change of migrations or SQL (app/domain/.sqlx)
	@scripts/prepare

clean: ## remove what was built
	cargo clean
	rm -rf scripts/web/node_modules e2e/node_modules e2e/test-results e2e/shots
