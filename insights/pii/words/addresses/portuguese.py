"""Words of addresses in Portuguese."""

from insights.pii.words.addresses.record import AddressWords, field_words, living_words
from insights.pii.words.reading import phrases, words

PORTUGUESE = AddressWords(
    strong_types=words(
        "impasse transversal circular trv lgo lrg rdv rodov alam pcta azinh ciclovia avs boulevard rua "
        "ruas avenida av aven avda travessa trav tv alameda al praca rodovia rod estrada praceta calcada "
        "beco viela ladeira servidao azinhaga rotunda escadinhas calcadinha alamedas marginal pca "
        "logradouro estr tra largo avn viaduto vereda"
    ),
    weak_types=words(
        "apartado largo parque passeio patio ramal urbanizacao urb loteamento condominio "
        "residencial sitio chacara "
        "fazenda povoado edificio quinta vicinal galeria br sp mg rj pr rs sc go ba pe ce marginal al tv "
        "aldeia travessao assentamento caminho quadra lugar"
    ),
    short_types=words("r av al tv pc pca est"),
    road_codes=words("br sp mg rj pr rs sc go ba pe ce"),
    blocks=words(
        "quadra qd q lote lt sqs sqn sqsw sqnw sqls qnm qnl qnd qne qnf qng qnj qnn qno qnp qnq qnr qns "
        "qr qs qe qi ql qc qms shis shin shcs shcn clsw cln cls crs crn scs scn sgas sgan sbs sbn sia sig "
        "smpw smas stn srtvs srtvn saan sof qsa qsb qsc qsd qse qna qnb qnc adsetor shcgn hcgn chacara "
        "trecho etapa gleba aquadra"
    ),
    address_context=words(
        "postal cep end local localizo situa endereco enderecos morada moradas moro mora moram moramos "
        "morava resido reside residem residencia residente domiciliado domiciliada domicilio vivo vive "
        "mudei mudamos mudou mudando mudo fica ficam imovel logradouro entrega entregar entregue entregam "
        "localidade localizado localizada localizacao situado situada sito sita correspondencia "
        "bairro morador "
        "moradora moradores vizinho cidade nasci rua avenida coleta predio"
    ),
    number_words=words("numero numeros num nr nro numer nums"),
    complements=words(
        "apartamento apartamentos apto ap ape apt apart aptos bloco bl casa cs sala sl salas andar torre "
        "conjunto cj conj lote lt quadra qd edificio edif ed complemento compl fundos km cobertura porta "
        "fracao lado loja lj bloque unidade predio entrada sobrado galpao box vaga pavimento kitnet kit "
        "quilometro flat hab suite letra esc escada piso dto cave subsolo quarto ala grupo gr caixa "
        "nucleo setor vivenda moradia"
    ),
    complement_values=words(
        "esquerdo esquerda direito direita frente fundos esq dto dta dt drt primeiro segundo terceiro "
        "quarto quinto sexto setimo oitavo nono decimo terreo cave superior inferior tras tr fte hab a b "
        "c d e f o º ª"
    ),
    alone=words("fundos terreo cobertura rc cave frente sobrado subsolo sobreloja esq dto altos"),
    districts=words(
        "bairro bairros vila jardim jd vl jardins distrito freguesia setor pq residencial conj loteamento "
        "condominio cond povoado localidade comunidade assentamento parque cohab urbanizacao urb zona "
        "chacara municipio cidade concelho vilarejo b"
    ),
    district_heads=words(
        "jardim jd vila vl parque pq centro alto santa santo sao nova novo cidade conjunto residencial "
        "setor nossa dom chacara recanto portal cohab morro bela boa porto barra ilha campo"
    ),
    fields=field_words(
        street="end endereco enderecos logradouro rua ruas morada residencia domicilio avenida av "
        "localizacao",
        place="bairro cidade zona setor regiao vila municipio localidade freguesia concelho distrito "
        "naturalidade comarca povoado",
        state="lugar uf estado",
        country="pais",
        unit="complemento apartamento apto bloco moradia fracao",
        number="numero",
    ),
    living=living_words(
        anywhere="morar viver moro mora moram moramos morava morei morando resido reside residem residimos "
        "residia residindo residente residentes domiciliado domiciliada",
        known="perto transferida "
        "mundo fibra internet reparticao aqui ali estuda estudo trabalha trabalho atende atendem "
        "entregam "
        "entrega entregas cobertura envio frete enviar transferir passa transferi transferido estou "
        "estamos fico ficamos ligo ligando vivo vive vivem vivemos vivia nasci nasceu nascido nascida "
        "sou somos sao falo falamos oriundo oriunda proveniente mudar mudando mudei mudamos mudou natural "
        "naturais morador moradora moradores",
    ),
    living_links=words(
        "mais nao voce voces senhor senhora os as moro perto aqui atualmente hoje agora la em no na nos "
        "nas de do da dos das para pra pro ao e sozinha sozinho ainda mesmo so cidade bairro municipio "
        "interior estado vila povoado distrito regiao capital a o comigo ali freguesia concelho lado zona "
        "leste oeste grande longe"
    ),
    place_links=words("em no na de do da bairro cidade municipio"),
    openers=words(
        "olhe perto posso ih ai filha minha alo la to tou estou estava vivo resido morando ver "
        "estamos atualmente "
        "hoje eita uai oh moca moco por "
        "enquanto pronto faz favor fico tem temos eh ha deixe alias claro sim acho opa vamos pera so um "
        "momento e o a os as na no em fica ficam olha entao ah eu moro mora aqui sou de do da pode anotar "
        "anota bom ta certo ok isso seria chama esse essa agora la meu minha bairro cidade se chamado "
        "chamada rua nome numero hum deixa uh hm ahn esta escrito depois"
    ),
    street_words=words(
        "pessoa novo nova boa bom real luz saude vida paz central direita esquerda primeiro segundo "
        "terceiro dia mae pai velho velha mar sol campo ouro prata norte sul leste oeste linda verde azul "
        "branca branco amarela grande alto baixa santa sao santo dom dona padre frei bispo general "
        "coronel marechal capitao major tenente almirante presidente governador senador deputado prefeito "
        "vereador doutor doutora professor professora engenheiro desembargador ministro barao visconde "
        "conde duque princesa principe rainha rei imperador dr dra prof profa eng gal cel mal maj cap ten "
        "pres gov sen dep des alm pe comendador conselheiro irma irmao irmaos maestro tiradentes brasil "
        "independencia republica liberdade esperanca energia industria comercio igreja matriz estacao "
        "sete nove agua aguas flores flor maio setembro novembro outubro abril julho ipiranga consolacao "
        "augusta marca servicos contorno nacoes unidas americas casas uniao amor vitoria gloria aurora "
        "bela vista amizade alegria ponte rio da do das dos de familia nossa senhora trabalhador "
        "trabalhadores operarios bombeiros voluntarios patria marinha exercito anel viario beira litoral "
        "praia jardim jardins gas cento verdade banco telefonica ingleses"
    ),
    not_streets=words(
        "volta farmacia padaria posto shopping demora nasci nasceu nascido agradece agradecemos informa fale "
        "fala falo grite espere diga ouve lado eletronico oficial web tras cima baixo fora frente inteira "
        "inteiro toda todo todas todos esta estava estao sem com acima abaixo paralela escura ta tava "
        "principal aqui ali la minha meu sua seu nossa nosso mesma outra outro alimentacao qual que onde "
        "quando ficou foi vai ja nao sim so ainda esburacada alagada fechada interditada movimentada "
        "calma tranquila perigosa sempre tambem anterior seguinte errada certa correta publica publicas "
        "cheia parada asfaltada pavimentada deserta afora adentro proxima tem tinha cobertura energia "
        "limpa suja ela ele eles elas para pra manha tarde noite madrugada ontem hoje barulho"
    ),
    ordinary=words(
        "todo toda todos todas perto proximo proxima ali bem atras ja faz ha desde quase esquina "
        "tem tenho tinha tava pois "
        "porque que quero queria preciso mas ai aqui la entao ne viu ta to estou estamos esta cep "
        "telefone celular cpf rg aonde onde quando sim nao isso obrigado obrigada certo ok tudo e so moro "
        "mora mesmo mesma anos ano meses mes dias dia semana semanas horas hora minutos inclusive tambem "
        "sem com uma um meu minha seu sua nosso nossa caiu falta faltou internet luz sinal energia agua "
        "fatura conta boleto plano cancelar por favor pelo pela apos antes depois agora hoje ontem amanha "
        "sempre nunca ainda mais menos muito pouco ate sobre entre ponto referencia seguinte complemento "
        "casa apartamento apto numero no cidade bairro estado municipio fica ficam chega chegou vem vou "
        "vai foi era ser pode posso confirmar confirma confirmo anotar gostaria mudar mudei trocar neste "
        "nesta nesse nessa esse este essa aquela aquele dele dela comigo gente pessoal senhor senhora "
        "arredores longe moca moco olha veja vizinho vizinha sozinho sozinha esposa marido filho filha mae"
    ),
    joined_names=words("silva souza melo albuquerque holanda castro almeida"),
    kings=words("pedro paulo joao pio afonso henrique manuel maria duarte"),
    ambiguous_places=words(
        "ramada canelas canecas pontinha madalena benedita nogueira pedroso sagres liberdade cabral "
        "estrela portela guadalupe espinheiro varzea auxiliadora estacio quintino trancoso caminha "
        "arroios lordelo feijo celas ondina andarai reboucas natal vitoria palmas salto santos serra "
        "franca leme garca tupa registro amparo socorro piedade lins assis brotas castro lapa torres "
        "alegre castelo viana uniao altos barras pombal patos sousa escada bezerros goiana crato "
        "horizonte cascavel russas caxias mariana formiga passos oliveira arcos frutal extrema mesquita "
        "mage cordeiro cantagalo resende valenca lagarto estancia penedo pinheiro cruzeiro gama guara "
        "estrutural americana penha barra concordia gaspar laguna colombo toledo sarandi bandeirantes "
        "canela marau osorio formosa trindade mineiros cristalina sorriso breves redencao braganca "
        "humaita santana porto guarda faro beja chaves amares fafe paredes almeida ovar espinho soure "
        "mira nazare batalha seia fundao moita mora cuba portel borba redondo lagos lagoa silves horta "
        "praia amora viseu tabua marco centro madeira minas acre para parana bahia maia feira leiria "
        "alvorada esteio viamao bom campanha candeias sobral central gloria belem pina meireles lourdes "
        "buritis graca beato ajuda portao flamengo pinheiros bonfim pompeia freguesia consolacao perdizes "
        "restinga estreito benfica areeiro bela lumiar india china italia japao peru chile angola goias "
        "fronteira avis crateus moura serpa vagos aparecida laranjeiras tijuca contagem carpina sape "
        "picos oeiras bage caldas fatima tomar mafra"
    ),
    institutions=words(
        "hospital clinica centro servico unidade agencia loja banco prefeitura secretaria ministerio "
        "escola universidade faculdade instituto delegacia tribunal camara posto upa ubs shopping "
        "aeroporto terminal estacao empresa companhia uci urgencias escritorio filial sede comarca vara "
        "juizo foro justica"
    ),
    dwellings=words(
        "frente baixo tela sistema pagina outros outras qualquer residencia hotel pensao asilo abrigo "
        "mansao casa apartamento ap apto condominio predio sobrado republica sitio fazenda area zona "
        "regiao comunidade local lugar imovel kitnet outro outra um uma cima aluguel alugado alugada "
        "familia bloco andar quarto minha meu nossa nosso cada todo rua ruas avenida mesmo mesma dois "
        "duas tres menor maior fora paz situacao favela interior capital estrada travessa praca"
    ),
    flats=words("apartamento apto ap ape bloco quadra qd lote conjunto apt bl"),
    units=words(
        "porta fracao torre casa sobrado andar escada sala galpao cobertura fundos cave rc loja box letra "
        "kitnet kit unidade entrada cj conj conjunto predio edificio piso"
    ),
    at_home=words(
        "mostra planta barulho flat aperta aperte apertar timbre campainha mudei mudou troquei "
        "consta aparece sistema cadastro interfona "
        "avisa coloca acrescenta poe ponha subir sobe suba estou to vivo resido interfone interfonar "
        "porteiro portaria vazamento infiltracao goteira sindico sindica zelador vizinho vizinha predio "
        "complemento faltou faltava esqueci toque toca tocar bate bata bater endereco morada moro mora "
        "moramos condominio recado encomenda correio caixa sou deixa deixe deixar deixem deixada deixado "
        "entregar entregue morador moradora moradores quota quotas cota condomino condomina patamar desco "
        "descer desce contador obra obras saimos aluguei"
    ),
    stated=words(
        "procure procura guincho reboque tecnico encomenda motoboy "
        "fico ficamos chegou entregaram mandaram deixaram disse digo falo falei marcada ficou voltou "
        "visita aqui mudo e "
        "fica ficam esta estao estou estamos to ta era foi moro mora resido vivo vivemos entrega entregar "
        "entregue deixar deixa mandar manda mandem buscar retirar coletar sou somos consta aparece mudei "
        "mudamos instalar instalado passa passou parou caiu vir vem venha chegar"
    ),
    sent=words(
        "fibra internet instalacao instalar atendem loja lojas tecnico frete envio entrega entregam "
        "entregar correio sedex mandar enviar chega cobertura"
    ),
    quarters=words("bairro bairros loteamento urbanizacao jd vl urb vila"),
    postcodes=words("cep cp postal"),
    titles=phrases("cidade de\nbairro\nmunicipio de\nbairro de\nbairro do\nbairro da\ncidade"),
    negations=words("nao sem nenhum nenhuma na idem x ok mesmo nada sim ja consta nenhuns"),
)
