"""The measurements of `gpu_bench` for a terminal, and the published figure that they stand beside."""

from typing import Any

PUBLISHED = {
    "what": "14B LoRA, one H100-class GPU, 4k tokens, extrapolated by size from 14,110 tokens/s for 7B",
    "tokens_per_s": 7200.0,
}


def table(document: dict[str, Any]) -> str:
    """Tokens a second, share of the peak, memory; reasons where there is no figure."""
    width = max((len(name) for part in ("training", "generation") for name in document[part]), default=0)
    lines = [f"{document['device']}, {document['shape']} shape; medians, slowest and fastest run behind"]
    if document["shape"] == "tiny":
        lines.append("A tiny model: this shows that everything runs. The numbers say nothing of a GPU.")
    lines.append(f"{'training':<{width}}{'tokens/s':>10}{'MFU':>7}{'GiB':>7}")
    for name, found in document["training"].items():
        if found["missing"] is not None:
            lines.append(f"{name:<{width}}  – {found['missing']}")
            continue
        mfu = f"{found['mfu']:.0%}" if "mfu" in found else "–"
        peak = found["peak_memory_bytes"]
        memory = "–" if peak is None else f"{peak / 2**30:.1f}"
        lines.append(
            f"{name:<{width}}{found['tokens_per_s']:>10,.0f}{mfu:>7}{memory:>7}  {_spread(found)}"
            + (f", {found['padding_share']:.0%} padding" if found["padding_share"] > 0 else "")
        )
    if document["published"] is not None:
        lines.append(
            f"{'published':<{width}}{document['published']['tokens_per_s']:>10,.0f}  "
            f"({document['published']['what']})"
        )
    lines.append(f"{'generation':<{width}}{'tokens/s':>10}{'s':>7}")
    for name, found in document["generation"].items():
        if found["missing"] is not None:
            lines.append(f"{name:<{width}}  – {found['missing']}")
        else:
            lines.append(
                f"{name:<{width}}{found['tokens_per_s']:>10,.0f}{found['all_s']:>7.1f}  {_spread(found)}"
            )
    return "\n".join(lines)


def _spread(found: dict[str, Any]) -> str:
    slowest, fastest = found["spread"]
    return f"({slowest:,.0f} to {fastest:,.0f})"
