"""Words of spoken e-mail addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words.reading import words

MAIL_ENDS = words("com br net org es pt gov edu mx ar co cl pe io info eu me uy")


@dataclass(frozen=True)
class EmailWords:
    """Words of spoken e-mail addresses."""

    at_words: frozenset[str]
    dot_words: frozenset[str]
    email_joins: Mapping[tuple[str, ...], str]  # spoken separator → its character
    email_stops: frozenset[str]


PORTUGUESE = EmailWords(
    at_words=words("arroba arrouba"),
    dot_words=words("ponto pontos"),
    email_joins=MappingProxyType(
        {
            ("ponto",): ".",
            ("underline",): "_",
            ("underscore",): "_",
            ("sublinhado",): "_",
            ("traco",): "-",
            ("tracinho",): "-",
            ("hifen",): "-",
            ("menos",): "-",
            ("traco", "baixo"): "_",
            ("mais",): "+",
        }
    ),
    email_stops=words(
        """
        email mail e-mail eletronico electronico endereco correio e o a meu seu minha para pra no na num do
        da de em
        por favor anota anote anotar mandar manda envie enviar pode ser tudo junto minusculo que esta fica
        aqui com
        sim certo ok isso entao confirmo confirma confirmando cadastrado chave pix ou mas tambem queria
        quero contato
        """
    ),
)

SPANISH = EmailWords(
    at_words=words("arroba"),
    dot_words=words("punto puntos"),
    email_joins=MappingProxyType(
        {
            ("punto",): ".",
            ("guion", "bajo"): "_",
            ("guion",): "-",
            ("barra", "baja"): "_",
            ("raya", "baja"): "_",
            ("subrayado",): "_",
            ("menos",): "-",
            ("mas",): "+",
        }
    ),
    email_stops=words(
        """
        email mail e-mail electronico correo direccion es el la mi su para al en del de por favor anote
        anota apunte apunta
        apuntar mandar mande envie enviar puede ser todo junto minuscula que esta queda aqui con si vale
        claro ok bueno
        entonces confirmo confirme registrado o pero tambien quiero contacto y
        """
    ),
)
