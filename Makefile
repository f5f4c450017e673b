# Every target sets up .venv itself from nothing but Python 3.11+. PYTHON names another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFIG ?= config/monitor.yaml

.PHONY: demo run test soak lint bench clean

demo: $(STAMP)
	$(BIN)/news-monitor demo

run: $(STAMP)
	$(BIN)/news-monitor run --config $(CONFIG)

test: lint
	sh tests/system-packages.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

soak: $(STAMP)
	$(BIN)/python -m pytest -m soak --timeout 5400

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "news-monitor needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	@touch $@
