"""The file of figures, to which faults can be added one by one."""

import json
import os
import time
from pathlib import Path
from typing import Any

from commandline.marked import write
from loadtests.code import code_in_use
from loadtests.faults.settings import FaultConfig

_ALIKE = ("seconds", "ramp_s", "fault_s", "lasts_s", "limit_s", "language_model", "service_s", "sessions")


class Record:
    """Figures by fault, of one kind of calls and one state of the code; others are not compared with them."""

    def __init__(self, config: FaultConfig) -> None:
        """Goes on with what `config.out` has, if it is of the same kind and code.

        `set_aside` says why it is not: in words for people, empty if there was nothing or all of it is kept.
        """
        self._path = Path(config.out)
        self.set_aside = ""
        kind = {name: getattr(config, name) for name in _ALIKE}
        kind["code"] = code_in_use("loadtests.faults", "loadtests.cluster")
        self.found: dict[str, Any] = {"kind": kind, "faults": {}}
        if not self._path.exists():
            return
        earlier = json.loads(self._path.read_text(encoding="utf-8"))
        if earlier["kind"] == kind:
            self.found = earlier
            return
        changed = sorted(name for name in kind if earlier["kind"].get(name) != kind[name])
        self.set_aside = f"{self._path}: measured with other {', '.join(changed)}; all is measured anew"

    @property
    def faults(self) -> dict[str, Any]:
        return self.found["faults"]  # type: ignore[no-any-return]

    def add(self, name: str, figures: dict[str, Any]) -> None:
        """It is in the file at once: a run that is cut off loses one fault."""
        self.faults[name] = figures
        self.found["about"] = {"cores": os.cpu_count(), "measured": time.strftime("%Y-%m-%d")}
        write(self._path, json.dumps(self.found, indent=1) + "\n")
