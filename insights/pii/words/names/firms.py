"""Firms with people's names, and how people speak of a firm."""

from insights.pii.words.reading import phrases, words

# What firms and offices call themselves before their name.
KINDS = words(
    "casa loja pastelaria padaria lar junta camara seguranca radio farmacia clinica restaurante "
    "hotel oficina "
    "colegio associacao cooperativa fundacao funeraria ginasio academia mercado supermercado optica otica "
    "transportadora editora grupo tienda panaderia ferreteria ceramicos muebles almacenes fundacion "
    "asociacion gimnasio libreria papeleria inmobiliaria transportes seguros"
)
# What is said right before the name of a firm.
BEFORE = {
    "pt": phrases(
        """
        bem vindo a
        bem vindo ao
        bem vinda a
        bem vinda ao
        bem vindos a
        bem vindos ao
        por ligar para
        por ligar para a
        por ligar para o
        por ligar pra
        por ligar pro
        por contactar a
        por contactar o
        por contatar a
        por contatar o
        por escolher a
        por escolher o
        por preferir a
        por preferir o
        ligo da
        ligo do
        estou a ligar da
        estou a ligar do
        ligando da
        ligando do
        falo da
        falo do
        falando da
        falando do
        sou da
        sou do
        somos da
        somos do
        aqui e da
        aqui e do
        aqui da
        aqui do
        fala da
        fala do
        equipa
        equipe
        equipa da
        equipa do
        equipe da
        equipe do
        trabalho na
        trabalho no
        comprei na
        comprei no
        compramos na
        compramos no
        comprou na
        comprou no
        pedi na
        pedi no
        paguei na
        paguei no
        reclamei na
        reclamei no
        site da
        site do
        app da
        app do
        aplicativo da
        aplicativo do
        loja da
        promocao da
        promocao do
        propaganda da
        propaganda do
        """
    ),
    "es": phrases(
        """
        bienvenido a
        bienvenida a
        bienvenidos a
        bienvenidas a
        gracias por llamar a
        gracias por comunicarse a
        gracias por comunicarse con
        gracias por comunicarte con
        gracias por contactar a
        gracias por contactar con
        gracias por preferir
        gracias por elegir
        gracias por confiar en
        se comunico a
        se ha comunicado con
        ha llamado a
        esta llamando a
        llamo de
        llamamos de
        llamando de
        le hablo de
        le hablamos de
        trabajo en
        trabajo para
        equipo de
        compre en
        compro en
        compramos en
        pedi en
        pague en
        cargo en
        app de
        web de
        pagina de
        sucursal de
        oficinas de
        tienda de
        """
    ),
}

# … at the beginning of a line: "É da Pereira Transportes, fala o Rui".
BEGINNING = {"pt": phrases("e da\ne do"), "es": frozenset[tuple[str, ...]]()}

# Between the name of a firm that answers and the name of who speaks.
GREETINGS = {
    "pt": phrases("bom dia\nboa tarde\nboa noite\nmuito bom dia\nmuito boa tarde\nmuito boa noite\nola\noi"),
    "es": phrases(
        "buenos dias\nbuenas tardes\nbuenas noches\nbuen dia\nbuenas\nmuy buenos dias\nmuy buenas tardes\n"
        "muy buenas noches\nmuy buenas\nhola"
    ),
}
SPEAKS = {
    "pt": words("fala"),
    "es": words("habla atiende saluda"),
}

# With people's names in them. None that people may well be called themselves.
KNOWN = phrases(
    """
    magazine luiza
    ricardo eletro
    porto seguro
    casas bahia
    chilli beans
    pingo doce
    delta cafes
    jeronimo martins
    salvador caetano
    santos e vale
    teixeira duarte
    mota engil
    bordallo pinheiro
    vista alegre
    carmen steffens
    maria filo
    santa lolla
    dona benta
    dr oetker
    tio joao
    leroy merlin
    juan valdez
    jose cuervo
    pepe jeans
    adolfo dominguez
    arturo calle
    carolina herrera
    tommy hilfiger
    calvin klein
    paco rabanne
    louis vuitton
    hugo boss
    ralph lauren
    roberto verino
    pedro del hierro
    bimba y lola
    mercedes benz
    harley davidson
    johnnie walker
    jack daniels
    yves rocher
    mary kay
    elizabeth arden
    estee lauder
    tia rosa
    don satur
    don julio
    papa johns
    carls junior
    romeu e julieta
    romeo y julieta
    dom rodrigo
    maria mole
    banho maria
    bano maria
    ave maria
    joao de barro
    papa noel
    santa claus
    monte de piedad
    nacional monte de piedad
    """
)
