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
    bienvenido bienvenida bienvenidos bienvenidas supuesto acuerdo placer
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
    rosa clara vitoria santos costa rocha pinto cruz luz paz reis campos ramos flores leal bento lima branco
    franco castro dias dores gloria graca aparecida prado serra monte vale lobo leite coelho carneiro barros
    barro figueira mata paes sol vera amado amada celeste margarida
    violeta iris flor estrela linda angelica socorro conceicao assuncao piedade esperanca jade domingos vila
    aurora alba marques maia mira neto filho junior sobrinho norma israel lourdes
    aparecido nascimento penha natal salvador santana sant jesus anjos prazeres mercedes dulce lira
    palma guerra chaves salgado machado pinheiro
    carvalho torres guerreiro fontes pimenta trindade rosario bela
    candida candido clemente justino regis prudente benigno modesto severo sena eva alma cristal esmeralda
    bueno nobre valente pena
    """
)

_ES_AMBIGUOUS = words(
    """
    rosa clara victoria santos costa cruz luz paz reyes rey campos ramos flores leal blanca blanco rubio
    moreno castillo iglesias torres rios vega cano prado sierra monte valle sol dolores gloria gracia pilar
    mercedes rosario remedios socorro soledad consuelo esperanza pura bravo delgado bueno franco crespo
    pastor guerrero molina navarro caballero vidal romero gallego marin herrero zapatero fuentes cuesta
    campo casado parra lobo leon perla flor estrella nieves angeles angel amparo concepcion asuncion
    encarnacion milagros trinidad caridad fe belen lourdes israel iris celeste margarita violeta alba aurora
    salud luna real marcos santa rico tomas cesar domingo norma guerra plata sala toro abad alegre conde
    duque marques mayor medina merino montero mora moral naranjo nieto pardo paredes palacios pena prieto
    redondo rojas rojo rivera robles serrano soria vela velasco vicente sanchez heredia calvo cabello hidalgo
    izquierdo cordero carpintero barbero escudero pozo hoyos huertas barrios villa cuevas casas puente
    virtudes visitacion purificacion natividad consolacion sagrario mar jesus dulce coral reina angela
    julio justo segundo santiago valencia aragon toledo cordoba sevilla burgos zamora cuenca trujillo
    avila justa
    """
)


@dataclass(frozen=True)
class NameWords:
    """Words that announce people's names, and words that are no names."""

    name_triggers: frozenset[tuple[str, ...]]  # what follows is a name, also one no list knows
    weak_name_triggers: frozenset[tuple[str, ...]]  # what follows may be one
    labels: frozenset[str]  # "Paciente:", "Titular -": a name follows the mark
    name_closers: frozenset[tuple[str, ...]]  # what stands before is a name: "…, sou eu"
    name_openings: frozenset[tuple[str, ...]]  # after "sou …" they show that the … was a name
    name_questions: frozenset[str]  # a turn with one of these asks who is speaking
    sign_offs: frozenset[str]  # the line after one of these is a name
    greetings: frozenset[str]  # what one says to a person: a name may follow
    relations: frozenset[str]  # "minha esposa", "mi hijo"
    others: frozenset[str]  # "hospital", "síndrome", "rua": a name after it is the thing's name
    products: frozenset[str]  # "plano", "línea": the name right after it is the product's
    thanks: frozenset[str]  # "gracias", "oi": after them even an everyday word is a person
    hesitations: frozenset[str]  # stand between the parts of a name that is said slowly, or corrected
    companies: frozenset[str]  # "Ltda": the name before it is a company's
    bearers: frozenset[str]  # "nome do titular": the name asked for is a person's
    name_particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]  # common words: end a name, a street name
    ambiguous_names: frozenset[str]  # more often a name than the everyday word they also are
    word_endings: tuple[str, ...]  # a word in no list that ends so is no name
    spelling_context: frozenset[str]  # somebody asks to spell, or for a name


