"""What the word lists for names tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NameWords:
    """Words that announce people's names, and words that are no names."""

    name_triggers: frozenset[tuple[str, ...]]  # what follows is a name, also one no list knows
    weak_name_triggers: frozenset[tuple[str, ...]]  # what follows may be one
    person_triggers: frozenset[tuple[str, ...]]  # … where it is a name at all, it is a person's
    labels: frozenset[str]  # "Paciente:", "Titular -": a name follows the mark
    name_closers: frozenset[tuple[str, ...]]  # what stands before is a name: "…, sou eu"
    light_closers: frozenset[tuple[str, ...]]  # … where the words before it may be one: "Rosa, bom dia"
    name_openings: frozenset[tuple[str, ...]]  # after "sou …" they show that the … was a name
    name_questions: frozenset[str]  # a turn with one of these asks who is speaking
    sign_offs: frozenset[str]  # the line after one of these is a name
    greetings: frozenset[str]  # what one says to a person: a name may follow
    relations: frozenset[str]  # "minha esposa", "mi hijo"
    others: frozenset[str]  # "hospital", "síndrome", "rua": a name after it is the thing's name
    products: frozenset[str]  # "plano", "línea": the name right after it is the product's
    goods: frozenset[str]  # "bolacha", "camisa": so is the one right after them, and after their "dona"
    thanks: frozenset[str]  # "gracias", "oi": after them even an everyday word is a person
    addressing: frozenset[str]  # "momento", "entiendo": right before a name they call the person
    addressed: frozenset[str]  # after a name that begins a turn they show that its bearer is spoken to
    hesitations: frozenset[str]  # stand between the parts of a name that is said slowly, or corrected
    companies: frozenset[str]  # "Ltda": the name before it is a company's
    bearers: frozenset[str]  # "nome do titular": the name asked for is a person's
    name_particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]  # common words: end a name, a street name
    ambiguous_names: frozenset[str]  # more often a name than the everyday word they also are
    word_endings: tuple[str, ...]  # a word in no list that ends so is no name
    spelling_context: frozenset[str]  # somebody speaks of spelling
    naming: frozenset[str]  # somebody speaks of names
    dictating: frozenset[str]  # somebody dictates, or says that a writing is wrong
    nods: frozenset[str]  # beside the usual ones: a turn of such words says nothing
    seconds: frozenset[str]  # "das Graças", "de los Ángeles": everyday words that end a given name
    makes: frozenset[str]  # "pacote", "paquete": "Dom Pedro" right after it is the product's name
    takebacks: frozenset[tuple[str, ...]]  # what was said last is wrong; beside the usual corrections
