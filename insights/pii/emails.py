"""E-mail addresses, written and spoken ("joão ponto silva arroba gmail ponto com").

The at sign is the anchor: the mailbox is read leftwards from it, the domain rightwards; both are bounded.
Where an e-mail was asked for, a mailbox alone is one too: its domain may come in a later turn.
"""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.mail_turns import TurnParts
from insights.pii.mailboxes import MailboxReader
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.emails import MAIL_ENDS, PROVIDERS
from insights.records import PiiType
from insights.text.tokens import Document, Kind, fold

_WRITTEN_TOKENS = 40
_CONTEXT_TOKENS = 30
_KEY_TOKENS = 12
_NOD_TOKENS = 6
_ANSWER_TOKENS = 30
_SCORE = 0.95
_PART_SCORE = 0.7
_MARKS = ".-+_'"
_NEAR_TOKENS = 12
_PART_TOKENS = 10  # between two parts of an address said in turns
_MOST_SAID = 24
_LOOSE_WORDS = 2
_SOFT = frozenset({",", "…", ".", "-"})
_EVERYDAY = frozenset(
    {"mais", "mas", "menos", "piso", "meio", "medio", "normal", "line", "score", "baja", "em"}
)
_LINES = frozenset(
    {"underline", "underscore", "sublinhado", "bajo", "subguion", "anderline", "guionbajo", "baixo"}
)
_SITES = frozenset(
    {"www", "site", "sites", "sitio", "pagina", "web", "portal", "http", "https", "acesse", "visite"}
)
_SIDES = frozenset({"antes", "depois", "despues", "dominio"})
_BRACKETS = {"[": "]", "(": ")", "<": ">", "{": "}"}


