"""Months, the small words inside a spoken date, and the words that say what a date is the date of."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words.reading import words
from insights.text.months import MONTHS


@dataclass(frozen=True)
class DateWords:
    """Months and the small words inside a spoken date."""

    months: Mapping[str, int]
    date_links: frozenset[str]
    short_months: Mapping[str, int]  # only inside a date: "12/mai/85"
    separators: frozenset[str]  # between day, month and year, besides `date_links`
    first: frozenset[str]  # the first day of a month
    births: frozenset[str]  # a date of birth is near
    birthdays: frozenset[str]  # the same, unless it is a contract's
    not_births: frozenset[str]  # before "nascimento": a name, a certificate
    contracts: frozenset[str]  # after "aniversário do …"
    other_dates: frozenset[str]  # nearer than the word for birth: another date
    parts: frozenset[str]  # "qual o ano?"
    corrections: frozenset[str]
    confirmations: frozenset[str]  # in a turn that reads a date back
    hesitations: frozenset[str]  # a date goes on after them
    moments: frozenset[str]  # "um segundo" is no number
    origins: frozenset[str]  # "sou de 12/05/85"


def _numbered(names: str) -> Mapping[str, int]:
    groups = enumerate(names.split(), start=1)
    return MappingProxyType({name: number for number, group in groups for name in group.split("/")})


PORTUGUESE = DateWords(
    months=MONTHS["pt"],
    date_links=words("de do da"),
    short_months=_numbered("jan fev mar abr mai jun jul ago set out nov dez"),
    separators=words(
        ". , diagonal slash medio barra traco tracinho hifen ponto virgula ano mes dia em no e eh ah hum ahn"
    ),
    first=words("primeiro 1o"),
    births=words(
        "nasceste nasceram idade idades aniversariante nascimento nasci nasceu nascemos nascido nascida "
        "nascidos nascer nasc dn dtnasc nascto dnasc n"
    ),
    birthdays=words("aniversario niver"),
    not_births=words("do de da dos"),
    contracts=words(
        "contrato empresa plano linha assinatura reajuste cidade loja conta promocao cliente fidelidade"
    ),
    other_dates=words(
        "fundada fundado inaugurada publicado publicada assinado assinada assinei processo portaria "
        "resolucao vigor firmado vencimento vencimentos venceu vence vencer vencida vencido pagamento "
        "pagar pago paguei paga fatura boleto validade valido valida compra comprei comprou instalacao "
        "instalaram visita consulta consultas agendar agendada agendado agendamento marcar marcada "
        "marcado internacao internado alta exame cirurgia admissao emissao emitido expedicao expedida "
        "contrato contratei contratacao cliente desde hoje ontem amanha proximo proxima prazo entrega "
        "entregar protocolo protocolado pedido mudei mudou casei casou casamento obito faleceu "
        "falecimento trabalho ligacao liguei atendimento cancelamento cancelei parcela prestacao ultima "
        "debito cobranca cobrado lei decreto publicacao publicou julgado julgada julgamento dj dje dou "
        "emitida emitidos emitidas sentenca acordao oficio promovido fatos"
    ),
    parts=words("ano mes dia"),
    corrections=words(
        "mentira opa ops engano enganei verdade baralhei perdi nao digo desculpa desculpe perdao minto "
        "corrigindo corrijo alias errei melhor"
    ),
    confirmations=words("confirma confirmando confirme correto certo entao isso confere positivo exato"),
    hesitations=words(
        "olhe oiga eh ah ahn ha hum hm um ja te digo calma espera espere ne assim deixa deixe eu ver me "
        "bom tipo acho que entao so olha lembrar pera perai sei la aqui"
    ),
    moments=words("segundo segundinho momento momentinho minuto minutinho instante"),
    origins=words("sou"),
)

SPANISH = DateWords(
    months=MONTHS["es"],
    date_links=words("de del"),
    short_months=_numbered("ene feb mar abr may jun jul ago sep/sept/set oct nov dic"),
    separators=words(
        ". , diagonal slash medio barra guion raya punto coma ano mes dia en el la eh este mm em"
    ),
    first=words("primero 1o"),
    births=words(
        "naciste nacieron naces edad edades nacimiento naci nacio nacimos nacido nacida nacidos nacidas "
        "nacer nac fnac fn fdn fecnac n"
    ),
    birthdays=words("cumpleanos cumple cumplo cumples cumplen"),
    not_births=words("del"),
    contracts=words("contrato empresa plan linea suscripcion ciudad tienda cuenta promocion cliente"),
    other_dates=words(
        "fundada fundado inaugurada publicado publicada firmado firmada firme proceso expediente "
        "resolucion vigor vencimiento vencimientos vencio vence vencer vencida vencido pago pagar pague "
        "paga factura recibo boleta validez valido valida caducidad caduca compra compre instalacion "
        "instalaron visita consulta consultas cita citas agendar agendada ingreso ingresa alta examen "
        "cirugia operacion intervencion intervenido admision emision expedicion expedida contrato "
        "contrate contratacion cliente desde hoy ayer manana proximo proxima plazo entrega entregar "
        "pedido mude mudo case caso casamiento boda defuncion fallecio fallecimiento exitus trabajo "
        "llamada llame atencion cancelacion cancele cuota ultima cargo cobro cobraron ley decreto "
        "diagnostico diagnosticada diagnosticado revision inicio episodio informe asistencia parto "
        "publicacion sentencia boe oficio emitida emitidos hechos"
    ),
    parts=words("ano mes dia"),
    corrections=words(
        "error uy ay me he confundido equivocado ya quise verdad realidad volvamos perdi no digo perdon "
        "disculpe disculpa corrijo mejor miento equivoque dicho"
    ),
    confirmations=words("confirma confirmando confirme correcto cierto entonces eso confere exacto verdad"),
    hesitations=words(
        "oiga oye dios eh eeh ehh ehm ah em mm mmm ya te le digo espera espere bueno pues o sea este a ver "
        "digamos creo que deje deja me mire ay aja entonces aqui"
    ),
    moments=words("segundo segundito momento momentito minuto minutito instante"),
    origins=words("soy"),
)
