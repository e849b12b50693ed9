"""Which adapter answers for a tenant and an insight type (requirement L15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True)
class AdapterMap:
    """Aliases. A tenant's row maps an insight type, or `*` for the others, to an adapter's name.

    A tenant without a row has the default; nobody can name an adapter in a request. What was promoted goes
    before all of these.
    """

    default: str | None = field(
        default=None, metadata={"help": "adapter of tenants without a row; null: base"}
    )
    tenants: dict[str, dict[str, str]] = field(
        default_factory=dict, metadata={"help": "tenant → {insight type or *: adapter}"}
    )

    folders: dict[str, str] = field(
        default_factory=dict,
        metadata={"help": "adapter name → folder, for vLLM servers (the embedded model has its own)"},
    )

    def renamed(self, names: Mapping[str, str]) -> "AdapterMap":
        """The same map with names replaced, such as by the digests under which they were loaded."""
        return replace(
            self,
            default=names.get(self.default, self.default) if self.default else None,
            tenants={
                tenant: {kind: names.get(name, name) for kind, name in row.items()}
                for tenant, row in self.tenants.items()
            },
        )
