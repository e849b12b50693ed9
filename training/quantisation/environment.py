"""The environment that quantises: llm-compressor and the versions it needs, in front of what is here already.

    python -m training.quantisation.environment .venv-quantize

It shares torch and the rest with the environment that makes it, so it is small and made in seconds.
"""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from insights.errors import EscutaError
from insights.fingerprint import file_digest

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_STAMP = "requirements.sha256"


def python_of(folder: Path) -> Path:
    """The environment's interpreter; `EscutaError` if it is missing or has other versions."""
    python = folder / "bin" / "python"
    stamp = folder / _STAMP
    if python.exists() and stamp.is_file() and stamp.read_text() == file_digest(REQUIREMENTS):
        return python
    raise EscutaError(
        "no environment for quantising here"
        if not python.exists()
        else "the environment for quantising is not finished, or of other versions",
        file=folder,
        field="environment",
        remedy=f"make quantize-env, or: python -m training.quantisation.environment {folder}",
    )


def create(folder: Path) -> None:
    """Make the environment, or make it again; needs the package index."""
    (folder / _STAMP).unlink(missing_ok=True)
    venv.create(folder, with_pip=True, clear=True)
    python = folder / "bin" / "python"
    # Without dependencies: what is not pinned comes from the shared environment.
    install = ["-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "-r", str(REQUIREMENTS)]
    done = subprocess.run([str(python), *install], check=False)
    if done.returncode:
        raise EscutaError(
            f"pip ended with code {done.returncode}",
            file=REQUIREMENTS,
            remedy="its message above says why; the package index must be reachable",
        )
    shared = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    lines = [f"import site; site.addsitedir({path!r})\n" for path in shared]
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder.resolve())}))
    (own / "shared.pth").write_text("".join(lines), encoding="utf-8")
    (folder / _STAMP).write_text(file_digest(REQUIREMENTS))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print((__doc__ or "").strip())
        return 0 if {"-h", "--help"} & set(arguments) else 2
    try:
        create(Path(arguments[0]))
    except EscutaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
