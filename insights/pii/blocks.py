"""A growing text, cut into blocks at places where nothing is open.

A block ends with a turn or a sentence, unless a number, a spelled word or an e-mail address may still go on:
then it ends where that does. Where a cut falls depends on the text alone, never on how the text arrived; so a
call judged block by block while it goes on reads like the same call judged at once.
"""

import re
from collections.abc import Iterator

from insights.pii.identifiers.carriers import is_head
from insights.pii.letters import PAIRS
from insights.pii.nods import is_nod
from insights.pii.vocabulary import LETTER_WORDS, VOWELS, Vocabulary
from insights.pii.words.cards import SIGNS
from insights.pii.words.emails import NAMED_TOKENS, NAMING
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind, tokenise

MOST_TOKENS = 400  # a block never holds more
_AHEAD_TOKENS = 16  # how many nods and hesitations may stand between two parts of a value
_BACK_TOKENS = 24
_ENDS = frozenset(".?!\n")
_CLOSING = frozenset(".?!…\"')»”’")
_MEASURED = frozenset("%ºª°€$")
_QUANTITY = re.compile(r"\d{1,2}h(?:\d{2})?|\d+(?:[ºªoa]|gb|mb|mbps|kwh|megas?|gigas?|kg|km|mg|ml|th|k|x)")
_ABBREVIATED = words(
    "sr sra srta dr dra d dna prof profa lic ing av avd avda avn apto ap n no num nr tel telf tfno tlf "
    "fax cel r c col ctra crta cra cr cl cll carr dg tv trans psje pza plza pso po rod trav jd vl pq jr "
    "urb edo mz mza mun ed edif bl blq blk int fracc cj qd lt esc pta pl km bjo ent dcha izq izda der "
    "dpto depto loc prov dom cod ref exp est art min rel des gral gen cap cnel mons pe fr hnos nstra nra "
    "ten maj nac nasc fec val cad venc exp vto"
)
_MAIL_TOKENS = 12
_MOST_SPELLED = 12
_CONNECTED = frozenset(("e", "y"))
# Letters that are no word and no abbreviation of a chat.
_STRETCH = re.compile(
    r"(?!pfv|vlw|blz|msm|msg|msn|sms|tmb|vcs?$|mds|slc|fds|tb$|td$|pq$|sr|dr|kk|mm|hm)[b-df-hj-np-tv-z]{2,4}"
)
_MOST_STRETCH = 4  # letters
_ENDINGS = words("com net org br es")
_ANSWERED = _ENDINGS | {"@", "[]"}
_POINTED = words("nesse neste este esse ese al el un um certo que o a de cada algum algun")
_SAID_BEFORE = frozenset(("sao", "son", ":", "=", "es"))
_WHOLE = ("[NOME", "[ENDERECO", "[EMAIL", "[nome", "[endereco", "[email")
_ADDRESS_TOKENS = 12
_PLAIN_TOKENS = 32  # more than any look back at a spoken address
_ANSWER_TOKENS, _ANSWER_WORDS = 24, 2
_NODDED_WORDS = 3


