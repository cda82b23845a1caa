# The commands of this project. PYTHON= names another interpreter, 3.11 or newer.
PYTHON ?= python3
LAUNCHER := .venv/bin/python -m keurmerk.local

.DEFAULT_GOAL := help
.PHONY: help demo serve test check fuzz sbom bench simulate

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-7s %s\n' "$$name" "$$what"; done

demo: ## the whole product on this machine, http://127.0.0.1:8000 (PORT= for another, RESET=1 to start anew)
	@$(PYTHON) keurmerk/local/bootstrap.py
	@exec $(LAUNCHER) demo

serve: ## the same with nginx in front, which serves the published files: the shape of production
	@$(PYTHON) keurmerk/local/bootstrap.py
	@exec $(LAUNCHER) serve

test: ## every test, the journeys in the browser included (ARGS= for pytest)
	@$(PYTHON) keurmerk/local/bootstrap.py --dev
	@exec $(LAUNCHER) test $(ARGS)

fuzz: ## the readers of files and bodies and our API, with what is nearly right (ARGS= for how many seconds; 60)
	@$(PYTHON) keurmerk/local/bootstrap.py --dev
	@exec $(LAUNCHER) fuzz $(ARGS)

check: ## format, lint, types, imports, migrations, translations, rules, deployment
	@$(PYTHON) keurmerk/local/bootstrap.py --dev
	@exec $(LAUNCHER) check

sbom: ## what it is made of, as CycloneDX (JSON) from the lock: .local/sbom.cdx.json (OUT= for another)
	@exec $(PYTHON) -m keurmerk.local.sbom $(OUT)

bench: ## the benchmarks: a table here, the figures in bench/results/latest.json
	@$(PYTHON) keurmerk/local/bootstrap.py --dev
	@exec .venv/bin/python bench/run.py $(ARGS)

simulate: ## years of the platform in one run, with everything going wrong (ARGS="--years 1 --shops 20 --seed 7")
	@$(PYTHON) keurmerk/local/bootstrap.py --dev
	@exec $(LAUNCHER) simulate $(ARGS)
