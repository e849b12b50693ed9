"""Words beside numbers that identify somebody, and the words people put between the digits."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words.reading import words
from insights.records import PiiType as T


def _context(**lines: str) -> Mapping[str, T]:
    return MappingProxyType({word: T[label] for label, text in lines.items() for word in text.split()})


@dataclass(frozen=True)
class IdentifierWords:
    """Words beside numbers that identify somebody, and the words people put between the digits."""

    context: Mapping[str, T]  # a word beside an identifier → its kind
    context_pairs: Mapping[tuple[str, str], T]  # two words, stronger than one
    separators: frozenset[str]  # said between the digits of an identifier
    fillers: frozenset[str]  # may interrupt a dictation
    backchannels: frozenset[str]  # a turn of these does not end a dictation
    units: frozenset[str]  # after a number: an amount, a duration, a price, a size
    before_amount: frozenset[str]  # before a number: a currency, a day, a percentage
    spelled: Mapping[str, str]  # name of a letter → letter


PORTUGUESE = IdentifierWords(
    context=_context(
        CPF="cpf cepeefe",
        CNPJ="cnpj",
        RG="rg identidade cidadao",
        CNH="cnh habilitacao motorista carta",
        CEP="cep postal",
        NIF="nif contribuinte",
        DNI="dni",
        NIE="nie",
        TELEFONE="telefone telefones celular fone telemovel whatsapp zap contato contacto fixo ddd ramal",
        CARTAO="cartao cartoes visa mastercard",
        IBAN="iban nib",
        NASCIMENTO="nascimento nasci nasceu nascido nascida aniversario nasc",
        CONTA="conta agencia contrato apolice instalacao matricula carteirinha beneficiario adesao unidade "
        "corrente poupanca medidor contador cpe utente",
        PROTOCOLO="protocolo pedido ocorrencia chamado processo reclamacao registro registo ordem encomenda "
        "rastreio atendimento solicitacao",
        SENHA="senha pin token cvv cvc palavra-passe passe password otp",
        PIX="pix aleatoria",
        EMAIL="email mail e-mail eletronico",
        ENDERECO="apartamento bloco",
    ),
    context_pairs=MappingProxyType(
        {
            ("codigo", "seguranca"): T.SENHA,
            ("codigo", "verificacao"): T.SENHA,
            ("codigo", "confirmacao"): T.SENHA,
            ("codigo", "sms"): T.SENHA,
            ("codigo", "acesso"): T.SENHA,
            ("palavra", "passe"): T.SENHA,
            ("codigo", "postal"): T.CEP,
            ("codigo", "cliente"): T.CONTA,
            ("numero", "cliente"): T.CONTA,
            ("conta", "corrente"): T.CONTA,
            ("conta", "contrato"): T.CONTA,
            ("unidade", "consumidora"): T.CONTA,
            ("cartao", "cidadao"): T.RG,
            ("cartao", "plano"): T.CONTA,
            ("cartao", "saude"): T.CONTA,
            ("numero", "reclamacao"): T.PROTOCOLO,
            ("quatro", "ultimos"): T.CARTAO,
            ("ultimos", "quatro"): T.CARTAO,
            ("ultimos", "digitos"): T.CARTAO,
        }
    ),
    separators=words("ponto traco tracinho hifen barra virgula dash menos underline espaco travessao digito"),
    fillers=words("eh ahn ah hum hm uh ham ha han e tipo ne"),
    backchannels=words(
        "certo ok sim isso aham uhum anotado ta bom pode continuar continue sei entendi "
        "claro perfeito pronto prossiga "
        "a ouvir oi hum estou ouvindo anotando exato seguindo e"
    ),
    units=words(
        """
        reais real euros euro centavos centimos dolares dolar pesos conto contos mil milhao milhoes por
        porcento % mega
        megas giga gigas gb mb tb mbps kwh quilowatts kw watts dias dia meses mes anos ano semanas semana
        horas hora
        minutos minuto segundos segundo vezes parcelas parcela prestacoes prestacao linhas linha pontos
        canais canal
        itens pessoas pontos chips faturas contas metros km quilometros kg graus h min x litros consultas
        sessoes
        aparelhos tentativas ligacoes chamadas unidades cartoes dependentes filhos exames uteis
        vez € $ horas-uteis cento
        """
    ),
    before_amount=words(
        "r$ $ € us$ reais dia dias valor artigo lei art pagina capitulo versao windows covid"
    ),
    spelled=MappingProxyType(
        dict(
            zip(
                [
                    "be",
                    "ce",
                    "de",
                    "efe",
                    "ge",
                    "aga",
                    "jota",
                    "ka",
                    "ca",
                    "ele",
                    "eme",
                    "ene",
                    "pe",
                    "que",
                    "erre",
                    "esse",
                    "te",
                    "ve",
                    "dablio",
                    "xis",
                    "ipsilon",
                    "ze",
                ],
                [
                    "b",
                    "c",
                    "d",
                    "f",
                    "g",
                    "h",
                    "j",
                    "k",
                    "k",
                    "l",
                    "m",
                    "n",
                    "p",
                    "q",
                    "r",
                    "s",
                    "t",
                    "v",
                    "w",
                    "x",
                    "y",
                    "z",
                ],
                strict=True,
            )
        )
    ),
)

SPANISH = IdentifierWords(
    context=_context(
        CPF="cpf",
        RG="pasaporte",
        CNH="conducir licencia",
        CEP="postal cp",
        NIF="nif cif nit rfc cuit rut",
        DNI="dni documento identidad cedula curp identificacion ine",
        NIE="nie",
        TELEFONE="telefono telefonos celular movil whatsapp contacto fijo tel tlf fax",
        CARTAO="tarjeta tarjetas visa mastercard",
        IBAN="iban",
        NASCIMENTO="nacimiento naci nacio nacido nacida cumpleanos nac",
        CONTA="cuenta sucursal contrato poliza clabe medidor cups suministro afiliado afiliacion asegurado "
        "matricula beneficiario carnet nhc nass socio abonado",
        PROTOCOLO=(
            "protocolo pedido incidencia expediente caso folio reclamacion reclamo ticket "
            "orden registro "
            "referencia reporte seguimiento solicitud gestion"
        ),
        SENHA="contrasena clave pin token cvv cvc password nip otp",
        PIX="pix",
        EMAIL="email mail e-mail electronico correo",
    ),
    context_pairs=MappingProxyType(
        {
            ("codigo", "seguridad"): T.SENHA,
            ("codigo", "verificacion"): T.SENHA,
            ("codigo", "confirmacion"): T.SENHA,
            ("codigo", "sms"): T.SENHA,
            ("codigo", "acceso"): T.SENHA,
            ("codigo", "postal"): T.CEP,
            ("codigo", "cliente"): T.CONTA,
            ("numero", "cliente"): T.CONTA,
            ("numero", "reclamacion"): T.PROTOCOLO,
            ("cuatro", "ultimos"): T.CARTAO,
            ("ultimos", "cuatro"): T.CARTAO,
            ("ultimos", "digitos"): T.CARTAO,
            ("seguridad", "social"): T.CONTA,
            ("tarjeta", "sanitaria"): T.CONTA,
            ("clave", "interbancaria"): T.CONTA,
        }
    ),
    separators=words("punto guion barra coma raya menos espacio diagonal guiones digito slash"),
    fillers=words("eh ah mm mmm em este pues eee y"),
    backchannels=words(
        "vale ok si aja anotado bien correcto perfecto claro continue continua siga sigue digame le escucho "
        "entiendo listo exacto muy bueno adelante dale ya mande"
    ),
    units=words(
        """
        euros euro pesos peso dolares dolar centimos centavos soles reales mil millon millones por ciento %
        mega megas giga
        gigas gb mb tb mbps kwh kilovatios kilowatts kw vatios dias dia meses mes anos ano semanas semana
        horas hora
        minutos minuto segundos segundo veces cuotas cuota plazos plazo mensualidades lineas linea puntos
        canales canal
        personas facturas cuentas metros km kilometros kg grados h min x litros consultas sesiones aparatos
        intentos llamadas unidades tarjetas hijos mg ml cm mm g dl habiles cc
        vez € $
        """
    ),
    before_amount=words(
        "$ € us$ euros dia dias valor articulo ley art pagina capitulo version windows covid"
    ),
    spelled=MappingProxyType(
        dict(
            zip(
                [
                    "be",
                    "ce",
                    "de",
                    "efe",
                    "ge",
                    "hache",
                    "jota",
                    "ka",
                    "ele",
                    "eme",
                    "ene",
                    "pe",
                    "cu",
                    "erre",
                    "ese",
                    "te",
                    "uve",
                    "equis",
                    "ye",
                    "zeta",
                ],
                [
                    "b",
                    "c",
                    "d",
                    "f",
                    "g",
                    "h",
                    "j",
                    "k",
                    "l",
                    "m",
                    "n",
                    "p",
                    "q",
                    "r",
                    "s",
                    "t",
                    "v",
                    "x",
                    "y",
                    "z",
                ],
                strict=True,
            )
        )
    ),
)