class BlockCutter:
    """Cuts one call's text. Texts are fed in any portions; a turn ends with a line end."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self._vocabulary = vocabulary
        self._language = language
        self._text = ""  # not yet cut
        self._known = 0  # how much of it is tokenised
        self._document = tokenise("", language)
        self._mail_asked = False

    @property
    def held(self) -> str:
        """The text that no block has yet."""
        return self._text

    def feed(self, text: str) -> list[Document]:
        """The blocks that end within what was fed so far, each a document of its own text."""
        self._text += text
        # A word may go on with what comes next; blanks end it.
        stable = max(self._text.rfind(blank) for blank in " \n\t") + 1
        return self._grown(stable, final=False) if stable > self._known else []

    def flush(self) -> list[Document]:
        """The blocks of everything that is left: the text ends here."""
        return self._grown(len(self._text), final=True)

    def _grown(self, stable: int, *, final: bool) -> list[Document]:
        more = tokenise(self._text[self._known : stable], self._language)
        document, base = self._document, self._known
        document.starts += [start + base for start in more.starts] if base else more.starts
        document.ends += [end + base for end in more.ends] if base else more.ends
        document.norms += more.norms
        document.kinds += more.kinds
        document.text = self._text
        self._known = stable
        blocks = list(self._cut(document, final=final))
        # What was cut goes.
        taken = sum(map(len, blocks))
        chars = sum(len(block.text) for block in blocks)
        if chars:
            self._text = self._text[chars:]
            self._known -= chars
            document.starts = [start - chars for start in document.starts[taken:]]
            document.ends = [end - chars for end in document.ends[taken:]]
            document.norms = document.norms[taken:]
            document.kinds = document.kinds[taken:]
            document.text = self._text
        return blocks

    def _cut(self, document: Document, *, final: bool) -> Iterator[Document]:
        norms = document.norms
        count = len(norms)
        start = 0
        for end in [index for index, norm in enumerate(norms) if norm in _ENDS]:
            while end - start >= MOST_TOKENS:
                yield self._block(document, start, start + MOST_TOKENS)
                start += MOST_TOKENS
            boundary = self._boundary(document, end)
            if boundary < 0 or boundary <= start:
                continue
            if boundary > count:
                if final:
                    break
                return
            run, closed = self._closed(document, start, boundary, final=final)
            if run > start:
                yield self._block(document, start, run)
                start = run
            if closed is None:
                return
            if closed:
                yield self._block(document, start, boundary)
                start = boundary
        while count - start > MOST_TOKENS or (final and start < count):
            stop = min(start + MOST_TOKENS, count)
            yield self._block(document, start, stop)
            start = stop

    def _block(self, document: Document, first: int, last: int) -> Document:
        base = document.ends[first - 1] if first else 0
        end = document.ends[last - 1]
        norms = document.norms[first:last]
        if not all(map(self._silent, norms, document.kinds[first:last])):
            asked = not self._vocabulary.mail_asked.isdisjoint(norms)
            self._mail_asked = asked and _ANSWERED.isdisjoint(norms)
        return Document(
            document.text[base:end],
            document.language,
            [start - base for start in document.starts[first:last]],
            [stop - base for stop in document.ends[first:last]],
            norms,
            document.kinds[first:last],
        )

    def _silent(self, norm: str, kind: int) -> bool:
        """Whether a token is a mark, a turn's end or a word that nods and hesitations have."""
        return kind in (Kind.PUNCT, Kind.BREAK) or norm in self._vocabulary.skipped

    def _boundary(self, document: Document, end: int) -> int:
        """One past the sentence or turn whose last mark is at `end`; -1 where none ends, beyond the document
        where the next token must be seen first."""
        norms = document.norms
        count = len(norms)
        if norms[end] == "\n":
            return end + 1
        after = end + 1
        while after < count and norms[after] in _CLOSING and document.touches(after):
            after += 1
        if after >= count:
            return count + 1
        if document.touches(after) or norms[after] == "\n":
            return -1  # "gmail.com"; a turn's end is a boundary itself
        if norms[end] == "." and end and document.touches(end):
            before = norms[end - 1]
            if before in _ABBREVIATED or before == "/" or (len(before) == 1 and before.isalpha()):
                return -1
        return after

    def _closed(
        self, document: Document, start: int, boundary: int, *, final: bool
    ) -> tuple[int, bool | None]:
        """Where the number begins that may go on, when what stands before it can be told without it (else 0);
        and whether nothing goes on over the boundary, None where that is not known yet."""
        vocabulary, norms, kinds = self._vocabulary, document.norms, document.kinds
        last = self._last_content(document, start, boundary)
        if last < start or self._plain(document, start, last):
            return 0, True
        run = 0
        goes_on: frozenset[str] | None
        if self._numeric(document, last, start):
            first = self._run_start(document, last, start)
            before = norms[first - 1] if first > start else ""
            if before in vocabulary.amounts:
                return 0, True
            if first > start and self._separable(document, first, start):
                run = first
            goes_on = vocabulary.after_number
        elif norms[last] in vocabulary.months:
            goes_on = vocabulary.numbers
        elif norms[last] in vocabulary.first_days:
            goes_on = vocabulary.months  # "primero" / "de mayo"
        elif self._letter(document, last):
            goes_on = vocabulary.after_letter
        elif norms[last] in SIGNS and norms[last] not in vocabulary.mail:
            goes_on = vocabulary.numbers  # a password: "guitarra asterisco" / "veintitrés"
        elif self._mail_joined(document, last) or self._mail_nodded(document, last, start):
            goes_on = None  # "ana ponto": whatever comes belongs to it
        elif self._mail_begins(document, start, last) or self._mail_named(document, start, last):
            goes_on = None  # "moto" / "perlanegra arroba …"
        elif self._mail_open(document, last, start):
            goes_on = vocabulary.after_mail
        else:
            return 0, True
        position = boundary
        stop = boundary + _AHEAD_TOKENS
        nodded = goes_on is None
        while position < len(norms) and position < stop:
            kind, norm = kinds[position], norms[position]
            if not nodded and kinds[position - 1] is Kind.BREAK:
                nodded, after = True, self._over_nod(document, position, final=final)
                if after is None:
                    return run, None
                if after > position:
                    position = after
                    continue
            if kind is Kind.BREAK or kind is Kind.PUNCT or norm in vocabulary.skipped:
                position += 1
                continue
            if position + 1 == len(norms) and not final and (norm in vocabulary.date_links or norm in VOWELS):
                break  # what it is shows with the next word
            if norm in _CONNECTED and position + 1 < len(norms) and norms[position + 1] in vocabulary.skipped:
                position += 1  # "certo e depois?"
                continue
            if norm in VOWELS and norms[position + 1 : position + 2] == ["…"]:
                position += 1  # a hesitation
                continue
            more = (
                goes_on is None
                or norm in goes_on
                or self._same(document, position, last)  # said again by the other
                or kind is Kind.NUMBER
                or (kind is Kind.PLACEHOLDER and not self._whole(document, position))
                or self._letter(document, position)
                or self._spelled(document, position)
                or self._date_goes_on(document, position)
            )
            return run, not more
        return run, True if position >= stop or final else None

    def _plain(self, document: Document, start: int, last: int) -> bool:
        """Whether the word at `last` is none after which a value may go on, and no address is spoken."""
        norms, vocabulary = document.norms, self._vocabulary
        return (
            document.kinds[last] is Kind.WORD
            and len(norms[last]) > _MOST_STRETCH
            and norms[last] not in vocabulary.open
            and norms[last - 1] not in NAMING
            and not self._mail_asked
            and vocabulary.mail_ends.isdisjoint(norms[max(start, last - _PLAIN_TOKENS) : last])
        )

    def _before_nod(self, document: Document, start: int, boundary: int) -> int:
        """Where the turn before `boundary` begins, when it says nothing and is not the block's first; else
        `boundary`."""
        norms, kinds = document.norms, document.kinds
        back = kinds[max(start, boundary - 1 - _AHEAD_TOKENS) : boundary - 1]
        if norms[boundary - 1] != "\n" or Kind.BREAK not in back:
            return boundary
        first = boundary - 1 - back[::-1].index(Kind.BREAK)
        again = self._again(document, first)
        said = is_nod(norms[again : boundary - 1], kinds[again : boundary - 1], self._vocabulary.telling)
        return again if said else boundary

    def _again(self, document: Document, first: int) -> int:
        """One past the digits and letters with which the turn at `first` begins, after a turn that ends with
        such: "cinco nueve" / "cinco nueve, anotado"."""
        position = first - 2
        while position > 0 and document.kinds[position] is Kind.PUNCT:
            position -= 1
        if not (self._numeric(document, position, 0) or self._letter(document, position)):
            return first
        position = again = first
        while document.kinds[position] is not Kind.BREAK:
            if self._numeric(document, position, first) or self._letter(document, position):
                again = position + 1
            elif document.kinds[position] is not Kind.PUNCT:
                break
            position += 1
        return again

    def _over_nod(self, document: Document, start: int, *, final: bool) -> int | None:
        """The end of the turn at `start` where it says nothing, else `start`; None where it is not known
        yet."""
        norms, kinds = document.norms, document.kinds
        ahead = kinds[start : start + _AHEAD_TOKENS]
        end = start + (ahead.index(Kind.BREAK) if Kind.BREAK in ahead else len(ahead))
        if not is_nod(norms[start:end], kinds[start:end], self._vocabulary.telling):
            return start
        if end < len(norms) and kinds[end] is Kind.BREAK:
            return end
        return start if final else None

    def _last_content(self, document: Document, start: int, boundary: int) -> int:
        """The last token before a boundary that is no nod, mark or hesitation; `start - 1` for none."""
        norms, kinds, skipped = document.norms, document.kinds, self._vocabulary.skipped
        position = self._before_nod(document, start, boundary) - 1
        stop = max(start, boundary - _BACK_TOKENS)
        while position >= stop and (
            kinds[position] is Kind.BREAK
            or (kinds[position] is Kind.PUNCT and norms[position] not in _MEASURED)
            or (norms[position] in skipped and not self._named_letter(document, position))
            or (norms[position] in self._vocabulary.joined and self._leads(document, position, start))
        ):
            position -= 1
        return position if position >= stop else start - 1

    def _leads(self, document: Document, index: int, start: int) -> bool:
        """Whether a joining word is no content of its own: "e" that begins a nod ("e o resto?"), "barra" that
        leads from one part of a value to the next."""
        if index <= start:
            return True
        before = document.norms[index - 1]
        return (
            document.kinds[index - 1] is Kind.BREAK
            or before in self._vocabulary.skipped
            or self._numeric(document, index - 1, start)
        )

    def _same(self, document: Document, index: int, other: int) -> bool:
        """Whether two tokens are one word, or placeholders of one value."""
        if document.norms[index] != document.norms[other]:
            return False
        told = document.kinds[index] is not Kind.PLACEHOLDER
        return told or document.raw(index, index + 1) == document.raw(other, other + 1)

    def _whole(self, document: Document, index: int) -> bool:
        """Whether a placeholder stands for something that ends where it ends."""
        return document.text.startswith(_WHOLE, document.starts[index])

    def _numeric(self, document: Document, index: int, start: int) -> bool:
        kind, norm = document.kinds[index], document.norms[index]
        if kind is Kind.NUMBER:
            return _QUANTITY.fullmatch(norm) is None
        if kind is Kind.PLACEHOLDER:
            return not self._whole(document, index)
        if norm in self._vocabulary.articles:
            return index > start and document.norms[index - 1] in self._vocabulary.numbers
        return kind is Kind.WORD and norm in self._vocabulary.numbers

    def _letter(self, document: Document, index: int) -> bool:
        """Whether a token is a letter or its name, and no everyday word."""
        norms = document.norms
        norm = norms[index]
        if document.kinds[index] is not Kind.WORD:
            return False
        if norm in VOWELS:
            return index > 0 and norms[index - 1] not in VOWELS and self._letter(document, index - 1)
        if len(norm) == 1:
            return norm.isalpha()
        if norm in self._vocabulary.letters or _STRETCH.fullmatch(norm) or is_head(norm):
            return True
        if index and norm in self._vocabulary.spelled and norms[index - 1] in self._vocabulary.letters:
            return True  # "hache cu"
        if index and (norms[index - 1], norm) in PAIRS:
            return True  # "be larga"
        if self._named_letter(document, index):
            return True
        return norm in LETTER_WORDS and document.text[document.ends[index] - 1] in "êÊ"

    def _spelled(self, document: Document, index: int) -> bool:
        """Whether two letters begin at a token, even such as sound like words: "te ese ka"."""
        return len(self._vocabulary.spelled.intersection(document.norms[index : index + 2])) > 1

    def _named_letter(self, document: Document, index: int) -> bool:
        """Whether a letter, or a word like one, follows what it belongs to ("passaporte quê ele") or
        only others in its turn ("quê ele")."""
        norms, spelled = document.norms, self._vocabulary.spelled
        if norms[index] not in spelled:
            return False
        first = index
        while (
            first
            and index - first < _MOST_SPELLED
            and (norms[first - 1] in spelled or norms[first - 1] == ",")
        ):
            first -= 1
        alone = not first or document.kinds[first - 1] is Kind.BREAK
        return index > first if alone else not self._vocabulary.named.isdisjoint(norms[first - 1 : index])

    def _date_goes_on(self, document: Document, index: int) -> bool:
        """ "…dezassete" / "de março": a month, or a link with a month or a number after it."""
        norms, vocabulary = document.norms, self._vocabulary
        if norms[index] in vocabulary.date_links and index + 1 < len(norms):
            index += 1
        else:
            return norms[index] in vocabulary.months
        return norms[index] in vocabulary.months or self._numeric(document, index, index)

    def _run_start(self, document: Document, index: int, start: int) -> int:
        """Where the stretch of numbers begins that ends at `index`."""
        norms, kinds, vocabulary = document.norms, document.kinds, self._vocabulary
        first = position = index
        while position > start:
            position -= 1
            norm, kind = norms[position], kinds[position]
            whole = kind is Kind.PLACEHOLDER and self._whole(document, position)
            if kind is Kind.NUMBER or norm in vocabulary.numbers or (kind is Kind.PLACEHOLDER and not whole):
                first = position
            elif (
                not (kind is Kind.PUNCT or norm in vocabulary.joined or norm in vocabulary.skipped)
                or norm in "?!;:="
            ):
                break
        return first

    def _separable(self, document: Document, first: int, start: int) -> bool:
        """Whether the words before a number say what it is and are no part of it."""
        norms, vocabulary = document.norms, self._vocabulary
        before = norms[first - 1]
        if before == ":" and first - start > 1 and document.kinds[first - 2] is Kind.NUMBER:
            return False  # "[10:02]"
        said = before in _SAID_BEFORE or before in vocabulary.named
        if before == "e":
            said = document.text[document.starts[first - 1]] in "éÉ"
        if not said:
            return False
        window = norms[max(start, first - _ADDRESS_TOKENS) : first]
        return vocabulary.streets.isdisjoint(window) and vocabulary.months.isdisjoint(window)

    def _mail_joined(self, document: Document, index: int) -> bool:
        """Whether a token ends a separator or an at sign as they are said."""
        norms, vocabulary = document.norms, self._vocabulary
        return norms[index] in vocabulary.mail or tuple(norms[index - 1 : index + 1]) in vocabulary.mail_pairs

    def _mail_nodded(self, document: Document, last: int, start: int) -> bool:
        """Whether a turn of a few words follows a separator: "ya lo puse"."""
        kinds = document.kinds
        first = last
        while first > start and kinds[first - 1] is not Kind.BREAK and last - first < _NODDED_WORDS:
            first -= 1
        if first <= start or kinds[first - 1] is not Kind.BREAK or Kind.NUMBER in kinds[first : last + 1]:
            return False
        if not self._vocabulary.mail.isdisjoint(document.norms[first : last + 1]):
            return False
        before = self._last_content(document, start, first - 1)
        return before >= start and self._mail_joined(document, before)

    def _mail_named(self, document: Document, start: int, last: int) -> bool:
        """Whether one word ends a turn that says that an e-mail comes: "mi correo es erre"."""
        norms = document.norms
        named = norms[max(start, last - NAMED_TOKENS) : max(start, last - 1)]
        return norms[last - 1] in NAMING and not self._vocabulary.mail_asked.isdisjoint(named)

    def _mail_begins(self, document: Document, start: int, last: int) -> bool:
        """Whether a turn of a word or two answers the question for an e-mail: the rest may come."""
        if not self._mail_asked or last - start > _ANSWER_TOKENS:
            return False
        norms, kinds = document.norms, document.kinds
        if not self._vocabulary.mail.isdisjoint(norms[start : last + 1]):
            return False
        first = last
        while first > start and kinds[first - 1] is not Kind.BREAK:
            first -= 1
        return kinds[first : last + 1].count(Kind.WORD) <= _ANSWER_WORDS

    def _mail_open(self, document: Document, last: int, start: int) -> bool:
        """Whether a spoken address may go on: it ends soon after a mark ("ana ponto souza", "ponto com"), or
        a turn answers the question for one."""
        norms, kinds, vocabulary = document.norms, document.kinds, self._vocabulary
        lowest = max(start, last - _MAIL_TOKENS)
        if not self._mail_asked and vocabulary.mail.isdisjoint(norms[lowest + 1 : last]):
            return False
        for position in range(last - 1, lowest, -1):
            if norms[position] == "@" or document.text.startswith("[EMAIL_", document.starts[position]):
                return False
            if norms[position] in vocabulary.mail and norms[position - 1] not in _POINTED:
                return True
        first = last
        while first > start and kinds[first - 1] is not Kind.BREAK:
            first -= 1
        return self._mail_asked and vocabulary.mail_asked.isdisjoint(norms[first : last + 1])
