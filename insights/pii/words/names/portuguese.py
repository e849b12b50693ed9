"""Portuguese words about people's names."""

from insights.pii.words.names.goods import GOODS
from insights.pii.words.names.kinds import NameWords
from insights.pii.words.reading import phrases, words

_PT_NOT_NAMES = words(
    """
    a o as os um uma uns umas ao aos da das do dos de em no na nos nas num numa por pelo pela para pra pro
    com sem sob sobre ate e ou mas que se nao sim ja so la ca ali aqui ai isso isto esse essa este esta
    aquele aquela eu tu ele ela voce voces eles elas meu minha meus minhas seu sua seus suas nosso nossa me
    te lhe vos mim comigo quem qual quais quando onde como porque quanto quantos era sou somos sao estao
    estou estava estamos foi fui ser estar ter tem tenho temos tinha ha havia vai vou vamos ir vem veio quer
    quero queria gostaria pode posso podia poderia preciso precisa faz fazer fiz feito falar fala falo
    falando falei fale ligar ligo liguei ligando dizer diz disse digo ver vejo viu confirmar confirma
    confirmo confirme informar informo informa anotar anota anotado anote aguarde aguardar aguardo obrigado
    obrigada bom boa bem dia tarde noite oi ola alo certo ok claro perfeito entendi entendo exato correto
    tudo nada algo mais menos muito muita pouco tambem agora hoje ontem amanha depois antes ainda sempre
    obg obgd vlw blz pfv pfvr oq tb tbm
    nunca entao assim ne tipo olha olhe veja pois telecom banco energia saude vida empresa loja atendimento
    atendente suporte central setor departamento equipe equipa servico gerente supervisor cliente titular
    conta contrato plano fatura boleto cartao senha codigo numero telefone celular telemovel email endereco
    morada rua avenida cpf cnpj rg cnh nif cep protocolo pedido cadastro dados nome completo sobrenome
    apelido data nascimento mes ano dias horas hora minutos reais real euros euro internet fibra movel fixo
    televisao tv luz gas agua consulta exame medico doutor doutora senhor senhora dona sra sr marido esposa
    mulher filho filha mae pai irmao irma familia casa apartamento bairro cidade estado favor porfavor gente
    pessoa outro outra mesmo mesma todo toda todos todas cada alguem ninguem problema duvida ajuda ajudar
    chamo chama chamada ligacao cancelar mudar trocar pagar pagamento pago paguei comprar compra vender
    resolver seria sera seja fosse consegue consigo quiser deixa deixar dar dou deu dei passar passo passei
    receber recebi mandar mandei enviar enviei chegou chegar final inicio fim vez vezes primeiro primeira
    segundo segunda terceiro valor preco desconto oferta promocao novo nova velho antigo antiga responsavel
    cadastrado registrado registado sabe sei acho parece espera espere momento minutinho instante desculpa
    desculpe verdade moro mora resido vivo falta faltou queira hein hum ahn eh uh reclamar reclamacao
    ouvidoria anatel procon servicos vovo vovozinho vovozinha bisavo papai mamae segredo segredos recepcao
    consumo calma iberica iberico andino andina positivo positiva negativo negativa ta idade vontade vale
    leia individual particular sociedade comunidade firma condominio juridica seguro seguros prossiga
    prossegue escuto ouco compreendo repito soletro prossigo interessado interessada cadastrada satisfeito
    satisfeita cansado cansada irritado irritada assinante correntista beneficiario beneficiaria funcionario
    funcionaria ah botei bombeiros venezuelano venezuelana brasileiro brasileira portuguesa angolano angolana
    estrangeiro estrangeira devagar devagarinho depressa pressa rapido rapidinho direto vigesimo vigesima
    trigesimo ultimo ultima proximo proxima deus
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
    jasmim lua perpetua maximo divina flora firmo inocencia ilda livramento marcial marco mona
    natividade nina perola placido prudencia romano serena silvestre urbano ventura viola vital venus cora
    tina pio lis nora leda
    calado castelo cordeiro durao faria frances galinha gama lago laranjeira leao
    macieira mestre pastor porto prates quadros raposo rolo
    rosas sardinha seara vilas pontes
    """
)

