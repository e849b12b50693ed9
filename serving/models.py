"""Settings → language models, who asks them, and the control of their adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from insights.fingerprint import is_digest
from insights.resources import data_dir
from serving.adapters.api import Scope
from serving.adapters.control import AdapterControl, Given, places_of
from serving.adapters.ledger import SqlLedger
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.shelf import Shelf
from serving.adapters.trials import Trials
from serving.llm.adapters import AdapterMap
from serving.llm.api import Llm
from serving.observability.metrics import Metrics
from serving.settings import DEMO_ADAPTER, LlmSettings, ServeSettings
from serving.state.api import SharedState
from serving.storage.store import SqlStore
from serving.worker.answering import Answerer
from serving.worker.watchers import Tracer


@dataclass(frozen=True)
class Models:
    """The models by name and who asks them; `control` is None where no model takes adapters."""

    llms: dict[str, Llm]
    answerer: Answerer
    control: AdapterControl | None


@asynccontextmanager
async def open_models(
    settings: ServeSettings,
    state: SharedState,
    store: SqlStore,
    *,
    process: str,
    metrics: Metrics | None = None,
    tracer: Tracer | None = None,
    embedded_here: bool = True,
) -> AsyncIterator[Models]:
    """Loaded, and with the adapters that the ledger wants, as far as servers answer. Closes in reverse order.

    `process` names this one in the ledger, which lies in the store's database. A gateway whose jobs go to
    Celery leaves the embedded model to the workers.
    """
    async with AsyncExitStack() as stack:
        llm = with_found_adapter(settings.llm)
        shelf = Shelf(settings.adapters.shelf)
        llms: dict[str, Llm] = {}
        adapters = await asyncio.to_thread(_on_the_shelf, llm, shelf)
        embedded: Llm | None = None
        if llm.embedded is not None and embedded_here:
            from serving.llm.embedded import open_embedded

            logging.getLogger("transformers").setLevel(logging.ERROR)
            opened = await asyncio.to_thread(open_embedded, llm.embedded)
            adapters = adapters.renamed(opened.adapters)
            embedded = llms[opened.name] = opened
        rungs: dict[str, Llm | None] = {"critical": embedded, "fast": embedded}
        for rung, server in (("critical", llm.critical), ("fast", llm.fast)):
            if server is not None:
                from serving.llm.replicas import open_server

                rungs[rung] = llms[server.name] = open_server(server)
        for each in llms.values():
            stack.push_async_callback(each.close)
        given = given_by(adapters)
        routes = LiveRoutes(Table(aliases=dict(given.aliases)))
        trials: Trials | None = None
        control: AdapterControl | None = None
        if places := places_of(llms):
            ledger = SqlLedger(store.engine)
            trials = Trials(
                routes, ledger, store, settings.trials, answering=settings.answering, observer=metrics
            )
            stack.push_async_callback(trials.close)
            control = AdapterControl(
                process=process,
                ledger=ledger,
                shelf=shelf,
                routes=routes,
                places=places,
                settings=settings.adapters,
                given=given,
                watcher=metrics,
            )
            stack.push_async_callback(control.close)
            await control.start()
        answerer = Answerer(
            critical=rungs["critical"],
            fast=rungs["fast"],
            state=state,
            routes=routes,
            settings=settings.answering,
            observer=metrics,
            tracer=tracer,
            beside=trials,
        )
        yield Models(llms, answerer, control)


def with_found_adapter(llm: LlmSettings) -> LlmSettings:
    """Where no adapter is named: the one that `make demo` trained if it is there, else the one that ships.

    The shipped one is for the shipped base alone.
    """
    embedded, hosted = llm.embedded, llm.hosted
    named = embedded is not None and embedded.adapters
    if named or llm.adapters.folders or (embedded is None and not hosted):
        return llm
    if embedded is not None:
        shipped = embedded.base is None
    else:
        shipped = all(each.base is None for each in hosted)
        if not shipped:
            return llm
    places = {"demo": DEMO_ADAPTER}
    if shipped:
        places["shipped"] = data_dir() / "models" / "adapter"
    for name, folder in places.items():
        if (folder / "adapter_config.json").is_file():
            default = llm.adapters.default or name
            if embedded is None:
                found = replace(llm.adapters, folders={name: str(folder)}, default=default)
                return replace(llm, adapters=found)
            return replace(
                llm,
                embedded=replace(embedded, adapters={name: str(folder)}),
                adapters=replace(llm.adapters, default=default),
            )
    return llm


def given_by(adapters: AdapterMap) -> Given:
    """The aliases of a configuration whose names are digests by now (or a server's own names)."""
    aliases: dict[Scope, str | None] = {}
    if adapters.default is not None:
        aliases[Scope()] = adapters.default
    for tenant, row in adapters.tenants.items():
        for insight_type, name in row.items():
            aliases[Scope(tenant, insight_type)] = name
    names = [name for name in aliases.values() if name is not None]
    return Given(aliases, frozenset(name for name in names if is_digest(name)))


def _on_the_shelf(llm: LlmSettings, shelf: Shelf) -> AdapterMap:
    """Servers outside this process load adapters from the shelf, also those that the configuration names."""
    if not llm.hosted:
        return llm.adapters
    folders = dict(llm.adapters.folders)
    if llm.embedded is not None:
        folders |= llm.embedded.adapters
    return llm.adapters.renamed({name: shelf.put(Path(folder)) for name, folder in folders.items()})
