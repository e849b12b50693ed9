"""Write the dashboards that Grafana reads.

python -m deploy.grafana
"""

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana import llm, reliability, speech, tenants

FOLDER = Path(__file__).with_name("dashboards")


def pages() -> dict[str, str]:
    """JSON by file name."""
    boards = [part.dashboard().build() for part in (reliability, speech, llm, tenants)]
    return {
        f"{board.uid}.json": json.dumps(json.loads(JSONEncoder().encode(board)), indent=1, ensure_ascii=False)
        + "\n"
        for board in boards
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, page in pages().items():
        (FOLDER / name).write_text(page)
        print(FOLDER / name)
