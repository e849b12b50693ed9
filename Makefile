# make demo      everything set up, then the whole offline loop on synthetic calls, with a report
# make loop-demo live calls make the next adapter better, which goes live while calls go on, with a report
# make serve     everything set up, then the live path: prints a page and a command to try
# make vllm      everything set up, vLLM too (.venv-vllm), then a vLLM server; make serve LLM=vllm asks it
# make test      everything set up, then the tests
# make check     format, lint, types, import directions (seconds)
# make setup     the virtual environment alone
#
# make test-vllm              the tests that need a real vLLM server, on the CPU
# make quantize-env           what `python -m pipelines.export quantize=gptq` needs, in .venv-quantize
# make loadtest-insights      calls at once against a gateway it starts: SESSIONS=50 RAMP=10 AUDIO=FILE@SECOND
# make loadtest-insights-max  500 calls; `python -m loadtests --help` tells the variables
# make cluster-local          the production topology as processes: NGINX, two gateways, two ASR services, PostgreSQL, Redis
#
# EXTRAS=… chooses what is installed, PYTHON=… the interpreter, ARGS=… is passed on (make demo ARGS="seed=1").
# DEVICE=cpu|gpu chooses the build of vLLM; without it, what nvidia-smi finds.

PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= dev
ARGS ?=
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))
comma := ,

LLM ?=
DEVICE ?= $(if $(shell nvidia-smi -L 2>/dev/null),gpu,cpu)
VLLM_VENV := .venv-vllm
VLLM_STAMP = $(VLLM_VENV)/.installed-$(DEVICE)
QUANTIZE_VENV := .venv-quantize
QUANTIZE_STAMP := $(QUANTIZE_VENV)/requirements.sha256

export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: demo loop-demo serve vllm quantize-env loadtest-insights loadtest-insights-max cluster-local test test-vllm check format setup lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (first time: a few minutes)"
	@$(BIN)/python -m pip install --quiet --no-compile --constraint requirements.lock torch --editable ".[$(EXTRAS)]"
	@rm -f $(VENV)/.installed-* && touch $@

demo: $(STAMP)
	@$(BIN)/python -m pipelines.demo $(ARGS)

loop-demo: $(STAMP)
	@$(BIN)/python -m pipelines.loop_demo $(ARGS)

loadtest-insights: export SESSIONS ?= 50
loadtest-insights: export RAMP ?= 10
loadtest-insights-max: export SESSIONS ?= 500
loadtest-insights-max: export RAMP ?= 60
loadtest-insights loadtest-insights-max: $(STAMP)
	@$(BIN)/python -m loadtests $(ARGS)

cluster-local: $(STAMP)
	@exec $(BIN)/python -m loadtests.cluster $(ARGS)

serve: $(STAMP)
	@exec $(BIN)/python -m serving $(if $(LLM),llm=$(LLM)) $(ARGS)

vllm: $(STAMP) $(VLLM_STAMP)
	@exec $(BIN)/python -m serving.vllm device=$(DEVICE) $(ARGS)

# The CPU build is pinned to the last package and asks for more than it needs; the GPU build resolves by itself.
$(VLLM_VENV)/.installed-%: serving/vllm/requirements-%.txt
	@test -x $(VLLM_VENV)/bin/python || $(PYTHON) -m venv $(VLLM_VENV)
	@echo "Installing vLLM ($*) into $(VLLM_VENV) (first time: two or three minutes, 2.5 GB or more)"
	@$(VLLM_VENV)/bin/python -m pip install -qq --no-compile $(if $(filter cpu,$*),--no-deps) --requirement $<
	@rm -f $(VLLM_VENV)/.installed-* && touch $@

quantize-env: $(QUANTIZE_STAMP)

# Small: it shares torch with $(VENV).
$(QUANTIZE_STAMP): training/quantisation/requirements.txt | $(STAMP)
	@$(BIN)/python -m training.quantisation.environment $(QUANTIZE_VENV)

test: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-vllm: $(STAMP) $(VLLM_VENV)/.installed-cpu $(QUANTIZE_STAMP)
	@$(BIN)/python -m pytest -m vllm -n 2 --dist loadfile tests/vllm $(ARGS)

check: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Write down what a fresh resolution of pyproject.toml gives today.
lock:
	@rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --no-compile "torch==2.13.0" --editable ".[$(EXTRAS)]"
	@$(VENV)-lock/bin/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > requirements.lock
	@rm -rf $(VENV)-lock

clean:
	@rm -rf outputs build dist .pytest_cache .mypy_cache .ruff_cache
