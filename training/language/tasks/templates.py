"""Templates with slots, as a question shows them and as its answer fills them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from insights.synthetic.composer import inflect
from insights.synthetic.inventory import inventory
from insights.synthetic.tenants import tenant
from training.language.tasks.setting import Setting
from training.language.vocabulary import slots_in

_TEMPLATE_SLOT = re.compile(r"\{(?:([a-z]+):)?([a-z_0-9]+)\}")
_FORM_WORDS = {
    "pt": {"the": "o", "of": "de", "in": "em", "to": "a", "by": "por", "my": "meu"},
    "es": {"the": "el", "of": "de", "in": "en", "to": "a", "by": "por", "my": "mi"},
}


def fill_in(at: Setting, template: str, values: Mapping[str, str]) -> tuple[str, str]:
    """A template as it is shown, and filled with values."""
    genders = _genders(at.scene.tenant, at.language)

    def shown(match: re.Match[str]) -> str:
        name = at.slot_name(match.group(2))
        form = _FORM_WORDS[at.language].get(match.group(1) or "")
        return f"[{form} {name}]" if form else f"[{name}]"

    def filled(match: re.Match[str]) -> str:
        value = values[match.group(2)]
        form = match.group(1)
        return inflect(value, form, genders.get(value, "n"), at.language) if form else value

    return _TEMPLATE_SLOT.sub(shown, template), _TEMPLATE_SLOT.sub(filled, template)


@lru_cache(maxsize=32)
def _genders(company: str, language: str) -> dict[str, str]:
    """Grammatical gender of values that take an article: the tenant's terms, and words written `word|f`."""
    genders = {term.canonical: term.gender for term in tenant(company, language).terms}
    pending = list(inventory(language).lexicon["slots"].values())
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            word, _, gender = node.partition("|")
            genders[word] = gender or "n"
        else:
            pending += node.values() if isinstance(node, dict) else node
    return genders


def with_slots(at: Setting, values: Mapping[str, str]) -> str | None:
    """A random sentence with at least one of the slots, or None where none comes up."""
    for _ in range(6 if values else 0):
        template = at.sentence(frozenset(values))
        if slots_in(template):
            return template
    return None