PORTUGUESE = NameWords(
    name_triggers=phrases(
        """
agora assino
assino como
passei a assinar
assinava
quem assina e
assina como

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
sou eu
assino
ultimo nome
primeiro nome
segundo nome
somos os
somos as
dependente

        daqui e
        apelido de casada e
        apelido de solteira e
        sou
        eu sou
        fala aqui e
        com
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
    person_triggers=phrases(
        """
        a mae da
        a mae do
        o pai da
        o pai do
        mae da
        mae do
        pai da
        pai do
        a filha da
        a filha do
        o filho da
        o filho do
        a esposa do
        o marido da
        a irma da
        a irma do
        o irmao da
        o irmao do
        a avo da
        a avo do
        na conta da
        cobranca pra
        cobranca para
        carta para
        cartas para
        chame a
        chame o
        chama la a
        chama la o
        avisem
        avisem a
        avisem o
        avisar a
        avisar o
        liguem para
        liguem pra
        tirem a
        tirem o
        tira a
        tira o
        tire a
        tire o
        incluam a
        incluam o
        inclui a
        inclui o
        incluir a
        incluir o
        coloquem a
        coloquem o
        bilhete diz
        recibo diz
        papel diz
        carta diz
        esta para a
        ta para a
        ta pra
        assento para
        reserva para
        quarto para
        parabens
        na campainha so
        quem assina e
        quem assina e a
        quem assina e o
        assinado por
        daqui
        daqui fala
        mesa pra
        mesa para
        fala
        somos da familia
        somos a familia
        por enquanto nao
        por enquanto nada
        ate mais
        nao peguei e
        sobrenome que e
        apelido que e
        familia que e
        aqui e
        aqui e o
        aqui e a
        falar com
        falar com a
        falar com o
        fala com
        fala com a
        fala com o
        falando com
        falei com
        conversei com
        tratei com
        tratar com
        procurar por
        procure por
        perguntar por
        pergunte por
        um tal de
        uma tal de
        me atendeu foi
        me atendeu ontem foi
        me atendeu hoje foi
        atendeu foi
        que me atendeu
        atendido por
        atendida por
        pode chamar
        chama a
        chama o
        passa pra
        passa para
        passar pra
        passar para
        passo para
        passo pra
        transferir para
        transferir pra
        transfiro para
        aos cuidados de
        disse pra
        disse para
        disse a
        pedi pra
        avisa
        avisa a
        avisa o
        avise
        avise a
        avise o
        autorizo
        autorizo a
        autorizo o
        se chama
        chamado
        chamada
        a viuva
        a viuva de
        nome de solteira
        nome de solteira e
        nome de solteira era
        nome de casada
        nome de casada e
        de solteira era
        escrevem errado e
        vem como
        veio como
        registrado como
        registrada como
        escrito como
        da parte de
        de parte de
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
    name_closers=phrases(
        """
        sou eu
        ao seu dispor
        ao dispor
        a sua disposicao
        falando
        que fala
        """
    ),
    light_closers=phrases(
        """
        com ze
        com esse
        com ce
        com cedilha
        com acento
        sem acento
        com til
        com dois
        e filhos
        e irmaos
        e de solteira
        e de casada
        se quiser eu soletro
        eu soletro
        vou soletrar
        com aga
        com ce aga
        me disse
        me atendeu
        me prometeu
        me garantiu
        cuida disso
        nao esta
        ta la
        sim senhora
        sim senhor
        disse que
ligou
reclamou
relata
refere
me ouve
ta ai
esta ai
voce pode
a senhora pode
o senhor pode

        bom dia
        boa tarde
        boa noite
        com que letra
        com s ou
        com z
        com y
        com k
        com w
        se escreve
        meu ultimo nome
        meu sobrenome
        meu apelido
        no atendimento
        em que posso
        no que posso
        como posso
        pois nao
        posso falar
        posso ajudar
        com quem falo
        com quem eu falo
        as ordens
        as suas ordens
        """
    ),
    name_openings=phrases(
        "sua atendente\nseu atendente\nsua assistente\nseu assistente\nsua consultora\nseu consultor\n"
        "assistente virtual\natendente virtual\no assistente\na assistente\no atendente\na atendente\n"
        "em que\nno que\ncomo te\ncomo lhe\ncomo posso\nem que posso\nno que posso\ncom quem\nda\ndo\n"
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
        esposa esposo marido mulher filho filha filhos mae pai irmao irma avo tio tia primo prima sogro
        sogra neto neta sobrinho sobrinha cunhado cunhada namorado namorada noivo noiva companheiro
        companheira vizinho vizinha amigo amiga colega chefe padrinho madrinha afilhado enteado enteada
        genro nora familia menininho menininha bebe pequeno pequena guri guria moco moca difunto falecido
        falecida atendente funcionario funcionaria vendedor vendedora tecnico gerente advogado advogada
        sindico professor professora menino menina rapaz colaborador colaboradora consultor consultora
        """
    ),
    others=words(
        """
        pastelaria cervejaria marisqueira tasca cantina boteco perfumaria vidracaria drogaria adega frutaria
        talho peixaria sapataria autoescola robo sanatorio clinicas academia ginasios
        energia tarifario cooperativa caixa mutua mutual gas turbo digital premium ilimitado telecom electra
        fibra aguas saneamento eletrica colegio creche bercario faculdades farmacias drogarias clinicas
        laboratorios padarias lanchonete pizzaria churrascaria sorveteria acougue mercearia quitanda
        atacadao atacado atacarejo hortifruti petshop pet floricultura barbearia salao lavanderia
        borracharia concessionarias vidracaria marcenaria serralheria grafica tipografia copiadora hospitais
        supermercados hipermercado hipermercados mercados restaurantes hoteis postos redes hospital clinica
        maternidade laboratorio posto ubs upa santa sao san santo sant escola universidade faculdade
        instituto fundacao associacao igreja paroquia capela catedral convento banco loja lojas casas
        magazine mercado supermercado padaria restaurante bar hotel pousada shopping farmacia drogaria
        edificio predio condominio residencial conjunto loteamento teatro museu estadio ginasio aeroporto
        porto estacao terminal praca rua avenida travessa alameda rodovia estrada viela beco ladeira ponte
        viaduto tunel parque jardim vila bairro distrito cidade municipio comarca estado serra rio lago
        lagoa ilha praia baia fazenda sitio chacara plano produto pacote projeto programa operacao lei
        sumula premio medalha trofeu copa campeonato furacao tempestade sindrome doenca mal escala indice
        teste prova metodo sinal classificacao manobra cirurgia marca modelo revista jornal radio tv canal
        editora livraria grupo empresa companhia cia construtora transportadora viacao organizacoes irmaos
        time clube esporte forum palacio camara quartel presidio penitenciaria cemiterio ponto subsecao
        nossa
        """
    ),
    products=words(
        """
        voo voos rota trecho percurso passagem passagens
        robo moto motos bicicleta bicicletas furadeira impressora vacina xarope
        transportes transporte seguros 
        rede redes assistencia assistencias cobertura protecao prestamista consignado banda fundo titulo
        capitalizacao bilhete chip recarga curso cursos colecao editora telas persianas cortinas material
        materiais maquinas ferragens tintas calcados roupas modas tecidos brinquedos eletro eletrodomesticos
        pneus pecas veiculos auto-pecas autopecas turismo viagens transportadora seguradora seguradoras
        financeiras creditos emprestimo emprestimos administradora assessoria contabilidade escritorio
        lustre luminaria oculos relogio pulseira anel colar vinho cerveja cafe biscoito chocolate linha
        conta plano produto pacote fogao geladeira lavadora freezer colchao sofa seguro cartao modelo marca
        combo kit tarifa casa casas cesta notebook portatil tablet smartphone televisor batedeira
        liquidificador aspirador fritadeira microondas forno cooktop maquina secadora cafeteira ventilador
        poltrona cadeira mesa guarda-roupa armario estante tenis perfume creme linhas planos cartoes
        concessionaria otica auto autos motos moveis auto-escola imobiliaria joalheria relojoaria papelaria
        oficina mecanica confeitaria academia cooperativa consorcio financeira corretora funeraria cartorio
        """
    )
    | GOODS["pt"],
    goods=GOODS["pt"],
    thanks=words(
        """
        combinado obrigado obrigada obg brigado brigada agradeco valeu ajuda tchau tudo oi ola dia noite
        """
    ),
    addressing=words(
        """
        perfeito entendi entendo certo claro olha olhe desculpa desculpe demora espera aguardar isso minuto
        minutinho momento prazer parabens beleza abraco abracos tarde hein compreendo entregador
        entregadora motorista motoboy porteiro zelador recepcionista tecnica instalador balconista
        """
    ),
    addressed=words(
        """
        sua seu suas seus me lhe voce senhora senhor consegue pode poderia so aguarde espera espere o a aqui
        entao ja
        """
    ),
    hesitations=words(
        """ bem ora 
        ai bocadinho eh ah ahn aham hum hm em ha tipo um segundo segundinho so minutinho momento acho que
        espera espere pera … nao perdao desculpa desculpe corrigindo digo alias quer dizer melhor
        """
    ),
    companies=words(
        """
        energia telecom seguros plena saude salud farma telecomunicacoes telecomunicaciones ltda eireli epp
        advogados associados transportes construcoes engenharia telefonia logistica imobiliaria motors
        seguradora corretora consultoria contabilidade investimentos cosmeticos laboratorios pharma
        holding bank
        """
    ),
    bearers=words(
        """ solteira casada solteiro casado familia 
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
        senador senadora vereador vereadora prefeito prefeita governador presidente sargento cabo soldado
        tenente suboficial
        capitao major coronel delegado delegada promotor promotora procurador procuradora defensor
        defensora exmo exma ilmo ilma sgt cap cel ten maj gen brig alm ar mister tio tia vo
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
    spelling_context=words(
        """
        soletra soletrar soletre soletro soletrando soletrado soletrada soletrei letra letras escreve
        escrever escreva escrevo escrito escrita grafia
        """
    ),
    naming=words("nome nomes sobrenome sobrenomes apelido apelidos"),
    dictating=words(
        """
        procure procura busque busca bordado bordar lapide gravado gravar letreiro etiqueta cracha herdei
        erra erram errar acerta acertam dificil complicado complicada enrolado enrolada ditar dito soletro
        teste tente experimente
        errado errada errados mal trocado anota anote anotar anotando cracha devagar devagarinho despacito
        corrige corrigir certinho assim copia copie copiar
        """
    ),
    nods=words(
        """
        lamento lamentamos imagino compreendo percebo sinto perfeitamente acontece
        ate aqui ir va manda mande mandar solta segue seguindo adiante frente digitando escrevi peguei pega
        copiei copiado ahan show legal maravilha tranquilo blz certinho depois mais entao ai tou escrever
        okay okey vale oi ola alo por favor obrigado obrigada claro sim certeza pois com pode falar anotando
        ouvindo escutando repete repetir repita como nao ouvi entendi desculpe desculpa perdao estou vou ja
        minutinho la um uma o a e que isso mesmo deixa eu ver pegar espera espere pera ta ok so disse
        """
    ),
    seconds=words(
        """
        gracas dores neves chagas merces candeias virgens anjos reis santos prazeres prazer montes mares
        gloria luz paz penha conceicao rosario carmo socorro consolacao piedade ajuda livramento cruz fatima
        aparecida lurdes lourdes nascimento campos deus
        """
    ),
    makes=words("""
        assistencia cobertura protecao pacote combo kit cesta marca modelo linha colecao casa casas loja
        lojas
        """),
    takebacks=phrases(
        """
        foi mal
        troquei me
        disparate meu
        disparate
        asneira minha
        bobagem minha
        falha minha
        pulei uma coisa
        saltei uma coisa
        essa e a velha
        nao essa e a velha
        esse e o velho
        nao esse e o velho
        essa nao
        essa nao a outra
        esse nao
        esse nao o outro
        isso nao
        risca o ultimo
        apaga o ultimo
        tira o ultimo
        fiz confusao
        era outra coisa
        desculpe era outra coisa
        retiro o que disse
        comeco de novo
deixa eu olhar
nao esse e outro
esse e outro
nao essa e outra
essa e outra
era outro
era outra
linha errada
li a linha errada
perai to lendo a linha de baixo
to lendo a linha de baixo
li a linha de cima
to lendo errado
pera to vendo
to vendo
espera la
entao va
ora bem
e assim
digamos
volta
volta ai
apaga
nao e esse nao
deixa eu conferir
deixa eu achar

ora

aguenta ai
guenta ai
um bocadinho
so um bocadinho
deixa eu procurar
deixe me procurar

ai enganei me
ai me enganei
queria dizer
eu queria dizer
nao e nada disso
nada disso
nao e isso
nao e bem isso

peco desculpa
peco desculpas
peco perdao

mentira
nao e esse
nao e essa
ai que burro
que burra
confundi
me confundi
ja confundi
nao to enxergando
nao estou enxergando
nao enxergo direito
nao to vendo direito
troquei
troquei aqui

        opa errei
        errei
        ops
        opa
        enganei me
        me enganei
        minto
        nao nao e
        nao e
        quis dizer
        eu quis dizer
        na verdade
        na verdade e
        falei errado
        disse errado
        ai meu deus
        meu deus
        corrige
        corrija
        corrijo
        retifico
        ou melhor
        ou seja
        nao perdoe
        nao quer dizer
        """
    ),
)
