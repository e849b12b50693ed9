"""Words that announce people's names, and words that are no names."""

from dataclasses import dataclass

from insights.pii.words.reading import phrases, words

_PT_NOT_NAMES = words(
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

_ES_NOT_NAMES = words(
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

_PT_AMBIGUOUS = words(
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

_ES_AMBIGUOUS = words(
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


@dataclass(frozen=True)
class NameWords:
    """Words that announce people's names, and words that are no names."""

    name_triggers: frozenset[tuple[str, ...]]  # what follows is a name
    weak_name_triggers: frozenset[tuple[str, ...]]  # what follows may be one: capital or gazetteer needed
    name_closers: frozenset[tuple[str, ...]]  # what stands before is a name: "…, sou eu"
    name_openings: frozenset[tuple[str, ...]]  # after "sou …" they show that the … was a name
    name_questions: frozenset[str]  # a turn with one of these asks who is speaking
    name_particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]  # common words: end a name, a street name
    ambiguous_names: frozenset[str]  # in the gazetteer and in the dictionary
    spelling_context: frozenset[str]  # somebody asks to spell, or for a name


PORTUGUESE = NameWords(
    name_triggers=phrases(
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
    weak_name_triggers=phrases(
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
    name_closers=phrases("sou eu\nao seu dispor\nao dispor\na sua disposicao"),
    name_openings=phrases(
        "como posso\nem que posso\nno que posso\ncom quem\nda\ndo\n"
        "e vou\nfalo com\nboa tarde\nbom dia\nboa noite\npois nao"
    ),
    name_questions=words("nome quem chama sobrenome apelido"),
    name_particles=words("de da do dos das e"),
    titles=words("senhor senhora sr sra seu dona dr dra doutor doutora"),
    not_names=_PT_NOT_NAMES,
    ambiguous_names=_PT_AMBIGUOUS,
    spelling_context=words("soletra soletrar soletre soletro letra letras escreve sobrenome apelido nome"),
)

SPANISH = NameWords(
    name_triggers=phrases(
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
    weak_name_triggers=phrases(
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
    name_closers=phrases("soy yo\npara servirle\na sus ordenes\nal habla\na su servicio"),
    name_openings=phrases(
        "como puedo\nen que puedo\nen que le\ncon quien\ndel\nde\n"
        "hablo con\nbuenas tardes\nbuenos dias\nbuenas noches\nbuen dia\ndigame"
    ),
    name_questions=words("nombre quien llama apellido apellidos"),
    name_particles=words("de del la los las y"),
    titles=words("senor senora don dona sr sra dr dra doctor doctora"),
    not_names=_ES_NOT_NAMES,
    ambiguous_names=_ES_AMBIGUOUS,
    spelling_context=words(
        "deletrea deletrear deletree deletreo deletreme letra letras escribe apellido apellidos nombre"
    ),
)