PORTUGUESE = NameWords(
    name_triggers=phrases(
        """
        meu nome e
        meu nome completo e
        meu nome aqui e
        o meu nome e
        meu nome seria
        o nome e
        o nome dela e
        o nome dele e
        nome completo e
        nome do titular e
        nome da titular e
        nome da mae e
        nome da minha mae e
        nome do pai e
        nome do meu pai e
        nome do cliente e
        nome do paciente e
        sobrenome e
        o titular e
        a titular e
        titular da conta e
        titular da linha e
        chamo me
        me chamo
        eu me chamo
        chama se
        quem fala e
        quem ta falando e
        quem esta falando e
        aqui fala
        aqui quem fala e
        aqui quem ta falando e
        quem vos fala e
        falo com
        estou falando com
        em nome de
        no nome de
        em nome da
        em nome do
        no nome da
        no nome do
        pode me chamar de
        me chama de
        me chamam de
        conhecido como
        conhecida como
        vulgo
        """
    ),
    weak_name_triggers=phrases(
        """
        aqui e
        aqui e o
        aqui e a
        daqui e
        sou
        eu sou
        fala
        fala aqui e
        fala com
        falar com
        falei com
        falando com
        conversei com
        com
        se chama
        chamado
        chamada
        meu nome
        nome
        nome completo
        nome do titular
        nome da mae
        nome do pai
        sobrenome
        medico
        medica
        paciente
        cliente
        titular
        atendente
        operador
        operadora
        tecnico
        assinado
        assinado por
        falecido
        segurado
        beneficiario
        requerente
        autor
        autora
        reu
        impetrante
        apelante
        apelado
        apelada
        agravante
        agravado
        recorrente
        recorrido
        relator
        relatora
        testemunha
        advogado
        advogada
        pelo
        pela
        por
        """
    ),
    labels=words(
        """
        nome nomes sobrenome cliente paciente titular medico medica atendente operador operadora tecnico
        responsavel solicitante requerente requerido requerida requerentes autor autora autores reu re
        reus impetrante impetrado apelante apelado apelada apelantes apelados agravante agravado
        agravada recorrente recorrido recorrida relator relatora revisor redator advogado advogada
        advogados adv interessado interessada beneficiario beneficiaria dependente destinatario
        remetente contato comprador vendedor locatario locador fiador segurado segurada mae pai
        filiacao conjuge esposa esposo testemunha contratante contratado proprietario aluno aluna
        professor professora servidor servidora funcionario funcionaria assinado procurador
        procuradora de para reclamante reclamado reclamada exequente executado executada embargante
        embargado embargada favorecido pagador manifestante cidadao
        """
    ),
    name_closers=phrases("sou eu\nao seu dispor\nao dispor\na sua disposicao\nfalando\nque fala"),
    name_openings=phrases(
        "como posso\nem que posso\nno que posso\ncom quem\nda\ndo\n"
        "e vou\nfalo com\nboa tarde\nbom dia\nboa noite\npois nao\naqui da\naqui do"
    ),
    name_questions=words("nome quem chama sobrenome apelido chamas chamar"),
    sign_offs=words(
        "att atte atenciosamente cordialmente grato grata abracos abraco assinado respeitosamente "
        "agradeco obrigado obrigada saudacoes cumprimentos"
    ),
    greetings=words(
        """
        ola oi alo bom boa dia tarde noite obrigado obrigada brigado brigada obg valeu grato grata certo ok
        perfeito entendo entendi claro sim nao desculpe desculpa perdao senhor senhora prezado prezada
        caro cara querido querida confirmados tchau ate abraco abracos beijos prazer parabens opa ei
        bem pronto beleza combinado tudo isso
        """
    ),
    relations=words(
        """
        esposa esposo marido mulher filho filha filhos mae pai irmao irma avo tio tia primo prima sogro sogra
        neto neta sobrinho sobrinha cunhado cunhada namorado namorada noivo noiva companheiro companheira
        vizinho vizinha amigo amiga colega chefe padrinho madrinha afilhado enteado enteada genro nora
        atendente funcionario funcionaria vendedor vendedora tecnico gerente advogado advogada sindico
        professor professora menino menina moca rapaz colaborador colaboradora consultor consultora
        """
    ),
    others=words(
        """
        hospital clinica maternidade laboratorio posto ubs upa santa sao san santo sant escola colegio
        universidade faculdade instituto fundacao associacao igreja paroquia capela catedral convento
        banco loja lojas casas magazine mercado supermercado padaria restaurante bar hotel pousada shopping
        farmacia drogaria edificio predio condominio residencial conjunto loteamento teatro museu
        estadio ginasio aeroporto porto estacao terminal praca rua avenida travessa alameda rodovia
        estrada viela beco ladeira ponte viaduto tunel parque jardim vila bairro distrito cidade
        municipio comarca estado serra rio lago lagoa ilha praia baia fazenda sitio chacara plano
        produto pacote projeto programa operacao lei sumula premio medalha trofeu copa campeonato
        furacao tempestade sindrome doenca mal escala indice teste prova metodo sinal
        classificacao manobra cirurgia marca modelo revista jornal radio tv canal editora livraria
        grupo empresa companhia cia construtora transportadora viacao organizacoes irmaos posto
        time clube esporte forum palacio camara quartel presidio penitenciaria cemiterio ponto
        subsecao nossa
        """
    ),
    products=words(
        "linha conta plano produto pacote fogao geladeira lavadora freezer colchao sofa seguradora seguro "
        "cartao modelo marca combo kit tarifa curso"
    ),
    thanks=words("obrigado obrigada obg brigado brigada agradeco valeu ajuda tchau tudo oi ola dia noite"),
    hesitations=words(
        "eh ah ahn aham hum hm em ha tipo um segundo segundinho so minutinho momento acho que espera espere "
        "pera … nao perdao desculpa desculpe corrigindo digo alias quer dizer melhor"
    ),
    companies=words(
        "ltda eireli epp advogados associados telecom seguros transportes construcoes engenharia"
    ),
    bearers=words(
        """
        titular cliente senhor senhora sra sr mae pai paciente responsavel solicitante beneficiario
        dependente segurado assinante usuario pessoa esposo esposa marido filho filha aluno atendente
        tecnico medico dono dona completo voce seu sua contratante
        """
    ),
    name_particles=words("de da do dos das e"),
    titles=words(
        """
        senhor senhora senhorita sr sra srta srs seu dona dna dr dra drs doutor doutora prof profa professor
        professora min ministro ministra des desembargador desembargadora juiz juiza eng engenheiro
        engenheira enf enfermeiro enfermeira padre pastor pastora frei irma irmao dom deputado deputada
        senador senadora vereador vereadora prefeito prefeita governador presidente sargento cabo
        soldado tenente capitao major coronel delegado delegada promotor promotora procurador
        procuradora defensor defensora exmo exma ilmo ilma sgt cap cel ten maj gen brig alm ar mister tio tia
        vo min
        """
    ),
    not_names=_PT_NOT_NAMES,
    ambiguous_names=_PT_AMBIGUOUS,
    word_endings=tuple(
        sorted(
            words(
                "mente cao coes ando endo indo ado ada ados adas ido ida idos idas ava avam aram eram iram "
                "amos emos imos aria ariam eria eriam idade idades ismo avel ivel agem eiro asse esse isse "
                "arei ario ora oras or ores ista istas ente entes eira eiras"
            )
        )
    ),
    spelling_context=words("soletra soletrar soletre soletro letra letras escreve sobrenome apelido nome"),
)

