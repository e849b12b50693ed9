"""The two sides of an e-mail address around its at sign: the mailbox, read leftwards, and the domain."""

from insights.pii.asides import AsideReader
from insights.pii.packs import LanguagePack
from insights.pii.words.emails import MAIL_ENDS, PROVIDERS, SPLIT_PROVIDERS
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 48
_LOOSE_WORDS = 3  # words said one after the other without a separator
_LOOSE_SPOKEN_OF = 5  # the same where somebody speaks of an e-mail
_MOST_NOTES = 6
_MOST_PAUSES = 8
_SPELLED_TOKENS = 9
_DOMAIN_TOKENS = 18
_COUNTRY = 2  # letters of a country's ending
_ASIDE_TOKENS = 9
_SIGNS = ("€", "%", "$")
_SKIPPED = frozenset(",…")
_PARTICLES = frozenset({"da", "do", "de", "dos", "das", "del", "la", "e", "y"})


class MailboxReader:
    """Reads what stands before and after an at sign."""

    def __init__(self, pack: LanguagePack) -> None:
        self._words = words = pack.emails
        self._values = pack.numerals.values
        self._numerals = pack.numerals
        self._connector = pack.numerals.connector
        self._common = pack.names.not_names
        self._pairs = {join[:2] for join in words.email_joins if len(join) >= 2}
        self._lengths = (3, 2, 1)
        dates = pack.dates
        # Said while somebody thinks, or takes a word back; "um" of "um segundo" too.
        self._pauses = (
            dates.hesitations
            | dates.corrections
            | dates.moments
            | {"ay", "ai", "ou", "un", "quer", "quero", "queria", "dizer", "decir", "quiero"}
        )

        self._asides = AsideReader(pack.language, words.at_words | words.mail_words | words.dot_words)

    def separator_before(self, document: Document, end: int, lowest: int) -> int:
        """Where the separator that ends before token `end` begins; `end` when there is none."""
        norms = document.norms
        for length in self._lengths:
            first = end - length
            if first >= lowest and tuple(norms[first:end]) in self._words.email_joins:
                return first
        if end - 1 >= lowest and norms[end - 1] in ("-", "_", ".", "+"):
            return end - 1
        return end

    def separator_after(self, document: Document, start: int) -> int:
        """One past the separator that begins at `start`; `start` when there is none."""
        norms = document.norms
        for length in self._lengths:
            said = tuple(norms[start : start + length])
            if said in self._words.email_joins:
                return start + len(said)  # at the very end there are fewer words than asked for
        return start + 1 if start < len(norms) and norms[start] in ("-", "_", ".", "+") else start

    def letter(self, document: Document, index: int) -> bool:
        """Whether a word may be one spelled letter."""
        norm = document.norms[index]
        return (len(norm) == 1 and norm.isalpha()) or norm in self._words.letters

    def number(self, document: Document, index: int) -> bool:
        return document.kinds[index] is Kind.NUMBER or self._numerals.is_number(document.norms[index])

    def mailbox(self, document: Document, at: int, lowest: int, *, spoken_of: bool) -> int:
        """Where the mailbox that ends before `at` begins; `at` when there is none."""
        norms, kinds, words = document.norms, document.kinds, self._words
        lowest = max(lowest, at - _MOST_TOKENS)
        most_loose = _LOOSE_SPOKEN_OF if spoken_of else _LOOSE_WORDS
        first = position = at
        loose = notes = pauses = 0
        spelled = False  # letters are being spelled, right of the position
        while position > lowest:
            position = self._aside_before(document, position, lowest)
            before = position - 1
            norm = norms[before]
            if norm in _SKIPPED and kinds[before] is Kind.PUNCT:
                bridged = first == at or spelled or self._begins_with_join(document, position)
                if not bridged and self.separator_before(document, before, lowest) == before:
                    break
                position = before
                continue
            join = self.separator_before(document, position, lowest)
            if join < position:
                if (
                    norm == "."
                    and not document.touches(position)
                    and first != at
                    and kinds[before] is Kind.PUNCT
                ):
                    break  # a sentence ended
                if join <= lowest or kinds[join - 1] not in (Kind.WORD, Kind.NUMBER, Kind.PUNCT):
                    break
                position, loose, notes = join, 0, 0
                if kinds[position - 1] is not Kind.PUNCT:
                    follow = norms[position - 1]
                    if follow in words.email_stops and not self.letter(document, position - 1):
                        break
                    if self._verb(document, position - 1) and not self._spelled_left(
                        document, position - 1, lowest
                    ):
                        break
                    position -= 1
                    first = position
                    spelled = self.letter(document, position) and len(follow) <= 4
                continue
            if kinds[before] not in (Kind.WORD, Kind.NUMBER):
                break
            example = self._example(document, before, lowest)
            if example < before:
                first = position = example  # "é de escola"
                loose, spelled = 0, True
                continue
            if self._priced(document, before):
                break
            if self.number(document, before) and not (norm in ("um", "uma", "un", "una") and first == at):
                first = position = before
                spelled = False
                continue
            if (
                norm == self._connector
                and before > lowest
                and self._values.get(norms[before - 1], 0) >= 20
                and norms[position] in self._values
                and not self._verb(document, before)
            ):
                position = before
                continue
            if (
                norm in words.notes
                and notes < _MOST_NOTES
                and len(norm) > 1
                and not self._part_of_name(document, before)
            ):
                notes += 1
                position = before
                continue
            if self.letter(document, before) and (
                spelled or not self._verb(document, before) or self._spelled_left(document, before, lowest)
            ):
                if self._verb(document, before) and not self._spelled_left(document, before, lowest):
                    break
                lone = norm in words.email_stops or norm in _PARTICLES
                if not lone or spelled or self._spelled_left(document, before, lowest):
                    first = position = before
                    spelled = True
                    continue
            if norm in ("en", "em") and norms[position] in words.notes:
                position = before  # "todo en minúscula"
                continue
            if norm in _PARTICLES and before > lowest and first != at and loose < most_loose:
                left = before - 1
                if (
                    kinds[left] is Kind.WORD
                    and self._loose_word(document, left)
                    and not self._verb(document, before)
                ):
                    position = before
                    continue
            if norm in self._pauses and pauses < _MOST_PAUSES and (first != at or position == at):
                pauses += 1
                position = before
                continue
            if norm in ("com", "con") and first != at and before > lowest and self._doubled(document, before):
                position, notes = before, 0
                continue
            if (
                norm in words.email_stops
                or norm in words.at_words
                or not (
                    first == at
                    or self._loose_word(document, before)
                    or self.separator_before(document, before, lowest) < before  # "gatita punto consulta"
                )
            ):
                break
            if notes and first != at:
                break  # words before "tudo junto" say whose it is
            loose += 1
            if loose > most_loose:
                break
            first = position = before
            spelled = False
        return first

    def _aside_before(self, document: Document, position: int, lowest: int) -> int:
        """Where the aside begins that ends before `position` and interrupts an address: "studio ponto… um
        momentinho… arte"; `position` for none."""
        norms = document.norms
        for start in range(max(lowest + 2, position - _ASIDE_TOKENS), position - 1):
            if norms[start] not in self._asides.firsts and norms[start] not in _SKIPPED:
                continue
            if norms[start - 1] in _SKIPPED:
                continue
            within = self.separator_before(document, start, lowest) < start or (
                self.separator_before(document, start - 1, lowest) < start - 1
                and document.kinds[start - 1] in (Kind.WORD, Kind.NUMBER)
            )
            if within and self._asides.over(document, start, position.__eq__)[0] == position:
                return start
        return position

    def _doubled(self, document: Document, index: int) -> bool:
        """Whether "com" says how a word is written: "mateus com dois tês"."""
        follow = document.norms[index + 1]
        return (
            follow in self._words.notes
            or follow in self._numerals.repeats
            or self.letter(document, index + 1)
        )

    def _begins_with_join(self, document: Document, position: int) -> bool:
        return self.separator_after(document, position) > position

    def _verb(self, document: Document, index: int) -> bool:
        """ "é", which folds to the letter and the connector "e"."""
        return document.text[document.starts[index] : document.ends[index]] in ("é", "É")

    @staticmethod
    def _priced(document: Document, index: int) -> bool:
        """Whether a number is an amount, its sign in a text without the marks between turns: "748,45 €"."""
        after = document.ends[index]
        return document.kinds[index] is Kind.NUMBER and document.text[after : after + 2].strip()[:1] in _SIGNS

    def _example(self, document: Document, index: int, lowest: int) -> int:
        """Where the letter stands of which a word is an example, "eme de maria"; `index` for none."""
        norms = document.norms
        if index - 2 < lowest or norms[index - 1] not in ("de", "como"):
            return index
        name = norms[index - 2]
        if len(norms[index]) > 1 and self.letter(document, index - 2):
            letter = self._words.letters.get(name, name)
            return index - 2 if letter == norms[index][0] else index
        return index

    def _spelled_left(self, document: Document, index: int, lowest: int) -> bool:
        """Whether a letter that is no word stands left of one that may be a word: "jota ó á ó"."""
        left = index - 1
        while left >= lowest and left > index - _SPELLED_TOKENS:
            norm = document.norms[left]
            if norm not in _SKIPPED:
                if document.kinds[left] is not Kind.WORD:
                    return False
                if not self.letter(document, left):
                    return self._example(document, left, lowest) < left
                if self._verb(document, left):
                    return False
                if norm not in self._words.email_stops and norm not in _PARTICLES and norm not in "aoey":
                    return True
            left -= 1
        return False

    def _part_of_name(self, document: Document, index: int) -> bool:
        """Whether a word for how it is written is part of what is written: joined to it by a separator."""
        return self.separator_after(document, index + 1) > index + 1 and document.norms[index + 1] in (
            ".",
            "_",
        )

    def _loose_word(self, document: Document, index: int) -> bool:
        norm = document.norms[index]
        return (
            document.kinds[index] in (Kind.WORD, Kind.NUMBER)
            and norm not in self._words.email_stops
            and norm not in self._words.mail_words
            and not (norm in self._common and document.kinds[index] is Kind.WORD)
        )

    def domain(self, document: Document, start: int, *, loose: bool = False) -> int:
        """One past a spoken domain at `start`, or `start`. `loose`: a domain without its ending will do."""
        norms, kinds = document.norms, document.kinds
        position = self._over_aside(document, self._over_pauses(document, start))
        limit = min(len(norms), position + _DOMAIN_TOKENS)
        known = self._provider(document, position, limit)
        end = known
        if not known:
            end = position
            while end < limit and end < position + 8 and kinds[end] in (Kind.WORD, Kind.NUMBER):
                norm = norms[end]
                if norm in self._words.dot_words or (
                    norm in self._words.email_stops and not self.letter(document, end)
                ):
                    break
                if norm in self._words.mail_words:
                    break
                end += 1
                join = self.separator_after(document, end)
                if join > end and norms[end] not in self._words.dot_words and norms[end] != ".":
                    end = join
            if end == position:
                return start
        last, dotted = self._endings(document, end, limit)
        if dotted:
            return last
        if known:
            # "gmail, ou melhor, terra ponto com"
            again = self._over_aside(document, known)
            if again == known:
                again = self._over_pauses(document, known)
            other = self._host(document, again) if again > known + 1 else 0
            stop = min(len(norms), again + _DOMAIN_TOKENS)
            return max(known, self._endings(document, other, stop)[0]) if other else known
        closed = end >= len(norms) or kinds[end] in (Kind.BREAK, Kind.PUNCT)
        return end if loose and closed and end - position <= 3 else start

    def _over_aside(self, document: Document, start: int) -> int:
        """Where a domain begins after an aside at `start`: "gmail, lo leí mal, yahoo punto com"."""
        return self._asides.over(document, start, lambda index: self._host(document, index) > 0)[0]

    def _host(self, document: Document, index: int) -> int:
        """One past the name of a provider, or a word with an ending after it, at `index`; 0 for none."""
        norms = document.norms
        if norms[index] == "me":
            return 0
        known = self._provider(document, index, len(norms))
        dotted = norms[index + 1 : index + 2] and norms[index + 1] in self._words.dot_words
        return known or (index + 1 if dotted and document.kinds[index] is Kind.WORD else 0)

    def _over_pauses(self, document: Document, start: int) -> int:
        """One past commas and hesitations at `start`."""
        norms = document.norms
        position = start
        stop = min(len(norms), start + _MOST_PAUSES)
        while position < stop and (norms[position] in _SKIPPED or norms[position] in self._pauses):
            position += 1
        return position if position < len(norms) else start

    def _provider(self, document: Document, position: int, limit: int) -> int:
        norms = document.norms
        if position >= limit:
            return 0
        if norms[position] in PROVIDERS:
            return position + 1
        return position + 2 if tuple(norms[position : position + 2]) in SPLIT_PROVIDERS else 0

    def _endings(self, document: Document, start: int, limit: int) -> tuple[int, bool]:
        """One past ".com.br", "ponto com ponto br"; and whether there was one."""
        norms, kinds = document.norms, document.kinds
        end, dotted = start, False
        position = start
        while position < limit:
            mark = position
            mark = min(self._over_pauses(document, mark), limit)
            if mark < limit and (norms[mark] in self._words.dot_words or norms[mark] == "."):
                after = mark + 1
                if norms[after : after + 1] != ["me"]:
                    after = min(self._over_pauses(document, after), limit)
                if after >= limit or kinds[after] not in (Kind.WORD, Kind.NUMBER):
                    break
                sentence = (
                    norms[mark] == "." and not document.touches(after) and norms[after] not in MAIL_ENDS
                )
                if sentence:
                    break
                end_word = norms[after] in MAIL_ENDS or norms[after] in ("con", "come", "come", "kom")
                spelled = after if norms[after] == "me" else self._spelled_ending(document, after)
                if spelled > after:
                    # "pê tê": not Peru's ending and something after it.
                    end, dotted = spelled, True
                    position = end
                    continue
                if end_word:
                    end, dotted = after + 1, True
                elif dotted and norms[mark] == ".":
                    break
                position = after + 1
                continue
            if norms[position] in MAIL_ENDS and len(norms[position]) <= 3 and (position == start or dotted):
                country = dotted and norms[position] in ("mx", "ar", "pt", "pe", "uy")
                common = norms[position] in ("br", "net", "org")
                # "com" is also a preposition.
                if country or common or (norms[position] == "com" and self._closes(document, position + 1)):
                    # "gmail com", "ponto com br": the dot was swallowed
                    position += 1
                    end, dotted = position, True
                    continue
            break
        return end, dotted

    def _spelled_ending(self, document: Document, start: int) -> int:
        """One past "pê tê", "e de españa ese de sol"; `start` where these letters end no address."""
        norms, letters = document.norms, ""
        position = start
        while position < len(norms) and len(letters) < _COUNTRY:
            letter = self._words.letters.get(norms[position], norms[position])
            if len(letter) != 1:
                return start
            letters += letter
            position += 1
            if (
                position + 1 < len(norms)
                and norms[position] == "de"
                and not self._ends_mail(document, position + 1)
            ):
                position += 2
        return position if letters in MAIL_ENDS else start

    def _ends_mail(self, document: Document, index: int) -> bool:
        return document.kinds[index] is not Kind.WORD or self.letter(document, index)

    def _closes(self, document: Document, position: int) -> bool:
        """Whether the phrase ends here, so that "com" before it is no preposition."""
        if position >= len(document) or document.kinds[position] is not Kind.WORD:
            return True
        norm = document.norms[position]
        return norm in MAIL_ENDS or norm in self._words.dot_words

    def written(self, document: Document, first: int, last: int) -> str:
        """The address in its written form, lower case without accents: its key."""
        norms, words = document.norms, self._words
        out: list[str] = []
        index = first
        while index < last:
            norm = norms[index]
            for length in self._lengths:
                join = words.email_joins.get(tuple(norms[index : index + length]))
                if join is not None and index + length <= last:
                    out.append(join)
                    index += length
                    break
            else:
                if norm in words.at_words or norm == "@":
                    out.append("@")
                elif norm in self._values and document.kinds[index] is Kind.WORD:
                    end = index
                    while end < last and (
                        norms[end] in self._values or (norms[end] == self._connector and end > index)
                    ):
                        end += 1
                    while norms[end - 1] == self._connector:
                        end -= 1
                    out.append(read_digits(norms[index:end], self._numerals).text)
                    index = end
                    continue
                elif norm in words.letters and self._beside_letter(document, index, first, last):
                    out.append(words.letters[norm])
                elif norm.isalnum() or norm in ".-" or "_" in norm:
                    out.append(norm)
                index += 1
        return "".join(out)

    def _beside_letter(self, document: Document, index: int, first: int, last: int) -> bool:
        sides = (index - 1, index + 1)
        return (
            any(first <= k < last and self.letter(document, k) for k in sides)
            or len(document.norms[index]) == 1
        )
