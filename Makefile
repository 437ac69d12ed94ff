# Lianfang 联防. `make` alone lists what there is. Needs Python 3.11+ and a package index; nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/bash
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; exit; }; \
	done; echo python3)
endif
BIN := .venv/bin
PORT ?= 8000
HOST ?= 127.0.0.1

.PHONY: help env dev assets run test quick check fix bench docs lock clean

help: ## 列出全部命令 / list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: ## 准备运行环境（.venv） / prepare .venv for running
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 Python：请安装 Python 3.11 或更高版本。 No Python found: install 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) tools/prepare_env.py run

dev: ## 准备开发与测试环境 / prepare .venv for development
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 Python：请安装 Python 3.11 或更高版本。 No Python found: install 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) tools/prepare_env.py dev

assets: env ## 生成前端资源 / build browser assets
	@$(BIN)/python tools/build_assets.py

run: env assets ## 启动示范县（PORT=8000 HOST=127.0.0.1） / start the demonstration county
	@$(BIN)/lianfang serve --host $(HOST) --port $(PORT) --demo

test: dev ## 全部检查与测试（两种数据库、浏览器） / every check and test
	@$(BIN)/python tools/build_assets.py
	@$(BIN)/python tools/test_system.py
	@$(BIN)/python tools/full_test.py

quick: dev ## 快速测试（SQLite，先跑上次失败的，不开浏览器） / SQLite only, failed first, no browser
	@$(BIN)/pytest -n 2 --failed-first -m "not journey and not slow and not processes and not postgres_only"

check: dev ## 只检查，不测试 / linters, walls, types, migrations
	@$(BIN)/python tools/full_test.py --checks-only

fix: dev ## 自动整理代码 / format and fix
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

bench: dev ## 测速 / timings with their floors
	@$(BIN)/python tools/build_assets.py
	@$(BIN)/python -m bench

docs: dev assets ## 生成第三方声明与参考资料 / notices of what is shipped, reference pages
	@$(BIN)/python tools/notices.py
	@$(BIN)/lianfang docs

lock: dev ## 重新锁定依赖 / resolve and lock dependencies anew
	@cd requirements && for kind in bootstrap assets; do \
	../$(BIN)/uv pip compile $$kind.in -o $$kind.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q; done
	@$(BIN)/uv pip compile pyproject.toml -o requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q
	@$(BIN)/uv pip compile pyproject.toml --group dev -o requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q

clean: ## 删除生成物（不动 var/） / remove what was made, never var/
	@rm -rf .build node_modules build src/lianfang/static/vendor .pytest_cache .ruff_cache .mypy_cache
