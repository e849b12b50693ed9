"""Tenants: the client companies of the corpus, with glossary and policies (`data/glossaries/*.yaml`)."""

from dataclasses import dataclass
from functools import lru_cache

import yaml

from insights.errors import EscutaError
from insights.resources import data_dir


@dataclass(frozen=True)
class Term:
    """A word of the tenant: how it is written, and the forms in which it is heard."""

    canonical: str
    kind: str
    gender: str
    variants: tuple[str, ...]
    locales: tuple[str, ...]


@dataclass(frozen=True)
class Tenant:
    """A client company in one language."""

    tenant_id: str
    name: str
    gender: str
    terms: tuple[Term, ...]
    policies: tuple[str, ...]

    def of_kind(self, kind: str, locale: str) -> tuple[Term, ...]:
        """Terms of a kind ("product", "organisation", "store", "place", "competitor") known in a locale."""
        return tuple(t for t in self.terms if t.kind == kind and (not t.locales or locale in t.locales))


@lru_cache(maxsize=32)
def tenant(tenant_id: str, language: str) -> Tenant:
    """Read a tenant's glossary."""
    path = data_dir() / "glossaries" / f"{tenant_id}.yaml"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EscutaError(
            "no such glossary", file=path, remedy="create it, or choose another tenant"
        ) from None
    terms = tuple(
        Term(
            canonical=node["canonical"],
            kind=node.get("kind", "product"),
            gender=node.get("gender", "m"),
            variants=tuple(node.get("variants", ())),
            locales=tuple(node.get("locales", ())),
        )
        for node in document["terms"][language]
    )
    return Tenant(
        tenant_id,
        document["name"][language],
        document["gender"],
        terms,
        tuple(document["policies"][language]),
    )
