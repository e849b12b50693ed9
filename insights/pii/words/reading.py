"""Word lists as they are written in these files: words between blanks, phrases a line each."""


def words(text: str) -> frozenset[str]:
    """Words between blanks."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Phrases, a line each."""
    return frozenset(tuple(line.split()) for line in text.splitlines() if line.strip())
