"""Routes that never change: aliases of the configuration, for a process without a ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

from insights.records import InsightType
from serving.adapters.api import Choice, Sample
from serving.llm.adapters import AdapterMap


class FixedRoutes:
    """A `Routes` that answers from an `AdapterMap`; nothing is on trial."""

    def __init__(self, adapters: AdapterMap) -> None:
        self._adapters = adapters

    def choose(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice:
        return self.champion(tenant, insight_type)

    def champion(self, tenant: str, insight_type: InsightType) -> Choice:
        return Choice(self._adapters.adapter_for(tenant, insight_type))

    def shadow(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice | None:
        return None

    def tried(self, tenant: str, insight_type: InsightType) -> bool:
        return False

    @contextmanager
    def using(self, digest: str | None) -> Iterator[None]:
        yield

    def report(self, choice: Choice, sample: Sample) -> None:
        return None
