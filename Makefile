# Every target sets up .venv itself from nothing but Python 3.11+. PYTHON names another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFIG ?= config/monitor.yaml

# Byte code is kept whatever the environment says: the tests start hundreds of processes, and each would compile the
# sources anew, a fifth of its time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo run test soak lint bench clean

demo: $(STAMP)
	$(BIN)/news-monitor demo

run: $(STAMP)
	$(BIN)/news-monitor run --config $(CONFIG)

test: lint
	@tests=$$(sh tests/system-packages.sh) && set -x && $(BIN)/python -m pytest -n 2 --dist worksteal -m "$$tests"

soak: $(STAMP)
	$(BIN)/python -m pytest -m soak --timeout 5400

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "news-monitor needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "installing what it needs into $(VENV) (about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@# Twice quiet: warnings, such as of an index location that is not there, stay out of sight; errors do not.
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	@touch $@
