"""Words that make up an address, and words that only look like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from insights.pii.words.reading import phrases, words


def _living(*, anywhere: str, known: str) -> Mapping[str, bool]:
    return MappingProxyType({**dict.fromkeys(words(anywhere), True), **dict.fromkeys(words(known), False)})


def _fields(**lines: str) -> Mapping[str, str]:
    return MappingProxyType({word: kind for kind, text in lines.items() for word in text.split()})


@dataclass(frozen=True)
class AddressWords:
    """Words that make up an address, by what they tell. `fields` and `living` lead to places alone."""

    strong_types: frozenset[str]
    weak_types: frozenset[str]  # everyday words too: a number, or somebody speaking of an address, is needed
    short_types: frozenset[str]  # one or two letters: a dot, a slash or a number is needed
    road_codes: frozenset[str]  # "BR-101"
    blocks: frozenset[str]  # "quadra", "SQS", "manzana": numbered parts; two of them make an address
    address_context: frozenset[str]
    number_words: frozenset[str]
    complements: frozenset[str]
    complement_values: frozenset[str]
    alone: frozenset[str]  # a complement without a value: "fundos", "bajo"
    districts: frozenset[str]
    district_heads: frozenset[str]  # first words of quarters' names, not labels: "jardim", "villa"
    fields: Mapping[str, str]  # label → what stands in its field: street, place, state, country, number, unit
    living: Mapping[str, bool]  # "moro": a place follows; True where any place may, not only a known one
    living_links: frozenset[str]  # between such a word and the place
    place_links: frozenset[str]  # before a place inside an address: "em curitiba"
    openers: frozenset[str]  # at the beginning of an answer
    street_words: frozenset[str]  # everyday words that streets are called by
    not_streets: frozenset[str]  # after "rua", "plaza": no name
    ordinary: frozenset[str]  # end a street's or a place's name where nothing is written with capitals
    joined_names: frozenset[str]  # after "e", "y" inside one street's name: "Ramón y Cajal"
    kings: frozenset[str]  # an ordinal after them is part of the name: "Dom Pedro Segundo"
    ambiguous_places: frozenset[str]  # towns that are everyday words or names too
    institutions: frozenset[str]  # in a name: no home
    dwellings: frozenset[str]  # after "moro em": no place
    flats: frozenset[str]  # complements that say by themselves that an address is meant
    quarters: frozenset[str]  # labels of a quarter that stand without a street
    postcodes: frozenset[str]
    titles: frozenset[tuple[str, ...]]  # before a place: "a cidade de"
    negations: frozenset[str]  # a field or an answer that says nothing

    @cached_property
    def street_types(self) -> frozenset[str]:
        """All words that a street begins with."""
        return self.strong_types | self.weak_types | self.short_types


_TITLES_NUMBERS = "a b c d e f o º ª"

PORTUGUESE = AddressWords(
    strong_types=words(
        "rua ruas avenida av aven avda travessa trav tv alameda al praca rodovia rod estrada "
        "praceta calcada beco viela ladeira servidao azinhaga rotunda escadinhas calcadinha "
        "alamedas marginal pca logradouro estr tra largo avn viaduto vereda"
    ),
    weak_types=words(
        "largo parque passeio patio ramal urbanizacao urb loteamento condominio residencial "
        "sitio chacara fazenda povoado edificio quinta vicinal galeria br sp mg rj pr rs sc go "
        "ba pe ce marginal al tv aldeia travessao assentamento"
    ),
    short_types=words("r av al tv pc pca est"),
    road_codes=words("br sp mg rj pr rs sc go ba pe ce"),
    blocks=words(
        "quadra qd q lote lt sqs sqn sqsw sqnw sqls qnm qnl qnd qne qnf qng qnj qnn qno qnp qnq "
        "qnr qns qr qs qe qi ql qc qms shis shin shcs shcn clsw cln cls crs crn scs scn sgas "
        "sgan sbs sbn sia sig smpw smas stn srtvs srtvn saan sof qsa qsb qsc qsd qse qna qnb "
        "qnc adsetor shcgn hcgn chacara trecho etapa gleba aquadra"
    ),
    address_context=words(
        "endereco enderecos morada moradas moro mora moram moramos morava resido reside residem "
        "residencia residente domiciliado domiciliada domicilio vivo vive mudei mudamos mudou "
        "mudando mudo fica ficam imovel logradouro entrega entregar entregue entregam "
        "localizado localizada localizacao situado situada sito sita correspondencia bairro "
        "morador moradora moradores vizinho cidade nasci rua avenida coleta predio"
    ),
    number_words=words("numero numeros num nr nro numer nums"),
    complements=words(
        "apartamento apartamentos apto ap apt apart aptos bloco bl casa cs sala sl salas andar "
        "torre conjunto cj conj lote lt quadra qd edificio edif ed complemento compl fundos km "
        "cobertura porta fracao lado loja lj bloque unidade predio entrada sobrado galpao box "
        "vaga pavimento kitnet kit flat hab suite letra esc escada piso dto cave subsolo quarto "
        "ala grupo gr caixa nucleo setor"
    ),
    complement_values=words(
        "esquerdo esquerda direito direita frente fundos esq dto dta dt drt primeiro segundo "
        "terceiro quarto quinto sexto setimo oitavo nono decimo terreo cave superior inferior "
        "tras tr fte hab " + _TITLES_NUMBERS
    ),
    alone=words("fundos terreo cobertura rc cave frente sobrado subsolo sobreloja esq dto altos"),
    districts=words(
        "bairro bairros vila jardim jd vl jardins distrito freguesia setor pq residencial conj "
        "loteamento condominio cond povoado localidade comunidade assentamento parque cohab "
        "urbanizacao urb zona chacara municipio cidade concelho vilarejo b"
    ),
    district_heads=words(
        "jardim jd vila vl parque pq centro alto santa santo sao nova novo cidade conjunto "
        "residencial setor nossa dom chacara recanto portal cohab morro bela boa porto barra "
        "ilha campo"
    ),
    fields=_fields(
        street="endereco enderecos logradouro rua morada residencia domicilio avenida av localizacao",
        place="bairro cidade municipio localidade freguesia concelho distrito naturalidade comarca povoado",
        state="uf estado",
        country="pais",
        unit="complemento apartamento apto bloco",
        number="numero",
    ),
    living=_living(
        anywhere="moro mora moram moramos morava morei morando resido reside residem residimos residia "
        "residindo residente residentes domiciliado domiciliada",
        known="ligo ligando vivo vive vivem vivemos vivia nasci nasceu nascido nascida sou somos falo "
        "falamos oriundo oriunda proveniente mudar mudando mudei mudamos mudou natural naturais "
        "morador moradora moradores",
    ),
    living_links=words(
        "aqui atualmente hoje agora la em no na nos nas de do da dos das para pra pro ao e "
        "sozinha sozinho ainda mesmo so cidade bairro municipio interior estado vila povoado "
        "distrito regiao capital a o comigo ali freguesia concelho lado zona leste oeste grande"
    ),
    place_links=words("em no na de do da bairro cidade municipio"),
    openers=words(
        "e o a os as na no em fica ficam sim olha entao eh ah eu moro mora aqui sou de do da "
        "pode anotar anota bom ta certo ok claro isso seria chama esse essa agora la meu minha "
        "bairro cidade se chamado chamada rua nome numero hum deixa ver uh um hm ahn esta "
        "escrito"
    ),
    street_words=words(
        "pessoa novo nova boa bom real luz saude vida paz central direita esquerda primeiro "
        "segundo terceiro dia mae pai velho velha mar sol campo ouro prata norte sul leste "
        "oeste linda verde azul branca branco amarela grande alto baixa santa sao santo dom "
        "dona padre frei bispo general coronel marechal capitao major tenente almirante "
        "presidente governador senador deputado prefeito vereador doutor doutora professor "
        "professora engenheiro desembargador ministro barao visconde conde duque princesa "
        "principe rainha rei imperador dr dra prof profa eng gal cel mal maj cap ten pres gov "
        "sen dep des alm pe comendador conselheiro irma irmao irmaos maestro tiradentes brasil "
        "independencia republica liberdade esperanca energia industria comercio igreja matriz "
        "estacao sete nove agua aguas flores flor maio setembro novembro outubro abril julho "
        "ipiranga consolacao augusta marca servicos contorno nacoes unidas americas casas uniao "
        "amor vitoria gloria aurora bela vista amizade alegria ponte rio da do das dos de "
        "familia nossa senhora trabalhador trabalhadores operarios bombeiros voluntarios patria "
        "marinha exercito anel viario beira litoral praia jardim jardins gas cento verdade "
        "banco telefonica ingleses"
    ),
    not_streets=words(
        "eletronico oficial web tras cima baixo lado fora frente inteira inteiro toda todo "
        "todas todos esta estava estao sem com acima abaixo paralela escura ta tava principal "
        "aqui ali la minha meu sua seu nossa nosso mesma outra outro alimentacao qual que onde "
        "quando ficou foi vai ja nao sim so ainda esburacada alagada fechada interditada "
        "movimentada calma tranquila perigosa sempre tambem anterior seguinte errada certa "
        "correta publica publicas cheia parada asfaltada pavimentada deserta afora adentro "
        "proxima tem tinha cobertura energia limpa suja ela ele eles elas para pra"
    ),
    ordinary=words(
        "perto proximo proxima ali bem atras ja faz ha desde quase esquina tem tenho tinha tava "
        "pois porque que quero queria preciso mas ai aqui la entao ne viu ta to estou estamos "
        "esta cep telefone celular cpf rg aonde onde quando sim nao isso obrigado obrigada "
        "certo ok tudo e so moro mora mesmo mesma anos ano meses mes dias dia semana semanas "
        "horas hora minutos inclusive tambem sem com uma um meu minha seu sua nosso nossa caiu "
        "falta faltou internet luz sinal energia agua fatura conta boleto plano cancelar por "
        "favor pelo pela apos antes depois agora hoje ontem amanha sempre nunca ainda mais "
        "menos muito pouco ate sobre entre ponto referencia seguinte complemento casa "
        "apartamento apto numero no cidade bairro estado municipio fica ficam chega chegou vem "
        "vou vai foi era ser pode posso confirmar confirma confirmo anotar gostaria mudar mudei "
        "trocar neste nesta nesse nessa esse este essa aquela aquele dele dela comigo gente "
        "pessoal senhor senhora moca moco olha veja vizinho vizinha sozinho sozinha esposa "
        "marido filho filha mae"
    ),
    joined_names=words("silva souza melo albuquerque holanda castro almeida"),
    kings=words("pedro paulo joao pio afonso henrique manuel maria duarte"),
    ambiguous_places=words(
        "natal vitoria palmas salto santos serra franca leme garca tupa registro amparo socorro "
        "piedade lins assis brotas castro lapa torres alegre castelo viana uniao altos barras "
        "pombal patos sousa escada bezerros goiana crato horizonte cascavel russas caxias "
        "mariana formiga passos oliveira arcos frutal extrema mesquita mage cordeiro cantagalo "
        "resende valenca lagarto estancia penedo pinheiro cruzeiro gama guara estrutural "
        "americana penha barra concordia gaspar laguna colombo toledo sarandi bandeirantes "
        "canela marau osorio formosa trindade mineiros cristalina sorriso breves redencao "
        "braganca humaita santana porto guarda faro beja chaves amares fafe paredes almeida "
        "ovar espinho soure mira nazare batalha seia fundao moita mora cuba portel borba "
        "redondo lagos lagoa silves horta praia amora viseu tabua marco centro madeira minas "
        "acre para parana bahia maia feira leiria alvorada esteio viamao bom candeias sobral "
        "central gloria belem pina meireles lourdes buritis graca beato ajuda portao flamengo "
        "pinheiros bonfim pompeia freguesia consolacao perdizes restinga estreito benfica "
        "areeiro bela lumiar india china italia japao peru chile angola goias fronteira avis "
        "crateus moura serpa vagos aparecida laranjeiras tijuca contagem carpina sape picos "
        "oeiras bage caldas fatima tomar mafra"
    ),
    institutions=words(
        "hospital clinica centro servico unidade agencia loja banco prefeitura secretaria "
        "ministerio escola universidade faculdade instituto delegacia tribunal camara posto upa "
        "ubs shopping aeroporto terminal estacao empresa companhia uci urgencias escritorio "
        "filial sede comarca vara juizo foro justica"
    ),
    dwellings=words(
        "outros outras qualquer residencia hotel pensao asilo abrigo mansao casa apartamento ap "
        "apto condominio predio sobrado republica sitio fazenda area zona regiao comunidade "
        "local lugar imovel kitnet outro outra um uma frente cima baixo aluguel alugado alugada "
        "familia bloco andar quarto minha meu nossa nosso cada todo rua ruas avenida mesmo "
        "mesma dois duas tres menor maior fora paz situacao favela interior capital estrada "
        "travessa praca"
    ),
    flats=words("apartamento apto ap bloco quadra qd lote conjunto apt bl"),
    quarters=words("bairro bairros loteamento urbanizacao jd vl urb vila"),
    postcodes=words("cep cp postal"),
    titles=phrases("cidade de\nbairro\nmunicipio de\nbairro de\nbairro do\nbairro da\ncidade"),
    negations=words("nao sem nenhum nenhuma na idem x ok mesmo nada sim ja consta nenhuns"),
)

SPANISH = AddressWords(
    strong_types=words(
        "calle cll cl avenida avda av avd avdas avenido avinguda carrer carretera ctra crta "
        "carr glorieta travesia callejon calzada boulevard bulevar blvd bvd blv bulevard rambla "
        "kalea etorbidea rua praza passeig paseo pso pza plza circunvalacion alameda autopista "
        "autovia cami carrera cra kra pasaje psje costanilla ronda cerrada andador privada priv "
        "transversal diagonal periferico libramiento callejuela jr jiron malecon "
        "prol"
    ),
    weak_types=words(
        "po plaza pl camino cno paseo pasaje privada carrera cra cr kr kra diagonal diag dg "
        "transversal tv transv ronda cerrada alameda andador rambla circuito retorno "
        "urbanizacion urb poligono finca parcela partida barriada villa poblacion block "
        "residencial residencia condominio edificio caserio aldea cl cll jr peatonal bajada "
        "subida costanilla vereda corregimiento apartado apdo fraccionamiento fracc colonia col "
        "autopista autovia priv prol prolongacion manzana mz carretera carr malecon quinta "
        "parque puerta rinconada ribera jardin jardines"
    ),
    short_types=words("c cl pl av cr kr cra kra dg tv jr via"),
    road_codes=words("n ap a"),
    blocks=words("manzana mz mza lote lt supermanzana sm block etapa sector bloque"),
    address_context=words(
        "direccion direcciones domicilio domiciliado domiciliada vivo vive viven vivimos vivia "
        "resido reside residen residimos mude mudado mudamos mudo residencia ubicado ubicada "
        "ubica ubicacion entrega entregar entreguen situado situada sito sita queda localidad "
        "calle correspondencia barrio colonia ciudad vecino vecina vecinos vivienda inmueble "
        "recogida"
    ),
    number_words=words("numero numeros num nr nro numer nums"),
    complements=words(
        "ap piso pisos puerta pta portal escalera esc planta pl apartamento apartamentos apto "
        "apt aptos apartado departamento depto dpto dto interior int bloque blq casa edificio "
        "edif ed torre km kilometro manzana mz mza lote local exterior ext oficina ofi of bajo "
        "bajos atico entresuelo duplex urbanizacion block modulo chalet nave parcela letra p pt "
        "condominio unidad conjunto etapa villa residencial sector bl apart entre esquina "
        "sotano principal"
    ),
    complement_values=words(
        "izquierda derecha izq izqda izda izdo izquierdo derecho dcha dcho der drcha drch "
        "centro ctro bajo primero segundo tercero cuarto quinto sexto septimo octavo noveno "
        "decimo primera segunda tercera cuarta quinta sexta primer tercer atico exterior "
        "interior ext int entresuelo principal pral dch iz dr bis " + _TITLES_NUMBERS
    ),
    alone=words("bajo bajos atico entresuelo principal pral sotano izquierda derecha izda dcha duplex bis"),
    districts=words(
        "barrio barriada colonia col fraccionamiento fracc urbanizacion urb residencial "
        "poblacion villa pedania comuna delegacion alcaldia municipio localidad corregimiento "
        "vereda distrito unidad sector conjunto parroquia poligono condominio partido resid "
        "pobl"
    ),
    district_heads=words(
        "villa san santa santo lomas jardines bosques colinas residencial barrio la el las los "
        "ciudad nueva parque unidad ampliacion valle hacienda rinconada centro"
    ),
    fields=_fields(
        street="direccion direcciones domicilio calle residencia ubicacion avenida dir domic",
        place="localidad provincia municipio ciudad poblacion barrio colonia comuna distrito "
        "departamento delegacion alcaldia fraccionamiento naturaleza procedencia comunidad loc "
        "prov",
        state="estado",
        country="pais",
        unit="piso puerta",
        number="numero",
    ),
    living=_living(
        anywhere="vivo vive viven vivimos vivia viviendo resido reside residen residimos residia "
        "residente residentes domiciliado domiciliada",
        known="llamo llamamos naci nacio nacido nacida soy somos procedente hablo hablamos "
        "proveniente mude mudamos mudado mudar natural naturales oriundo oriunda originario "
        "originaria vecino vecina",
    ),
    living_links=words(
        "desde aqui actualmente hoy ahora alla aca ya en el la los las de del a para sola solo "
        "y tambien todavia mismo ciudad barrio municipio pueblo colonia provincia localidad "
        "comuna distrito poblacion capital norte sur zona centro vereda fraccionamiento estado"
    ),
    place_links=words("en de del barrio colonia ciudad municipio col"),
    openers=words(
        "es el la los las en si mire pues bueno ah eh yo vivo vive aqui soy de del puede anotar "
        "anote queda esta claro vale seria se llama este ahora mi barrio colonia ciudad calle "
        "nombre numero a ver um eeh mm escrito apunte apunta digo le fijese ok sii"
    ),
    street_words=words(
        "nuevo nueva real luz salud vida paz central derecha izquierda primero segundo tercero "
        "dia madre padre viejo vieja mar sol campo oro plata norte sur este oeste linda verde "
        "azul blanca blanco roja grande alto alta baja santa san santo don dona fray obispo "
        "general coronel mariscal capitan mayor menor teniente almirante presidente gobernador "
        "senador doctor doctora profesor profesora ingeniero ministro baron vizconde conde "
        "duque princesa principe reina rey emperador dr dra prof ing gral cnel cap tte pdte "
        "independencia republica libertad reforma revolucion constitucion esperanza energia "
        "industria iglesia estacion mayo septiembre noviembre octubre abril julio agosto enero "
        "febrero marzo junio diciembre ancha larga nosotros castellana gran via universidad "
        "insurgentes corrientes florida juarez madero hidalgo morelos agua aguas flores flor "
        "familia nuestra senora trabajo trabajadores bomberos patria ejercito fuerzas armadas "
        "de del la las los el puerto puerta virgen carmen rosario cruz iglesias empresa banco "
        "hermanos martires heroes ninos colon america"
    ),
    not_streets=words(
        "electronica web atras arriba abajo lado fuera frente entera entero toda todo todas "
        "todos esta estaba estan sin con cortada cortado cerrada oscura principal aqui alli "
        "alla mi su tu nuestra misma otra otro garaje aparcamiento parking fija vacante "
        "hotelera cual que donde cuando fue va ya no si solo siempre tambien publica publico "
        "peatonal por derecho medicina profesional universitaria universitario politica militar "
        "enfermeria letras ingenieria arquitectura economia psicologia administracion corta "
        "anterior siguiente equivocada correcta llena hacia para pa tiene tenia mojada sucia "
        "ella el ellos paralela libre disponible completa delictiva contra"
    ),
    ordinary=words(
        "cerca junto ahi alli aqui alla bien detras ya hace desde casi esquina tiene tengo "
        "tenia porque que quiero quisiera necesito pero entonces verdad estoy estamos esta "
        "codigo telefono celular movil dni cual donde cuando si no eso gracias cierto ok todo y "
        "solo vivo vive mismo misma anos ano meses mes dias dia semana semanas horas hora "
        "minutos incluso tambien sin con una un mi su nuestro nuestra se fue falta internet luz "
        "senal energia agua factura cuenta recibo plan cancelar por favor antes despues ahora "
        "hoy ayer manana siempre nunca aun mas menos muy mucho poco hasta sobre entre "
        "referencia siguiente casa apartamento piso numero ciudad barrio estado municipio queda "
        "llega llego viene voy va era ser puede puedo confirmar confirma confirmo anotar "
        "gustaria cambiar mude este ese esa aquel aquella conmigo gente senor senora mire oiga "
        "vecino vecina sola esposa marido esposo hijo hija madre mama papa llevo llevamos vale "
        "claro digame perdon pues"
    ),
    joined_names=words("cajal gasset margall maragall caballero aguilera daoiz velarde pelayo galvez giner"),
    kings=words("pedro pablo juan pio felipe fernando alfonso carlos isabel jaime enrique"),
    ambiguous_places=words(
        "palma salt rota loja linares cabra baena lucena toro leon merida cuenca avila lugo vic "
        "reus valls pinto parla flores florida moreno merlo pilar tigre azul mercedes lujan "
        "escobar junin rosario parana concordia bello soledad cali pasto buga cartago pereira "
        "florencia castro angol lota tome penco maule colina paine buin limache parral "
        "constitucion independencia macul recoleta providencia barranca pisco ica puno lima "
        "cusco lince comas ate brena callao cesar meta sucre bolivar caldas magdalena cauca "
        "santander narino cordoba guerrero hidalgo morelos durango colima tabasco sonora "
        "campeche nogales zamora progreso delicias silao tudela haro fraga jaca onda oliva ibi "
        "sueca altea adra lorca totana cieza yecla aguilas rubi olot palermo almagro belgrano "
        "caballito boedo nunez saavedra salta chaco formosa misiones mendoza corrientes "
        "guadalupe trujillo salamanca granada jaen coria marin cangas ames tui sarria latina "
        "retiro centro condesa doctores portales juarez anzures napoles laureles poblado belen "
        "manga castilla galicia andorra san juan santa cruz luis moncada manta salto limon "
        "encarnacion luque mali china india georgia israel santiago talavera martinez olivos "
        "bernal wilde rawson goya maipu campana inca ingenio candelaria rivas gracia sants "
        "horta triana usera suba bosa usme sestao valencia victoria vitoria concepcion"
    ),
    institutions=words(
        "hospital clinica centro servicio unidad agencia tienda banco ayuntamiento secretaria "
        "ministerio escuela universidad facultad instituto comisaria tribunal camara sucursal "
        "aeropuerto terminal estacion empresa compania uci urgencias oficina sede juzgado "
        "consulta consultas policlinica fundacion complejo departamento seccion ambulatorio "
        "atencion medicina sanatorio"
    ),
    dwellings=words(
        "otros otras cualquier hotel hostal asilo casa apartamento piso condominio edificio "
        "alquiler area zona region comunidad lugar inmueble otro otra un una frente arriba "
        "abajo familia pareja bloque planta cuarto mi nuestra cada todo calle avenida mismo "
        "misma dos tres menor mayor fuera paz situacion pueblo campo ciudad residencia portal "
        "esta este"
    ),
    flats=words("ap apartamento apto departamento depto dpto apt"),
    quarters=words(
        "barrio barriada colonia col fraccionamiento fracc urbanizacion urb poblacion comuna pedania vereda"
    ),
    postcodes=words("cp postal"),
    titles=phrases("ciudad de\nbarrio\nmunicipio de\nbarrio de\nbarrio del\ncolonia\nciudad"),
    negations=words("no sin ninguno ninguna idem x ok mismo nada si ya nc consta"),
)
