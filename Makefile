# Two commands do everything: `make demo` shows the product, `make test` checks it.
.PHONY: demo desk test lint types layers unit wheel slow setup lock fixtures schemas pictures

demo:
	@scripts/setup.sh demo
	@.venv/bin/prereview batch fixtures/inbox --out demo --workers 2 --resume
	@echo
	@echo "打开 demo/index.html 查看工作清单 · open demo/index.html for the worklist (demo/worklist.xlsx for Excel)"
	@scripts/offer_desk.sh

desk: # the review desk with the fixture claims in it; Ctrl-C ends it
	@scripts/setup.sh demo
	@.venv/bin/prereview serve --workspace demo/desk --import fixtures/inbox --workers 2

setup:
	@scripts/setup.sh test

test: setup lint types layers unit wheel

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/bandit -q -r prereview -ll

types:
	.venv/bin/mypy

layers:
	.venv/bin/lint-imports

unit:
	.venv/bin/pytest -n 2 --dist loadfile

slow: setup
	.venv/bin/pytest -m slow

wheel:
	scripts/wheel_test.sh

lock:
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra service --extra synthesis --extra dev --universal --no-emit-index-url \
	  --no-annotate --no-header --generate-hashes -o requirements.lock

fixtures: setup
	.venv/bin/python -m prereview.synthesis.fixtures fixtures

schemas:
	.venv/bin/python scripts/write_schemas.py

pictures:
	scripts/pictures.sh
