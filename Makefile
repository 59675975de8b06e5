# Fireside's commands. Each sets up what it needs, from a bare clone on. `make help` lists them.
# Windows:  py packaging\bootstrap.py run        macOS without make:  python3 packaging/bootstrap.py run
# All of the work is in packaging/bootstrap.py, so that it is the same on every platform.

PYTHON ?= python3
ARGS ?=
export ACCEL

.DEFAULT_GOAL := help
.PHONY: help run dev test check bench package package-test types starter starter-eval starter-smoke clean python

help run dev test check bench package package-test types starter starter-eval starter-smoke clean: python
	@$(PYTHON) packaging/bootstrap.py $@ $(ARGS)

# Nearly every system has a Python 3; a bare Debian container has none.
python:
	@command -v $(PYTHON) >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "Fireside needs Python 3.11 or newer: please install it." >&2; exit 1; }; \
	  echo "→ Installing Python (apt)"; sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get -qq update && $$sudo apt-get -qq install -y --no-install-recommends python3 python3-venv >/dev/null; }
