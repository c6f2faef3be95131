# The two commands that matter: `make demo` and `make test`. Both do all the set-up on a machine
# that has Python 3.11 or newer and make; nothing is installed outside .venv.

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
READY := .venv/.ready

.PHONY: demo test lint bench mutate wheels offline browser docs pictures clean help

help:
	@echo "make demo    the main job on five real decisions and a teaching example"
	@echo "make test    lint, types and tests"
	@echo "make lint    lint and types only"
	@echo "make bench   our times beside those of bare XlsxWriter and openpyxl"
	@echo "make mutate  ten thousand accidents and tamperings: which are noticed (docs/mutations.md)"
	@echo "make wheels  every package for a computer without a network, into the folder goi (or DIR)"
	@echo "make offline the same, then installed and tried outside this folder, without a network"
	@echo "make browser the functions, scripts and desk in a browser's Python (Pyodide; Node and npm)"
	@echo "make docs    what the documents show of the program: outputs, findings, keys, rooms"
	@echo "make pictures  the pictures of the documents (LibreOffice, pdftoppm)"
	@echo "make clean   remove what can be made again"

demo: $(READY)
	$(BIN)/xephang demo $(DIR)

test: lint
	$(PY) -m pytest -n auto --dist worksteal

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: $(READY)
	$(PY) -m benchmarks

mutate: $(READY)
	$(PY) -m tests.mutations --docs

# For a computer of the same system, processor and Python version (docs/cai-khong-co-mang.md).
wheels: $(READY)
	$(PY) -m tests.offline "$(or $(DIR),goi)"

offline: $(READY)
	$(PY) -m tests.offline

browser: $(READY)
	$(PY) -m tests.browser

docs: $(READY)
	$(PY) docs/findings.py
	$(PY) docs/keys.py
	$(PY) docs/functions.py
	$(PY) docs/rooms.py
	$(PY) docs/examples.py

pictures: $(READY)
	$(PY) docs/pictures.py

# Once, and again when the dependencies change. On Windows "python3" may be an empty alias, so a
# failure falls back to "python".
$(READY): pyproject.toml constraints.txt
	@test -x $(PY) || python3 -m venv .venv || python -m venv .venv
	@$(PY) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@$(PY) -c "import pathlib; pathlib.Path('$(READY)').touch()"

clean:
	rm -rf build dist demo-out goi .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find workbook tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
