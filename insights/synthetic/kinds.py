"""The reasons for calling: which tenants know them, how often they come up, and what they may alert about."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.records import AlertCategory

ALL = ("telecom", "banco", "energia", "saude")


@dataclass(frozen=True)
class Reason:
    """Share of a reason for calling among the topics of a tenant's calls."""

    weight: float
    tenants: tuple[str, ...] = ALL
    alert: AlertCategory | None = None
    accepts_negation: bool = True


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "cancellation": Reason(13, alert=AlertCategory.CHURN),
        "complaint": Reason(12, alert=AlertCategory.COMPLAINT),
        "fraud": Reason(14, ("telecom", "banco"), alert=AlertCategory.FRAUD),
        "secret_request": Reason(10, alert=AlertCategory.CONDUCT),
        "forbidden_promise": Reason(7, alert=AlertCategory.CONDUCT),
        "payment_promise": Reason(8),
        "billing_dispute": Reason(7),
        "address_change": Reason(6),
        "tech_support": Reason(7),
        "upgrade": Reason(20),
        "add_person": Reason(15, ("telecom", "banco", "saude")),
        "travel": Reason(16, ("telecom", "banco", "saude")),
        "plan_change": Reason(6, ("telecom", "energia", "saude")),
        "invoice_copy": Reason(5),
        "appointment": Reason(6, ("energia", "saude")),
        "recognised": Reason(5, ("telecom", "banco"), accepts_negation=False),
        "loyal": Reason(5, accepts_negation=False),
    }
)