class EmailRecogniser:
    """E-mail addresses; those given as a payment key are keys."""

    name = "emails"
    types: Sequence[PiiType] = (PiiType.EMAIL, PiiType.PIX)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._words = pack.emails
        self._reader = MailboxReader(pack)
        self._turns = TurnParts(pack, self._reader)
        self._nods = pack.identifiers.backchannels
        self._common = pack.names.not_names
        self._ats = self._words.at_words | {"@", "at"}
        self._anchors = self._ats | self._words.mail_words
        self._joins = frozenset(join[-1] for join in self._words.email_joins if join[-1] not in _EVERYDAY)
        # Said in nothing but addresses.
        self._lines = self._joins & _LINES
        lines = {join[0] for join, char in self._words.email_joins.items() if char == "_"}
        self.signs: Signs = {
            Sign.MAIL: self._anchors | self._lines | lines,
            Sign.MAIL_JOIN: self._joins,
        }
        self._asking = frozenset(
            {"?", "qual", "cual", "que", "seu", "su", "informe", "me", "favor", "confirma"}
        )

    def find(self, document: Document) -> Iterator[Finding]:
        norms = document.norms
        joined = document.here & Sign.MAIL_JOIN and document.said & Sign.MAIL
        if not (document.near & Sign.MAIL or joined):
            return
        if self._anchors.isdisjoint(norms):
            if "[]" in norms or not self._lines.isdisjoint(norms):
                yield from self._parts(document, spoken_of=False)
            return
        barrier = document.floor
        # "e o que vem antes do arroba?"
        asked = not (_SIDES.isdisjoint(norms) or self._words.at_words.isdisjoint(norms))
        spoken_of = asked or not self._words.mail_words.isdisjoint(norms)
        wanted = self._ats | PROVIDERS if spoken_of else self._ats
        for index in [k for k, norm in enumerate(norms[barrier:], barrier) if norm in wanted]:
            if index < barrier:
                continue
            if norms[index] in self._ats:
                pieces = self._around(document, index, barrier, spoken_of=spoken_of)
            else:
                pieces = self._without_at(document, index, barrier)
            if pieces:
                barrier = pieces[-1][1]
                yield self._finding(document, pieces, _SCORE)
        yield from self._parts(document, spoken_of=spoken_of)

    def _finding(self, document: Document, pieces: tuple[tuple[int, int], ...], score: float) -> Finding:
        value = "".join(self._reader.written(document, first, last) for first, last in pieces)
        kind = PiiType.PIX if self._is_key(document, pieces[0][0]) else PiiType.EMAIL
        return Finding(kind, pieces, value, score)

    def _is_key(self, document: Document, first: int) -> bool:
        """Whether the address is given as a key for payments."""
        return "pix" in document.norms[max(0, first - _KEY_TOKENS) : first]

    def _around(
        self, document: Document, index: int, barrier: int, *, spoken_of: bool
    ) -> tuple[tuple[int, int], ...]:
        """The token ranges of the address with this at sign; none when it is no address's."""
        norms = document.norms
        start, after = index, index + 1
        if norms[index] == "at":
            bracket = norms[index - 1] if index > barrier else ""
            if bracket in _BRACKETS and after < len(norms) and norms[after] == _BRACKETS[bracket]:
                start, after = index - 1, index + 2
            elif not (after < len(norms) and norms[after] in PROVIDERS):
                return ()
        elif index > barrier and after < len(norms) and _BRACKETS.get(norms[index - 1]) == norms[after]:
            start, after = index - 1, index + 2
        if norms[index] == "@" or start < index:
            first, last = self._written(document, start, after, barrier)
            if first < start and last > after:
                return ((first, last),)
        joined = not self._joins.isdisjoint(norms[max(barrier, index - _NEAR_TOKENS) : index])
        last = self._reader.domain(document, after, loose=spoken_of or joined)
        if last == after:
            if not (spoken_of or joined) or not self._turn_ends(document, after):
                return ()
            last = after
        first = self._reader.mailbox(document, start, barrier, spoken_of=spoken_of)
        if first < start:
            earlier = self._turns.before(document, first, barrier, spoken_of=spoken_of)
            return (
                *earlier,
                (first, last),
                *(self._turns.after(document, first, last) if last == after else ()),
            )
        return self._over_turns(document, start, last, barrier, spoken_of=spoken_of) if last > after else ()

    def _turn_ends(self, document: Document, position: int) -> bool:
        while position < len(document) and document.kinds[position] is Kind.PUNCT:
            position += 1
        return position >= len(document) or document.kinds[position] is Kind.BREAK

    def _over_turns(
        self, document: Document, at: int, last: int, barrier: int, *, spoken_of: bool
    ) -> tuple[tuple[int, int], ...]:
        """An address whose mailbox was said in a turn before, with nods between."""
        kinds = document.kinds
        end = at
        while end > 0 and kinds[end - 1] is Kind.PUNCT:
            end -= 1
        if end == 0:
            return ()
        if kinds[end - 1] is Kind.PLACEHOLDER and document.touches(end):
            return ()
        begins_turn = kinds[end - 1] is Kind.BREAK
        if not begins_turn and not (kinds[end - 1] is Kind.PLACEHOLDER and spoken_of):
            return ()
        position = end
        nods = 0
        while position > barrier and nods <= _NOD_TOKENS:
            before = position - 1
            if kinds[before] is Kind.WORD and not self._nod_turn(document, before):
                break
            if kinds[before] in (Kind.NUMBER, Kind.PLACEHOLDER):
                break
            nods += kinds[before] is Kind.WORD
            position = before
        if position > barrier and kinds[position - 1] in (Kind.WORD, Kind.NUMBER):
            first = self._reader.mailbox(document, position, barrier, spoken_of=spoken_of)
            if first < position:
                earlier = self._turns.before(document, first, barrier, spoken_of=spoken_of)
                return (*earlier, (first, position), (at, last))
        return ((at, last),)

    def _nod_turn(self, document: Document, index: int) -> bool:
        """Whether the turn around a token is nothing but nods."""
        norms, kinds = document.norms, document.kinds
        nods = self._nods | self._ats
        if norms[index] not in nods:
            return False
        for step in (-1, 1):
            position = index
            for _ in range(_NOD_TOKENS):
                position += step
                if not 0 <= position < len(norms) or kinds[position] is Kind.BREAK:
                    break
                if kinds[position] is Kind.WORD and norms[position] not in nods:
                    return False
        return True

    def _written(self, document: Document, at: int, after: int, barrier: int) -> tuple[int, int]:
        """The address around "@", with the blanks that a recogniser or a hurried hand leaves."""
        norms, kinds = document.norms, document.kinds
        first = at
        if first > barrier and not document.touches(first) and kinds[first - 1] in (Kind.WORD, Kind.NUMBER):
            if norms[first - 1] in self._words.email_stops:
                return at, after
            first -= 1
        while first > max(barrier, at - _WRITTEN_TOKENS) and (
            document.touches(first) or self._blank_dot(document, first)
        ):
            before = first - 1
            if not (kinds[before] in (Kind.WORD, Kind.NUMBER) or norms[before] in _MARKS):
                break
            first = before
        last = after
        while last < min(len(norms), after + _WRITTEN_TOKENS):
            if kinds[last] not in (Kind.WORD, Kind.NUMBER) and norms[last] not in ".-":
                break
            if last > after and not document.touches(last):
                dot = norms[last] == "." and last + 1 < len(norms) and norms[last + 1] in MAIL_ENDS
                ending = norms[last - 1] == "." and norms[last] in MAIL_ENDS and norms[last] != "de"
                if not (dot or ending):
                    break
            last += 1
        while last > after and norms[last - 1] in ".-":
            last -= 1
        while first < at and norms[first] in _MARKS:
            first += 1
        dotted = any(norms[k] == "." for k in range(after, last))
        if not dotted and last > after:
            end = self._reader.domain(document, after)
            spaced = not document.touches(at) or not document.touches(after)
            if end > last or spaced:
                return first, end
        return first, last

    def _blank_dot(self, document: Document, first: int) -> bool:
        """Whether a dot with blanks around it joins two words before the at sign: "joao . silva@"."""
        norms = document.norms
        return (norms[first - 1] == "." and not document.touches(first - 1) and first > 1) or (
            norms[first] == "." and not document.touches(first) and not document.touches(first + 1)
        )

    def _without_at(self, document: Document, index: int, barrier: int) -> tuple[tuple[int, int], ...]:
        """ "joão ponto silva gmail ponto com": the at sign was not said or not heard."""
        last = self._reader.domain(document, index)
        if last <= index + 1 or not self._near_mail(document, index):
            return ()
        first = self._reader.mailbox(document, index, barrier, spoken_of=False)
        if first == index or document.norms[first] in ("www", "site", "https", "http"):
            return ()
        return ((first, last),)

    def _near_mail(self, document: Document, index: int) -> bool:
        before = document.norms[max(0, index - _CONTEXT_TOKENS) : index]
        return not (self._words.mail_words.isdisjoint(before) and self._words.at_words.isdisjoint(before))

    def _parts(self, document: Document, *, spoken_of: bool) -> Iterator[Finding]:
        """Parts of an address said over several turns: an answer, what goes on with a part, what ends with a
        separator."""
        taken: set[int] = set()
        if spoken_of:
            for first, last in self._domains(document):
                taken.update(range(first, last))
                yield self._finding(document, ((first, last),), _PART_SCORE)
            for finding in self._answers(document):
                if taken.isdisjoint(range(*finding.pieces[0])):
                    taken.update(range(*finding.pieces[0]))
                    yield finding
        kinds, floor = document.kinds, document.floor
        count = len(kinds)
        turns = document.turns()
        if "[]" in document.norms:
            for turn in turns:
                first, last = self._goes_on(document, turn)
                if last > first and taken.isdisjoint(range(first, last)):
                    taken.update(range(first, last))
                    yield self._finding(document, ((first, last),), _PART_SCORE)
        for end in (*(turn - 1 for turn in turns if turn > floor), count):
            last = self._turns.without_nods(document, floor, end)
            join = self._reader.separator_before(document, last, floor)
            everyday = last - join == 1 and document.norms[join] not in self._joins
            if join == last or everyday or not floor < join:
                continue
            if not (spoken_of or not self._lines.isdisjoint(document.norms[join:last])):
                continue
            first = self._reader.mailbox(document, last, floor, spoken_of=False)
            if first < join and taken.isdisjoint(range(first, last)):
                yield self._finding(document, ((first, last),), _PART_SCORE)

    def _domains(self, document: Document) -> Iterator[tuple[int, int]]:
        """What is said right of the at sign alone: "não, é do terra ponto com ponto br"."""
        norms, kinds = document.norms, document.kinds
        index = document.floor
        if self._words.dot_words.isdisjoint(norms[index:]):
            return
        while index < len(norms) - 2:
            first = index
            index += 1
            if kinds[first] is not Kind.WORD or norms[first + 1] not in self._words.dot_words:
                continue
            if norms[first + 2] not in MAIL_ENDS or norms[first] in self._common:
                continue
            window = norms[max(0, first - _NEAR_TOKENS) : first]
            before = norms[first - 1] if first > document.floor else "\n"
            if "[]" in window and self._words.at_words.isdisjoint(window):
                continue  # the address was said
            if not _SITES.isdisjoint(window) or self._reader.separator_before(document, first, 0) < first:
                continue
            last = self._reader.domain(document, first)
            if last > first + 2 and before not in self._ats and self._near_mail(document, first):
                yield first, last
                index = last

    def _goes_on(self, document: Document, turn: int) -> tuple[int, int]:
        """What goes on at the beginning of a turn with an unfinished address of a turn before."""
        norms, kinds = document.norms, document.kinds
        wanted = self._unfinished(document, turn)
        if not wanted or turn >= len(norms):
            return turn, turn
        first = turn
        while first < len(norms) - 1 and (norms[first] in self._nods or norms[first] in _SOFT):
            if self._reader.separator_after(document, first) > first:
                break
            first += 1
        if wanted == "dot" and norms[first] not in self._words.dot_words and norms[first] not in PROVIDERS:
            return turn, turn
        if norms[first] in self._nods or norms[first] in ("um", "un"):
            return turn, turn
        end, loose = first, 0
        while end < min(len(norms), first + _ANSWER_TOKENS):
            join = self._reader.separator_after(document, end)
            if join > end and kinds[end] is Kind.WORD:
                end, loose = join, 0
                continue
            if norms[end] in _SOFT and end > first:
                end += 1
                continue
            part = (
                norms[end] in self._ats
                or norms[end] in PROVIDERS
                or norms[end] in MAIL_ENDS
                or self._reader.number(document, end)
                or self._reader.letter(document, end)
                or (norms[end] not in self._common and norms[end] not in self._words.email_stops)
            )
            if kinds[end] not in (Kind.WORD, Kind.NUMBER) or not part:
                break
            loose += not (self._reader.letter(document, end) or self._reader.number(document, end))
            if loose > _LOOSE_WORDS:
                return turn, turn
            end += 1
        while end > first and (
            norms[end - 1] in _SOFT or norms[end - 1] in ("e", "y", "a", "o") or norms[end - 1] in self._nods
        ):
            end -= 1
        return first, end

    def _unfinished(self, document: Document, turn: int) -> str:
        """What goes on with a part of an address found just before the turn: a "word", or nothing
        but a "dot"; empty where it is whole."""
        norms, kinds = document.norms, document.kinds
        position = turn - 1
        while position >= max(0, turn - _PART_TOKENS) and kinds[position] is not Kind.PLACEHOLDER:
            if norms[position] in self._pack.identifiers.context or kinds[position] is Kind.NUMBER:
                return ""
            position -= 1
        if position < 0 or kinds[position] is not Kind.PLACEHOLDER:
            return ""
        start, end = document.starts[position], document.ends[position]
        said = fold(document.text[start:end]).replace(",", " ").replace("…", " ").split()
        if not said or len(said) > _MOST_SAID:
            return ""
        if said[-1] in MAIL_ENDS or "@" in said[-1]:
            return ""
        ats = [k for k, word in enumerate(said) if word in self._ats or "@" in word]
        joins = self._words.email_joins
        known = [word for word in said if word not in _EVERYDAY or word in ("baja", "medio")]
        said_joins = {joins.get(tuple(known[k : k + n])) for k in range(len(known)) for n in (1, 2)} - {None}
        joined = bool(said_joins)
        if not ats:
            left_open = {joins.get(tuple(known[-n:])) for n in (1, 2)} - {None}
            spoken_of = self._near_mail(document, position) or bool(left_open and "_" in said_joins)
            return (
                "word"
                if joined and spoken_of and any(word.isalpha() and len(word) > 1 for word in said)
                else ""
            )
        domain = said[ats[-1] + 1 :]
        if not domain:
            return "word"
        if domain[-1] in self._words.dot_words:
            return "word"
        dotted = not self._words.dot_words.isdisjoint(domain) or "." in said[-1]
        return "" if dotted or "@" in said[ats[-1]] else "dot"

    def _answers(self, document: Document) -> Iterator[Finding]:
        """A mailbox whose domain is not said in its turn, where an e-mail was asked for."""
        norms, kinds, floor = document.norms, document.kinds, document.floor
        turns = [floor] if floor and kinds[floor - 1] is Kind.BREAK else []
        turns += [k + 1 for k in range(floor, len(norms) - 1) if kinds[k] is Kind.BREAK]
        for turn in turns:
            if not self._asked(document, turn):
                continue
            first = turn
            while first < len(norms) and (norms[first] in self._words.openers or norms[first] in ",."):
                first += 1
            end, parts, said = first, 0, False
            while end < min(len(norms), turn + _ANSWER_TOKENS):
                join = self._reader.separator_after(document, end)
                if join > end and end > first:
                    closes = join >= len(norms) or kinds[join] not in (Kind.WORD, Kind.NUMBER)
                    if closes and norms[end] in ".-":
                        break
                    said, end = True, join
                    continue
                if norms[end] in self._ats or kinds[end] not in (Kind.WORD, Kind.NUMBER):
                    break
                everyday = norms[end] in self._common and not self._reader.number(document, end)
                if everyday and not (parts and self._reader.letter(document, end)):
                    break
                figures = kinds[end] is Kind.NUMBER and not norms[end].isdecimal()
                said = said or (figures and norms[end][0].isalpha() and len(norms[end]) > 3)
                parts += 1
                end += 1
            if end > first and said and not (end < len(norms) and norms[end] in self._ats):
                yield self._finding(document, ((first, end),), _PART_SCORE)

    def _asked(self, document: Document, turn: int) -> bool:
        """Whether the turn before asked for an e-mail."""
        norms, kinds = document.norms, document.kinds
        last = turn - 1
        while last >= 0 and kinds[last] is Kind.BREAK:
            last -= 1
        first = last
        while first > 0 and kinds[first - 1] is not Kind.BREAK and last - first < _CONTEXT_TOKENS:
            first -= 1
        asked = norms[max(0, first) : last + 1]
        return (
            not (self._words.mail_words.isdisjoint(asked) and self._words.at_words.isdisjoint(asked))
            and "[]" not in asked
            and (len(asked) <= 4 or not self._asking.isdisjoint(asked))
        )
