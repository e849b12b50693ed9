"""Parts of an e-mail address that were said in the turns around its at sign: "bici barra baja" / "vale" /
"duende arroba" / "ok" / "gmail punto com". The other speaker nods, or says a part again."""

from collections.abc import Collection, Sequence

from insights.pii.mailboxes import MailboxReader
from insights.pii.packs import LanguagePack
from insights.pii.words.emails import NAMED_TOKENS, NAMING
from insights.text.tokens import Document, Kind

_MOST_TURNS = 7
_MOST_NODS = 3
_MOST_NODDED = 3  # words
_TURN_TOKENS = 30
_MOST_WORDS = 2  # of a turn that is a part without a separator
_LEAST = 3  # letters


class TurnParts:
    """Finds them in one language."""

    def __init__(self, pack: LanguagePack, reader: MailboxReader) -> None:
        own = pack.identifiers
        self._reader = reader
        self._nods = own.backchannels | own.fillers | own.moments
        self._openers = self._nods | pack.emails.openers
        self._mails = pack.emails.mail_words
        self._refused = pack.names.not_names | pack.emails.email_stops | pack.emails.mail_words

    def before(
        self, document: Document, first: int, barrier: int, *, spoken_of: bool
    ) -> Sequence[tuple[int, int]]:
        """Their ranges, in order, where the address goes back beyond the turn that token `first` is in."""
        kinds = document.kinds
        parts: list[tuple[int, int]] = []
        start = self._past(document, first, barrier, self._openers)
        for _ in range(_MOST_TURNS):
            if start <= barrier or kinds[start - 1] is not Kind.BREAK:
                break
            end = start - 1
            start = max(barrier, end - _TURN_TOKENS)
            while Kind.BREAK in kinds[start:end]:
                start += 1 + kinds[start:end].index(Kind.BREAK)
            last = self.without_nods(document, start, end)
            if last == start:
                continue
            heard = document.norms[slice(*parts[0])] if parts else []
            begins = self._part(document, start, last, heard, spoken_of=spoken_of)
            if begins < 0:
                if self._brief(document, start, last) and self._left_open(document, start - 1, barrier):
                    continue  # "ya lo puse": a nod in words of its own
                break
            parts.insert(0, (begins, last))
            start = self._past(document, begins, start, self._openers)
        return parts

    def after(self, document: Document, first: int, last: int) -> Sequence[tuple[int, int]]:
        """The domain's range, where the address `[first, last)` ends its turn with the at sign."""
        norms, kinds = document.norms, document.kinds
        start = last
        for _ in range(_MOST_NODS):
            while start < len(norms) and kinds[start] is Kind.PUNCT:
                start += 1
            if start + 1 >= len(norms) or kinds[start] is not Kind.BREAK:
                break
            start += 1
            end = start
            while end < len(norms) and kinds[end] is not Kind.BREAK and end - start <= _TURN_TOKENS:
                end += 1
            begins = start
            while begins < end and (kinds[begins] is Kind.PUNCT or norms[begins] in self._nods):
                begins += 1
            if begins < end:
                domain = self._reader.domain(document, begins)
                if domain > begins:
                    return ((begins, domain),)
                said = norms[begins : self.without_nods(document, begins, end)]
                if said != norms[last - len(said) : last] and not self._brief(document, begins, end):
                    break  # nor was it said again
            start = end
        return ()

    def without_nods(self, document: Document, start: int, end: int) -> int:
        """Where a turn ends without marks and nods: "ofelia barra baja, dígame"."""
        norms = document.norms
        while end > start and (document.kinds[end - 1] is not Kind.WORD or norms[end - 1] in self._nods):
            if (
                document.kinds[end - 1] is Kind.NUMBER
                or self._reader.separator_before(document, end, start) < end
            ):
                break
            end -= 1
        return end

    @staticmethod
    def _brief(document: Document, start: int, end: int) -> bool:
        """Whether a turn is a few words and no number."""
        kinds = document.kinds[start:end]
        return kinds.count(Kind.WORD) <= _MOST_NODDED and Kind.NUMBER not in kinds

    def _left_open(self, document: Document, end: int, barrier: int) -> bool:
        """Whether a separator ends the turn whose last token is before `end`."""
        while end > barrier and document.kinds[end - 1] is Kind.PUNCT and document.norms[end - 1] in ".,…":
            end -= 1
        return self._reader.separator_before(document, end, barrier) < end

    @staticmethod
    def _past(document: Document, first: int, lowest: int, passed: Collection[str]) -> int:
        """Where marks and such words before `first` begin."""
        while first > lowest and (
            document.kinds[first - 1] is Kind.PUNCT or document.norms[first - 1] in passed
        ):
            if document.kinds[first - 1] is Kind.BREAK:
                break
            first -= 1
        return first

    def _part(
        self, document: Document, start: int, end: int, heard: Sequence[str], *, spoken_of: bool
    ) -> int:
        """Where the part begins that a turn ends with; -1 for none. `heard`: the part after it."""
        norms = document.norms
        if heard and list(norms[end - len(heard) : end]) == list(heard) and end - len(heard) >= start:
            return end - len(heard)  # the other one said it again
        begins = self._reader.mailbox(document, end, start, spoken_of=False)
        if begins == end or not any(norm[0].isalpha() for norm in norms[begins:end]):
            return -1  # "748,45 €"
        if any(self._reader.separator_before(document, k, begins) < k for k in range(begins + 2, end + 1)):
            return begins
        letters = sum(self._reader.letter(document, k) for k in range(begins, end))
        if letters * 2 >= end - begins and letters > 1:
            return begins
        opened = begins
        while opened > start and document.kinds[opened - 1] is Kind.PUNCT:
            opened -= 1
        if opened < begins and norms[opened] == ":":
            opened += 1
        said = norms[begins:end]
        named = opened > start and norms[opened - 1] in NAMING and opened < end
        if named and not self._mails.isdisjoint(norms[max(start, opened - NAMED_TOKENS) : opened]):
            return begins  # "mi correo es erre"
        alone = opened == start and len(said) <= _MOST_WORDS and self._refused.isdisjoint(said)
        return begins if spoken_of and alone and len(said[0]) >= _LEAST else -1
