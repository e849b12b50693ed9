"""Words of spoken e-mail addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words.reading import words

# Between "mi correo" and its first part, so many tokens after it at most.
NAMING = frozenset((":", "e", "es", "eh", "era", "seria"))
NAMED_TOKENS = 5
MAIL_ENDS = words(
    "com br net org es pt gov edu mx ar co cl pe io info eu me uy py bo ec ve cu cr gob gal cat eus "
    "fr de it uk us ao mz cv app dev online biz jus leg mil adv eng med ind tur blog site shop "
    "store tv"
)
PROVIDERS = words(
    "gmail gemail gmeil gemeil jmail jimeil gimeil geimail gimail gmai hotmail rotmail hotmeil "
    "jotmail outlook autlook outluk yahoo yaho iahu yahu iau icloud live uol bol terra ig globo "
    "globomail sapo protonmail proton msn zipmail r7 clix netcabo iol telefonica movistar ono "
    "orange vodafone euskaltel prodigy fibertel arnet speedy une vtr mail zoho gmx googlemail ymail "
    "aol rocketmail me mac"
)
# Said as two words: "hot mail", "g mail".
SPLIT_PROVIDERS = frozenset(
    [
        ("g", "mail"),
        ("ge", "mail"),
        ("gi", "mail"),
        ("g", "meil"),
        ("ge", "meil"),
        ("hot", "mail"),
        ("rot", "mail"),
        ("hot", "meil"),
        ("out", "look"),
        ("aut", "look"),
        ("i", "cloud"),
        ("ai", "cloud"),
        ("proton", "mail"),
        ("u", "ol"),
        ("ya", "hoo"),
    ]
)


@dataclass(frozen=True)
class EmailWords:
    """Words of spoken e-mail addresses."""

    at_words: frozenset[str]
    dot_words: frozenset[str]
    email_joins: Mapping[tuple[str, ...], str]  # spoken separator → its character
    email_stops: frozenset[str]
    letters: Mapping[str, str]  # name of a letter → letter
    notes: frozenset[str]  # how it is written: "tudo junto", "com dois tês"
    mail_words: frozenset[str]  # an e-mail is spoken of
    openers: frozenset[str]  # at the beginning of an answer


def _letters(text: str) -> Mapping[str, str]:
    pairs = (pair.split(":") for pair in text.split())
    return MappingProxyType({name: letter for names, letter in pairs for name in names.split("/")})


def _joins(*lines: str) -> Mapping[tuple[str, ...], str]:
    """`character phrase | phrase`"""
    return MappingProxyType(
        {
            tuple(phrase.split()): line.split(None, 1)[0]
            for line in lines
            for phrase in line.split(None, 1)[1].split("|")
        }
    )


PORTUGUESE = EmailWords(
    at_words=words("arroba arrouba aroba arouba arrova arrroba arobas arrobas"),
    dot_words=words("ponto pontos dot ponta punto"),
    email_joins=_joins(
        ". ponto | dot | punto",
        "_ underline | underscore | sublinhado | sublinha | anderlaine | anderline | underlaine | underlain "
        "| traco baixo | traco embaixo | tracinho embaixo | traco em baixo | under line | under score "
        "| traco inferior | anderscore",
        "- traco | tracinho | hifen | menos | ifen | traco do meio",
        "+ mais",
    ),
    email_stops=words(
        "email mail emails eletronico electronico endereco correio o a os as meu seu minha para pra no "
        "na num por favor anota anote anotar mandar manda mande envie enviar envia pode ser esta fica "
        "aqui sim certo ok isso entao confirmo confirma confirmando cadastrado chave pix ou mas tambem "
        "queria quero eu voce senhor senhora que nao se do da de em e com tem ah assim agora so "
        "ja vai vou atual novo antigo atualizar trocar seria cadastro la esse essa este uso tenho mudar "
        "obrigado obrigada bom dia boa tarde continua segue sigo chama sou era"
    ),
    letters=_letters(
        "a:a be:b ce:c de:d e:e efe/fe:f ge/gue:g aga:h i:i jota/ji:j ka/ca:k ele/le:l eme/me:m "
        "ene/ne:n o:o pe:p que:q erre/re:r esse/se/si:s te:t u:u ve:v dablio/dabliu:w "
        "xis:x ipsilon/ipsolon:y ze:z"
    ),
    notes=words(
        "tudo todo junto junta minusculo minuscula minusculos minusculas maiusculo maiuscula letra "
        "letras sem acento acentos espaco espacos dois duas tes efes eles enes esses emes erres duplo "
        "dupla agua cedilha normal til tudojunto acentuacao caixa baixa "
        "numero numeros numeral escrito"
    ),
    mail_words=words("email mail emails eletronico electronico imeil imeio emeio dominio"),
    openers=words(
        "e o meu ah eh entao sim anota pode ser esta fica seria olha bom ta certo ok isso claro aqui"
    ),
)

SPANISH = EmailWords(
    at_words=words("arroba aroba arouba arrova arrobas arroa"),
    dot_words=words("punto puntos dot ponto"),
    email_joins=_joins(
        ". punto | dot | ponto",
        "_ guion bajo | guion abajo | barra baja | raya baja | subrayado | underscore | underline "
        "| guion de abajo | raya abajo | rayita abajo | piso | raya al piso | guion inferior | subguion "
        "| under score | guionbajo | guion piso | linea baja",
        "- guion | menos | guion medio | guion del medio | guion normal | raya | guion alto | rayita "
        "| guion en medio",
        "+ mas",
    ),
    email_stops=words(
        "email mail emails electronico correo direccion es el la los las mi su para al en del de por "
        "favor anote anota apunte apunta apuntar mandar mande envie enviar puede ser esta queda aqui "
        "con si vale claro ok bueno entonces confirmo confirme confirma registrado o pero tambien "
        "quiero y que no se lo yo usted senor senora tengo a uso ahora asi seria este ese "
        "nuevo antiguo viejo actualizar cambiar gracias buenos dias buenas tardes le mandeme enviemelo "
        "enviame escribame pues mire sigue continua llama soy era"
    ),
    letters=_letters(
        "a:a be:b ce:c de:d e:e efe:f ge:g hache:h i:i jota:j ka/ca:k ele:l eme:m "
        "ene:n o:o pe:p cu:q erre/ere:r ese:s te:t u:u uve/ve:v equis:x ye:y zeta/seta:z"
    ),
    notes=words(
        "todo todos junto junta juntas minuscula minusculas mayuscula mayusculas letra letras sin "
        "acento acentos tilde espacio espacios dos doble numero numeros "
        "escrito seguido pegado corrido normal griega larga corta chica grande"
    ),
    mail_words=words("email mail emails correo electronico imeil dominio"),
    openers=words(
        "es el mi ah eh pues si apunte apunta puede ser esta seria mire bueno vale ok claro anote anota a ver"
    ),
)