SPANISH = NameWords(
    name_triggers=phrases(
        """
        me llamo
        yo me llamo
        mi nombre es
        mi nombre completo es
        mi nombre seria
        el nombre es
        su nombre es
        nombre completo es
        nombre del titular es
        nombre de mi madre es
        nombre del paciente es
        apellido es
        apellidos son
        el titular es
        la titular es
        titular de la cuenta es
        titular de la linea es
        le habla
        le atiende
        les habla
        te habla
        le saluda
        hablo con
        estoy hablando con
        a nombre de
        al nombre de
        en nombre de
        me puede llamar
        me dicen
        conocido como
        conocida como
        """
    ),
    weak_name_triggers=phrases(
        """
        soy
        yo soy
        habla
        aqui
        habla con
        hablar con
        hable con
        hablando con
        con
        se llama
        llamado
        llamada
        mi nombre
        nombre
        nombre completo
        apellido
        apellidos
        medico
        medica
        paciente
        cliente
        titular
        agente
        operador
        operadora
        tecnico
        firmado
        firmado por
        remitido por
        por
        de parte de
        """
    ),
    labels=words(
        """
        nombre nombres apellido apellidos cliente paciente titular medico medica agente operador operadora
        tecnico responsable solicitante demandante demandado autor autora firmado abogado abogada
        beneficiario asegurado asegurada destinatario remitente contacto comprador vendedor madre padre
        conyuge esposa esposo testigo contratante propietario alumno alumna de para interesado
        interesada usuario usuaria remitido doctor doctora facultativo cirujano enfermero enfermera
        """
    ),
    name_closers=phrases(
        "soy yo\npara servirle\na sus ordenes\nal habla\na su servicio\nal aparato\nle saluda"
    ),
    name_openings=phrases(
        "como puedo\nen que puedo\nen que le\ncon quien\ndel\nde\n"
        "hablo con\nbuenas tardes\nbuenos dias\nbuenas noches\nbuen dia\ndigame"
    ),
    name_questions=words("nombre quien llama apellido apellidos llamas"),
    sign_offs=words(
        "atentamente atte cordialmente saludos saludo firmado abrazo abrazos respetuosamente gracias"
    ),
    greetings=words(
        """
        hola alo buenos buenas buen dia dias tarde tardes noche noches gracias vale claro perfecto entiendo
        bien si no disculpe disculpa perdone perdon senor senora estimado estimada querido querida
        confirmados adios saludos abrazo placer gusto oye oiga mira listo ok okey correcto exacto
        """
    ),
    relations=words(
        """
        esposa esposo marido mujer hijo hija hijos madre padre mama papa hermano hermana abuelo abuela tio tia
        primo prima suegro suegra nieto nieta sobrino sobrina cunado cunada novio novia companero
        companera pareja vecino vecina amigo amiga jefe jefa padrino madrina yerno nuera agente
        empleado empleada vendedor vendedora tecnico gerente abogado abogada profesor profesora nino
        nina chico chica muchacho muchacha
        """
    ),
    others=words(
        """
        hospital clinica maternidad laboratorio centro consultorio santa san santo sant sta sto escuela
        colegio instituto universidad facultad fundacion asociacion iglesia parroquia capilla catedral
        banco tienda tiendas mercado supermercado panaderia restaurante bar hotel hostal farmacia
        edificio residencial urbanizacion teatro museo estadio aeropuerto puerto estacion terminal
        plaza calle avenida avda paseo camino carretera carrer ronda travesia callejon calzada puente
        tunel parque jardin barrio colonia distrito ciudad municipio provincia estado sierra rio lago
        isla playa bahia finca plan producto paquete proyecto programa operacion ley premio copa
        sindrome enfermedad mal escala indice test prueba pruebas metodo tecnica signo clasificacion
        maniobra operacion cirugia marca modelo revista periodico radio canal editorial libreria grupo
        empresa compania constructora ganglio fascia tumor celula celulas cuerpo linfoma sarcoma
        carcinoma criterios criterio estadio grado maniobra sonda aguja tincion contractura fractura
        anomalia malformacion fenomeno triada ley reflejo angulo espacio vasos conducto trompa
        angina saco tendon tinciones ziehl
        glandula glandulas pinza puntos punto protesis cateter tubo formula ecuacion regla hernia
        absceso ulcera fistula quiste nodulo nodulos poliposis purpura arteritis tiroiditis lucha
        nuestra virgen nervio pseudotumor agar medio medios solucion asa arteria vena farmacos
        """
    ),
    products=words(
        "linea cuenta plan producto paquete lavadora nevera cocina colchon sofa aseguradora seguro tarjeta "
        "modelo marca combo kit tarifa curso"
    ),
    thanks=words("gracias agradezco ayuda adios todo hola dias noches"),
    hesitations=words(
        "eh ah em este mmm o sea a ver un segundo solo segundito momento momentito creo que espera espere "
        "espereme … no perdon disculpe disculpa corrijo digo mejor dicho quiero decir"
    ),
    companies=words("ltda sac srl telecom seguros abogados asociados transportes construcciones ingenieria"),
    bearers=words(
        """
        titular cliente senor senora sra sr madre padre paciente responsable solicitante beneficiario
        asegurado abonado usuario persona esposo esposa marido hijo hija alumno agente tecnico medico
        dueno completo usted su contratante
        """
    ),
    name_particles=words("de del la los las y e da do dos i"),
    titles=words(
        """
        senor senora senorita senores don dona sr sra srta d dr dra drs dres doctor doctora prof profa
        profesor profesora lic licenciado licenciada ing ingeniero ingeniera enf enfermero enfermera
        padre pastor sor fray diputado diputada senador senadora alcalde alcaldesa presidente sargento
        teniente capitan mayor coronel juez jueza ministro ministra tio tia
        """
    ),
    not_names=_ES_NOT_NAMES,
    ambiguous_names=_ES_AMBIGUOUS,
    word_endings=tuple(
        sorted(
            words(
                "mente cion ciones ando iendo ado ada ados adas ido ida idos idas aba aban aron ieron amos "
                "emos imos aria arian eria erian idad idades ismo able ible aje ase iese are iera uras itis "
                "osis ectomia ora oras or ores ista istas ente entes"
            )
        )
    ),
    spelling_context=words(
        "deletrea deletrear deletree deletreo deletreme letra letras escribe apellido apellidos nombre"
    ),
)
