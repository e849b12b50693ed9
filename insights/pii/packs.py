"""Language packs: the words that surround personal data, per language. All words are folded (lower case, no
accents).

A pack is data; the recognisers are the same for every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.records import PiiType as T
from insights.text.months import MONTHS
from insights.text.numerals import NUMERALS, Numerals


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(line.split()) for line in text.splitlines() if line.strip())


def _context(**lines: str) -> Mapping[str, T]:
    return MappingProxyType({word: T[label] for label, text in lines.items() for word in text.split()})


@dataclass(frozen=True)
class LanguagePack:
    """Words of a language, by what they tell about what follows."""

    language: str
    numerals: Numerals
    context: Mapping[str, T]  # a word beside an identifier → its kind
    context_pairs: Mapping[tuple[str, str], T]  # two words, stronger than one
    separators: frozenset[str]  # said between the digits of an identifier
    fillers: frozenset[str]  # may interrupt a dictation
    backchannels: frozenset[str]  # a turn of these does not end a dictation
    units: frozenset[str]  # after a number: an amount, a duration, a price, a size
    before_amount: frozenset[str]  # before a number: a currency, a day, a percentage
    months: Mapping[str, int]
    date_links: frozenset[str]
    name_triggers: frozenset[tuple[str, ...]]  # what follows is a name
    weak_name_triggers: frozenset[tuple[str, ...]]  # what follows may be one: capital or gazetteer needed
    name_closers: frozenset[tuple[str, ...]]  # what stands before is a name: "…, sou eu"
    name_openings: frozenset[tuple[str, ...]]  # after "sou …" they show that the … was a name
    name_questions: frozenset[str]  # a turn with one of these asks who is speaking
    name_particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]  # common words: end a name, a street name
    ambiguous_names: frozenset[str]  # in the gazetteer and in the dictionary
    street_types: frozenset[str]
    address_context: frozenset[str]
    number_words: frozenset[str]  # "número"
    complements: frozenset[str]
    complement_values: frozenset[str]
    districts: frozenset[str]
    at_words: frozenset[str]
    dot_words: frozenset[str]
    email_joins: Mapping[tuple[str, ...], str]  # spoken separator → its character
    email_stops: frozenset[str]
    spelled: Mapping[str, str]  # name of a letter → letter
    spelling_context: frozenset[str]  # somebody asks to spell, or for a name


_MAIL_ENDS = _words("com br net org es pt gov edu mx ar co cl pe io info eu me uy")
MAIL_ENDS = _MAIL_ENDS

_PT_NOT_NAMES = _words(
    """
    a o as os um uma uns umas ao aos da das do dos de em no na nos nas num numa por pelo pela para pra pro
    com sem
    sob sobre ate e ou mas que se nao sim ja so la ca ali aqui ai isso isto esse essa este esta aquele
    aquela eu tu
    ele ela nos voce voces eles elas meu minha meus minhas seu sua seus suas nosso nossa me te lhe vos mim
    comigo
    quem qual quais quando onde como porque quanto quantos e era sou somos sao esta estao estou estava
    estamos foi fui ser estar ter tem tenho temos tinha ha havia vai vou vamos ir vem veio quer quero queria
    gostaria
    pode posso podia poderia preciso precisa faz fazer fiz feito falar fala falo falando falei fale ligar
    ligo liguei
    ligando dizer diz disse digo ver vejo viu confirmar confirma confirmo confirme informar informo informa
    anotar
    anota anotado anote anotar aguarde aguardar aguardo obrigado obrigada bom boa bem dia tarde noite oi ola
    alo certo ok claro
    perfeito entendi entendo exato isso correto tudo nada algo mais menos muito muita pouco tambem agora
    hoje ontem
    amanha depois antes ainda sempre nunca entao assim ne tipo olha olhe veja bom pois telecom banco energia
    saude
    vida empresa loja atendimento atendente suporte central setor departamento equipe equipa servico gerente
    supervisor cliente titular conta contrato plano fatura boleto cartao senha codigo numero telefone celular
    telemovel email endereco morada rua avenida cpf cnpj rg cnh nif cep protocolo pedido cadastro dados nome
    completo
    sobrenome apelido data nascimento mes ano dias horas hora minutos reais real euros euro internet fibra
    movel
    fixo televisao tv luz gas agua consulta exame medico doutor doutora senhor senhora dona seu sra sr marido
    esposa mulher filho filha mae pai irmao irma familia casa apartamento bairro cidade estado por favor
    porfavor
    gente pessoa outro outra mesmo mesma todo toda todos todas cada alguem ninguem problema duvida ajuda
    ajudar
    chamo chama chamada ligacao cancelar mudar trocar pagar pagamento pago paguei comprar compra vender
    resolver
    ja seria sera seja fosse consegue consigo quiser deixa deixar dar dou deu dei passar passo passei
    receber recebi
    mandar mandei enviar enviei chegou chegar final inicio fim vez vezes primeiro primeira segundo segunda
    terceiro
    valor preco desconto oferta promocao novo nova velho antigo antiga responsavel cadastrado registrado
    registado
    sabe sei acho parece espera espere momento minutinho instante desculpa desculpe verdade moro mora resido
    vivo
    numero falta faltou queira hein hum ahn eh uh reclamar reclamacao ouvidoria anatel procon servicos
    interessado interessada cadastrada satisfeito satisfeita cansado cansada irritado irritada assinante
    correntista
    beneficiario beneficiaria funcionario funcionaria ah bem
    """
)

_ES_NOT_NAMES = _words(
    """
    a al el la lo los las un una uno unos unas de del en por para con sin sobre hasta desde y e o u pero que
    si no
    ya solo ahi alli aqui alla aca esto eso este esta estos estas ese esa esos aquel aquella yo tu el ella
    nosotros
    usted ustedes ellos ellas mi mis su sus tu nuestro nuestra me te le les se nos quien cual cuales cuando
    donde
    como porque cuanto cuantos es era soy somos son estoy esta estan estaba estamos fue fui ser estar tener
    tiene
    tengo tenemos tenia hay habia va voy vamos ir viene vino quiere quiero queria quisiera gustaria puede
    puedo podia
    podria necesito necesita hace hacer hice hecho hablar habla hablo hablando llamar llamo llama llame
    llamando
    llamada decir dice dijo digo ver veo confirmar confirma confirmo confirme informar anotar anote anota
    anotado
    espere espera gracias buenos buenas bueno buena dias dia tardes noches hola alo cierto vale claro perfecto
    entiendo correcto exacto todo nada algo mas menos muy mucho mucha poco tambien ahora hoy ayer manana
    despues
    antes aun todavia siempre nunca entonces asi pues sea mire mira oiga telecom banco energia salud vida
    empresa
    tienda atencion agente soporte central sector departamento equipo servicio gerente supervisor cliente
    titular
    cuenta contrato plan factura recibo tarjeta clave contrasena codigo numero telefono celular movil correo
    electronico direccion domicilio calle avenida dni nie nif cif protocolo pedido expediente datos nombre
    completo
    apellido apellidos fecha nacimiento mes ano dias horas hora minutos euros euro pesos peso internet fibra
    fijo
    television tele luz gas agua consulta examen medico doctor doctora senor senora don dona marido esposa
    mujer
    esposo hijo hija madre padre mama papa hermano hermana familia casa piso apartamento barrio colonia ciudad
    estado favor gente persona otro otra mismo misma toda todos todas cada alguien nadie problema duda ayuda
    ayudar
    ayudarle cancelar cambiar pagar pago pague comprar compra vender resolver seria sera sea fuera quisiera
    deja
    dejar dar doy dio di pasar paso recibir recibi mandar mande enviar envie llego llegar final inicio fin
    vez veces
    primero primera segundo segunda tercero valor precio descuento oferta promocion nuevo nueva viejo antiguo
    antigua responsable registrado registrada sabe se creo parece momento momentito instante disculpe perdon
    verdad
    vivo vive resido falta eh mm ah aja este reclamar reclamacion queja quejarme sucursal urgente asegurado
    digamos interesado interesada cansado cansada harto harta usuario usuaria abonado socio afiliado nacido
    """
)

_PT_AMBIGUOUS = _words(
    """
    rosa clara vitoria santos costa rocha pinto cruz luz paz reis rei campos ramos flores leal bento lima
    oliveira
    pereira silva carvalho nascimento castro franco branco bravo dias dores gloria graca aparecida prado serra
    monte vale praia lobo leite coelho carneiro barros barro moreira nogueira figueira teixeira macedo
    barbosa mata
    paes pais sol mar ben cara vera amado amada celeste margarida violeta iris flor estrela linda nova
    angelica
    socorro conceicao assuncao piedade fe esperanca vida mel jade domingos bela dia vila sales freitas brito
    melo
    aurora alba marco marca maia abril mira real neto filho junior sobrinho valor guia norte sul
    norma israel brasil franca paris italia china america asia africa europa londres roma chile vai vem boa
    bom
    """
)

_ES_AMBIGUOUS = _words(
    """
    rosa clara victoria santos costa cruz luz paz reyes rey campos ramos flores leal blanca blanco rubio
    moreno
    castillo iglesias torres rios rio vega calle cano prado sierra monte valle mar sol dolores gloria gracia
    pilar
    mercedes rosario remedios socorro soledad consuelo esperanza pura bravo delgado bueno buena franco crespo
    pastor guerrero molina navarro caballero vidal romero gallego marin herrero zapatero fuentes cuesta campo
    casado parra lobo leon perla flor estrella linda nieves angeles amparo concepcion asuncion encarnacion
    milagros trinidad caridad fe belen lourdes israel francia paris italia china america asia africa europa
    abril iris celeste margarita violeta alba aurora salud vida luna real marca santa rico
    tomas cesar unidad domingo norma guerra plata tela sala toro abad alegre alegria conde duque marques
    mayor menor
    """
)

PORTUGUESE = LanguagePack(
    language="pt",
    numerals=NUMERALS["pt"],
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
    separators=_words(
        "ponto traco tracinho hifen barra virgula dash menos underline espaco travessao digito"
    ),
    fillers=_words("eh ahn ah hum hm uh ham ha han e tipo ne"),
    backchannels=_words(
        "certo ok sim isso aham uhum anotado ta bom pode continuar continue sei entendi "
        "claro perfeito pronto prossiga "
        "a ouvir oi hum estou ouvindo anotando exato seguindo e"
    ),
    units=_words(
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
    before_amount=_words(
        "r$ $ € us$ reais dia dias valor artigo lei art pagina capitulo versao windows covid"
    ),
    months=MONTHS["pt"],
    date_links=_words("de do da"),
    name_triggers=_phrases(
        """
        meu nome e
        meu nome completo e
        o nome e
        nome completo e
        nome completo
        nome do titular e
        nome do titular
        nome da titular
        nome da mae e
        nome da minha mae e
        nome do pai e
        o titular e
        a titular e
        titular da conta e
        chamo me
        me chamo
        se chama
        chama se
        chamado
        quem fala e
        fala aqui e
        aqui fala
        aqui quem fala e
        falo com
        medico
        paciente
        cliente
        atendente
        operador
        em nome de
        no nome de
        em nome da
        em nome do
        no nome da
        no nome do
        nome
        """
    ),
    weak_name_triggers=_phrases(
        """
        aqui e
        daqui e
        sou
        eu sou
        fala
        fala com
        falar com
        falando com
        com
        """
    ),
    name_closers=_phrases("sou eu\nao seu dispor\nao dispor\na sua disposicao"),
    name_openings=_phrases(
        "como posso\nem que posso\nno que posso\ncom quem\nda\ndo\n"
        "e vou\nfalo com\nboa tarde\nbom dia\nboa noite\npois nao"
    ),
    name_questions=_words("nome quem chama sobrenome apelido"),
    name_particles=_words("de da do dos das e"),
    titles=_words("senhor senhora sr sra seu dona dr dra doutor doutora"),
    not_names=_PT_NOT_NAMES,
    ambiguous_names=_PT_AMBIGUOUS,
    street_types=_words(
        "rua r avenida av travessa alameda praca rodovia estrada largo praceta calcada beco viela"
    ),
    address_context=_words(
        "endereco morada moro mora moramos resido reside residencia vivo mudei mudamos fica imovel"
    ),
    number_words=_words("numero nº n num n° no"),
    complements=_words(
        "apartamento apto ap bloco bl casa sala andar torre conjunto cj lote quadra "
        "edificio complemento fundos km cobertura "
        "porta fracao lado"
    ),
    complement_values=_words(
        "esquerdo direito frente fundos esq dto dt primeiro segundo terceiro quarto "
        "quinto sexto setimo oitavo nono "
        "decimo terreo res-do-chao a b c d e f o º ª"
    ),
    districts=_words("bairro vila jardim distrito freguesia"),
    at_words=_words("arroba arrouba"),
    dot_words=_words("ponto pontos"),
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
    email_stops=_words(
        """
        email mail e-mail eletronico electronico endereco correio e o a meu seu minha para pra no na num do
        da de em
        por favor anota anote anotar mandar manda envie enviar pode ser tudo junto minusculo que esta fica
        aqui com
        sim certo ok isso entao confirmo confirma confirmando cadastrado chave pix ou mas tambem queria
        quero contato
        """
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
    spelling_context=_words("soletra soletrar soletre soletro letra letras escreve sobrenome apelido nome"),
)

SPANISH = LanguagePack(
    language="es",
    numerals=NUMERALS["es"],
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
    separators=_words("punto guion barra coma raya menos espacio diagonal guiones digito slash"),
    fillers=_words("eh ah mm mmm em este pues eee y"),
    backchannels=_words(
        "vale ok si aja anotado bien correcto perfecto claro continue continua siga sigue digame le escucho "
        "entiendo listo exacto muy bueno adelante dale ya mande"
    ),
    units=_words(
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
    before_amount=_words(
        "$ € us$ euros dia dias valor articulo ley art pagina capitulo version windows covid"
    ),
    months=MONTHS["es"],
    date_links=_words("de del"),
    name_triggers=_phrases(
        """
        me llamo
        mi nombre es
        mi nombre completo es
        el nombre es
        nombre completo es
        nombre completo
        nombre del titular es
        el titular es
        la titular es
        titular de la cuenta es
        se llama
        llamado
        llamada
        le habla
        le atiende
        les habla
        hablo con
        medico
        paciente
        cliente
        remitido por
        a nombre de
        al nombre de
        en nombre de
        nombre
        apellidos
        """
    ),
    weak_name_triggers=_phrases(
        """
        soy
        yo soy
        habla
        habla con
        hablar con
        hablando con
        con
        """
    ),
    name_closers=_phrases("soy yo\npara servirle\na sus ordenes\nal habla\na su servicio"),
    name_openings=_phrases(
        "como puedo\nen que puedo\nen que le\ncon quien\ndel\nde\n"
        "hablo con\nbuenas tardes\nbuenos dias\nbuenas noches\nbuen dia\ndigame"
    ),
    name_questions=_words("nombre quien llama apellido apellidos"),
    name_particles=_words("de del la los las y"),
    titles=_words("senor senora don dona sr sra dr dra doctor doctora"),
    not_names=_ES_NOT_NAMES,
    ambiguous_names=_ES_AMBIGUOUS,
    street_types=_words(
        "calle c/ avenida avda av plaza paseo camino carretera carrer ronda travesia "
        "callejon calzada privada cerrada boulevard bulevar "
        "glorieta"
    ),
    address_context=_words(
        "direccion domicilio vivo vive vivimos resido reside mude mudado mudamos residencia ubicado"
    ),
    number_words=_words("numero nº n num n° no"),
    complements=_words(
        "piso puerta portal escalera planta apartamento apto departamento depto interior "
        "int bloque casa edificio torre km "
        "manzana lote local exterior bajo"
    ),
    complement_values=_words(
        "izquierda derecha izq dcha centro bajo primero segundo tercero cuarto quinto "
        "sexto septimo octavo noveno decimo "
        "primera segunda tercera cuarta a b c d e f o º ª atico"
    ),
    districts=_words("barrio colonia col fraccionamiento urbanizacion"),
    at_words=_words("arroba"),
    dot_words=_words("punto puntos"),
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
    email_stops=_words(
        """
        email mail e-mail electronico correo direccion es el la mi su para al en del de por favor anote
        anota apunte apunta
        apuntar mandar mande envie enviar puede ser todo junto minuscula que esta queda aqui con si vale
        claro ok bueno
        entonces confirmo confirme registrado o pero tambien quiero contacto y
        """
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
    spelling_context=_words(
        "deletrea deletrear deletree deletreo deletreme letra letras escribe apellido apellidos nombre"
    ),
)

PACKS: Mapping[str, LanguagePack] = MappingProxyType({"pt": PORTUGUESE, "es": SPANISH})
