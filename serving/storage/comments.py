"""Operators' comments are free text: personal data goes out of them before they are kept."""

from insights.insight import MAX_COMMENT_CHARS
from insights.pii.scrubber import Scrubber
from insights.text.clean import clean_texts
from insights.text.glossary import Glossary


class CommentCleaner:
    """`(comment, language) → clean comment`; a placeholder may be longer than what it stands for, so cut."""

    def __init__(self, scrubber: Scrubber) -> None:
        self._scrubber = scrubber
        self._glossary = Glossary(())

    def __call__(self, comment: str, language: str) -> str:
        if not comment.strip():
            return ""
        texts, _ = clean_texts([comment], language, self._scrubber, self._glossary)
        return texts[0][:MAX_COMMENT_CHARS]
