"""The state of what answers: figures of another state are other figures."""

from insights.fingerprint import code_digest, file_digest, text_digest, tree_digest
from insights.resources import conf_dir, data_dir

_PACKAGES = ("insights", "inference", "serving", "loadtests.streaming")
_CONFIGURED = ("asr", "trigger", "llm", "storage")


def code_in_use(*harness: str) -> str:
    """Digest of the code, configuration and data that answer, and of the packages that ask and judge."""
    conf = conf_dir()
    settings = [
        conf / "serve.yaml",
        *(path for name in _CONFIGURED for path in sorted((conf / name).glob("*.yaml"))),
    ]
    return text_digest(
        [
            code_digest(*_PACKAGES, *harness),
            *(f"{path.relative_to(conf).as_posix()}\0{file_digest(path)}\n" for path in settings),
            tree_digest(data_dir()),
        ]
    )
