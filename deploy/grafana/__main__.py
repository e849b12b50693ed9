"""Write the dashboards that Grafana reads.

python -m deploy.grafana
"""

import json
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana import llm, reliability, speech, tenants

FOLDER = Path(__file__).with_name("dashboards")


def pages() -> dict[str, str]:
    """JSON by file name."""
    return {
        f"{board.uid}.json": json.dumps(_numbered(board), indent=1, ensure_ascii=False) + "\n"
        for board in (part.dashboard().build() for part in (reliability, speech, llm, tenants))
    }


def _numbered(board: Dashboard) -> dict[str, Any]:
    """As JSON; links to a panel go by its number."""
    page: dict[str, Any] = json.loads(JSONEncoder().encode(board))
    for number, panel in enumerate(page["panels"], start=1):
        panel["id"] = number
    return page


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, page in pages().items():
        (FOLDER / name).write_text(page)
        print(FOLDER / name)
