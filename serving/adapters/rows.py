"""What the ledger says, to rows of its tables and back."""

from typing import Any

from sqlalchemy import RowMapping

from serving.adapters.api import Action, Alias, Change, Mode, Presence, Scope, Trial


def scope_row(scope: Scope) -> dict[str, str]:
    return {"tenant": scope.tenant, "insight_type": scope.insight_type}


def scope_of(row: RowMapping) -> Scope:
    return Scope(row["tenant"], row["insight_type"])


def alias_of(row: RowMapping) -> Alias:
    return Alias(scope_of(row), row["digest"])


def trial_of(row: RowMapping) -> Trial:
    return Trial(scope_of(row), row["digest"], Mode(row["mode"]), row["share"])


def change_of(row: RowMapping) -> Change:
    return Change(
        version=row["version"],
        at=row["at"],
        who=row["who"],
        action=Action(row["action"]),
        scope=scope_of(row),
        before=row["before"],
        after=row["after"],
        why=row["why"],
        mode=Mode(row["mode"]) if row["mode"] else None,
        share=row["share"],
    )


def presence_of(row: RowMapping) -> Presence:
    said = row["said"]
    return Presence(
        process=row["process"],
        seen=row["seen"],
        ready=frozenset(said["ready"]),
        in_use=frozenset(said["in_use"]),
        failed=dict(said["failed"]),
        bases=frozenset(said["bases"]),
        prompt_digest=said["prompt_digest"],
        reaches=said["reaches"],
        known=said["known"],
    )


def presence_row(presence: Presence) -> dict[str, Any]:
    return {
        "process": presence.process,
        "seen": presence.seen,
        "said": {
            "ready": sorted(presence.ready),
            "in_use": sorted(presence.in_use),
            "failed": presence.failed,
            "bases": sorted(presence.bases),
            "prompt_digest": presence.prompt_digest,
            "reaches": presence.reaches,
            "known": presence.known,
        },
    }
