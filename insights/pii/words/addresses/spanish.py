"""Words of addresses in Spanish."""

from insights.pii.words.addresses.record import AddressWords, field_words, living_words
from insights.pii.words.reading import phrases, words

SPANISH = AddressWords(
    strong_types=words(
        "cuesta circular plazuela plazoleta pasadizo arroyo escalinata pje psj bv bvar calz cda rtno "
        "priva pge avs jron calle cll cl avenida avda av avd avdas avenido avinguda carrer carretera ctra "
        "crta carr glorieta travesia callejon calzada boulevard bulevar blvd bvd blv bulevard rambla "
        "kalea etorbidea rua praza passeig paseo pso pza plza circunvalacion alameda autopista autovia "
        "cami carrera cra kra pasaje psje costanilla ronda cerrada andador privada priv transversal "
        "diagonal periferico libramiento callejuela jr jiron malecon prol"
    ),
    weak_types=words(
        "eje po plaza pl camino cno paseo pasaje privada carrera cra cr kr kra diagonal diag dg transversal "
        "tv transv ronda cerrada alameda andador rambla circuito retorno urbanizacion urb poligono finca "
        "parcela partida barriada villa poblacion block residencial residencia condominio edificio "
        "caserio aldea resguardo cl cll jr peatonal bajada subida costanilla vereda corregimiento apartado "
        "apdo fraccionamiento fracc colonia col autopista autovia priv prol prolongacion manzana mz "
        "carretera carr malecon quinta parque puerta rinconada ribera jardin jardines"
    ),
    short_types=words("c cl pl av cr kr cra kra dg tv jr via"),
    road_codes=words("n ap a"),
    blocks=words("manzana mz mza lote lt supermanzana sm block etapa sector bloque"),
    address_context=words(
        "postal cp dir domic local ubico direccion direcciones domicilio domiciliado domiciliada vivo "
        "vive viven vivimos vivia resido reside residen residimos mude mudado mudamos mudo residencia "
        "ubicado ubicada ubica ubicacion entrega entregar entreguen situado situada sito sita queda "
        "localidad calle correspondencia barrio colonia ciudad vecino vecina vecinos vivienda inmueble "
        "recogida"
    ),
    number_words=words("numero numeros num nr nro numer nums"),
    complements=words(
        "ap depa piso pisos puerta pta portal escalera esc planta pl apartamento apartamentos apto apt "
        "aptos apartado departamento depto dpto dto interior int bloque blq casa edificio edif ed torre km "
        "kilometro manzana mz mza lote local exterior ext oficina ofi of bajo bajos atico entresuelo "
        "duplex urbanizacion block modulo chalet nave parcela letra p pt condominio unidad conjunto etapa "
        "villa residencial sector bl apart entre esquina sotano principal"
    ),
    complement_values=words(
        "izquierda derecha izq izqda izda izdo izquierdo derecho dcha dcho der drcha drch centro ctro "
        "bajo primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo primera segunda "
        "tercera cuarta quinta sexta primer tercer atico exterior interior ext int entresuelo principal "
        "pral dch iz dr bis a b c d e f o º ª"
    ),
    alone=words("bajo bajos atico entresuelo principal pral sotano izquierda derecha izda dcha duplex bis"),
    districts=words(
        "barrio barriada colonia col fraccionamiento fracc urbanizacion urb residencial poblacion villa "
        "pedania comuna delegacion alcaldia municipio localidad corregimiento vereda distrito unidad "
        "sector conjunto parroquia poligono condominio resguardo partido resid pobl"
    ),
    district_heads=words(
        "villa san santa santo lomas jardines bosques colinas residencial barrio la el las los ciudad "
        "nueva parque unidad ampliacion valle hacienda rinconada centro"
    ),
    fields=field_words(
        street="consultorio "
        "direc direccion direcciones domicilio calle calles residencia ubicacion avenida dir domic",
        place="sector zona fracc localidad provincia municipio ciudad poblacion barrio colonia comuna "
        "distrito departamento delegacion alcaldia fraccionamiento naturaleza procedencia comunidad "
        "loc prov",
        state="lugar estado",
        country="pais",
        unit="piso puerta interior complemento apartamento apto depto departamento dpto",
        number="numero",
    ),
    living=living_words(
        anywhere="vivir residir vivo vive viven vivimos vivia viviendo resido reside residen residimos "
        "residia residente residentes domiciliado domiciliada",
        known="cerca trasladan "
        "mudo muda mudan mundo toca aqui aca estudia estudio trabaja trabajo atienden reparto "
        "reparten entregan "
        "entrega "
        "entregas cobertura envio envios llega llegan enviar traslade trasladamos trasladado "
        "trasladar estoy estamos llamo llamamos naci nacio nacido nacida soy somos son vecinos vecinas "
        "procedente hablo "
        "hablamos proveniente mude mudamos mudado mudar natural naturales oriundo oriunda originario "
        "originaria vecino vecina",
    ),
    living_links=words(
        "mas no le te me usted ustedes vos tu yo desde aqui actualmente hoy ahora alla aca ya en el la "
        "los las de del a para sola solo y tambien todavia mismo ciudad barrio municipio pueblo colonia "
        "provincia localidad comuna distrito poblacion capital norte sur zona centro vereda "
        "fraccionamiento estado"
    ),
    place_links=words("en de del barrio colonia ciudad municipio col"),
    openers=words(
        "desde por hacia cerca puedo ay uy mijita mijito "
        "hija hijo alla ahorita estoy estamos ando resido vivimos aca "
        "actualmente hoy encuentro joven senorita nos ubico "
        "tengo hay tiene dejame deje claro mejor apunteme seria creo que pues espere un momento es el la "
        "los las en si mire bueno ah eh yo vivo vive aqui soy de del puede anotar anote queda esta vale se "
        "llama este ahora mi barrio colonia ciudad calle nombre numero a ver um eeh mm escrito apunte "
        "apunta digo le fijese ok sii"
    ),
    street_words=words(
        "nuevo nueva real luz salud vida paz central derecha izquierda primero segundo tercero dia madre "
        "padre viejo vieja mar sol campo oro plata norte sur este oeste linda verde azul blanca blanco "
        "roja grande alto alta baja santa san santo don dona fray obispo general coronel mariscal capitan "
        "mayor menor teniente almirante presidente gobernador senador doctor doctora profesor profesora "
        "ingeniero ministro baron vizconde conde duque princesa principe reina rey emperador dr dra prof "
        "ing gral cnel cap tte pdte independencia republica libertad reforma revolucion constitucion "
        "esperanza energia industria iglesia estacion mayo septiembre noviembre octubre abril julio "
        "agosto enero febrero marzo junio diciembre ancha larga nosotros castellana gran via universidad "
        "insurgentes corrientes florida juarez madero hidalgo morelos agua aguas flores flor familia "
        "nuestra senora trabajo trabajadores bomberos patria ejercito fuerzas armadas de del la las los "
        "el puerto puerta virgen carmen rosario cruz iglesias empresa banco hermanos martires heroes "
        "ninos colon america"
    ),
    not_streets=words(
        "farmacia panaderia tarda demora naci nacio nacido agradece agradecemos informa hable habla hablo "
        "grite espere oiga diga lado electronica web atras arriba abajo fuera frente entera entero toda "
        "todo todas todos esta estaba estan sin con cortada cortado cerrada oscura principal aqui alli "
        "alla mi su tu nuestra misma otra otro garaje aparcamiento parking fija vacante hotelera cual que "
        "donde cuando fue va ya no si solo siempre tambien publica publico peatonal por derecho medicina "
        "profesional politica militar enfermeria letras ingenieria "
        "arquitectura economia psicologia administracion corta anterior siguiente equivocada correcta "
        "llena hacia para pa tiene tenia mojada sucia ella el ellos paralela libre disponible completa "
        "delictiva contra manana noche madrugada ayer hoy ruido"
    ),
    ordinary=words(
        "cerca junto ahi alli aqui alla bien detras ya hace desde casi esquina tiene tengo tenia porque "
        "que quiero quisiera necesito pero entonces verdad estoy estamos esta codigo telefono celular "
        "movil dni cual donde cuando si no eso gracias cierto ok todo y solo vivo vive mismo misma anos "
        "ano meses mes dias dia semana semanas horas hora minutos incluso tambien sin con una un mi su "
        "nuestro nuestra se fue falta internet luz senal energia agua factura cuenta recibo plan cancelar "
        "por favor antes despues ahora hoy ayer manana siempre nunca aun mas menos muy mucho poco hasta "
        "sobre entre referencia siguiente casa apartamento piso numero ciudad barrio estado municipio "
        "queda llega llego viene voy va era ser puede puedo confirmar confirma confirmo anotar gustaria "
        "cambiar mude este ese esa aquel aquella conmigo gente senor senora mire oiga vecino vecina sola "
        "esposa marido esposo hijo hija madre mama papa llevo llevamos vale claro digame perdon pues "
        "afueras alrededores lejos"
    ),
    joined_names=words("cajal gasset margall maragall caballero aguilera daoiz velarde pelayo galvez giner"),
    kings=words("pedro pablo juan pio felipe fernando alfonso carlos isabel jaime enrique"),
    ambiguous_places=words(
        "tarifa ventanilla restrepo vallejo guemes alberdi robledo manrique castilla realejo "
        "campanar begona versalles "
        "pedregal monserrat nazaret torrero coghlan pajarillos pichincha guayabal palma salt rota loja "
        "linares cabra baena lucena toro leon merida cuenca avila lugo vic reus valls pinto parla flores "
        "florida moreno merlo pilar tigre azul mercedes lujan escobar junin rosario parana concordia "
        "bello soledad cali pasto buga cartago pereira florencia castro angol lota tome penco maule "
        "colina paine buin limache parral constitucion independencia macul recoleta providencia barranca "
        "pisco ica puno lima cusco lince comas ate brena callao cesar meta sucre bolivar caldas magdalena "
        "cauca santander narino cordoba guerrero hidalgo morelos durango colima tabasco sonora campeche "
        "nogales zamora progreso delicias silao tudela haro fraga jaca onda oliva ibi sueca altea adra "
        "lorca totana cieza yecla aguilas rubi olot palermo almagro belgrano caballito boedo nunez "
        "saavedra salta chaco formosa misiones mendoza corrientes guadalupe trujillo salamanca granada "
        "jaen coria marin cangas ames tui sarria latina retiro centro condesa doctores portales juarez "
        "anzures napoles laureles poblado belen manga galicia andorra san juan santa cruz luis moncada "
        "manta salto limon encarnacion luque mali china india georgia israel santiago talavera martinez "
        "olivos bernal wilde rawson goya maipu campana inca ingenio candelaria rivas gracia sants horta "
        "triana usera suba bosa usme sestao valencia victoria vitoria concepcion"
    ),
    institutions=words(
        "hospital clinica centro servicio unidad agencia tienda banco ayuntamiento secretaria ministerio "
        "escuela universidad facultad instituto comisaria tribunal camara sucursal aeropuerto terminal "
        "estacion empresa compania uci urgencias oficina sede juzgado consulta consultas policlinica "
        "fundacion complejo departamento seccion ambulatorio atencion medicina sanatorio"
    ),
    dwellings=words(
        "pantalla sistema pagina linea otros otras cualquier hotel hostal asilo casa apartamento piso "
        "condominio edificio alquiler area zona region comunidad lugar inmueble otro otra un una frente "
        "arriba abajo familia pareja vivienda habitacion finca bloque planta cuarto mi nuestra cada "
        "todo calle avenida mismo misma "
        "dos tres menor mayor fuera paz situacion pueblo campo ciudad residencia portal esta este"
    ),
    flats=words("ap depa apartamento apto departamento depto dpto apt"),
    units=words(
        "puerta portal escalera torre casa bajo atico piso planta interior manzana lote bloque edificio "
        "local letra unidad villa chalet nave dpto conjunto entresuelo principal sotano oficina int"
    ),
    at_home=words(
        "fuga moja gotea filtra olvido decirle decirte ruido avise avisa timbra cambie cambio "
        "cambiamos mude base figura aparece pongo "
        "filtracion suba sube subir ponga pone poner agregue agrega estoy resido guardia timbre "
        "telefonillo portero porteria citofono interfono intercomunicador gotera goteras humedad vecino "
        "vecina edificio falto falta faltaba olvide toque toca tocar llame golpee complemento direccion "
        "domicilio vivo vive vivimos buzon conserje portera soy"
    ),
    stated=words(
        "busque busca grua tecnico paquete pedido flete "
        "quedamos llego llegaron mandaron entregaron enviaron dejaron dije digo marcada quedo visita "
        "llegando aqui "
        "devolvieron consta es queda quedan esta estan estoy estamos era fue vivo vive vivimos resido "
        "entrega entregar entreguen dejar deje dejen dejelo dejalo mandar mande mandelo mandalo recoger "
        "recojan soy somos aparece sale mude mudamos instalar pasa paso cayo venir venga llegar agua gas "
        "luz internet senal"
    ),
    sent=words(
        "fibra internet instalar instalacion tiendas tienda tecnico reparto reparten envio envios flete "
        "empadronado empadronada empadronados censado censada facturamos facturar facturen pusieron "
        "entrega entregan entregas enviar mandar llega llegan cobertura"
    ),
    quarters=words(
        "barrio barriada colonia col fraccionamiento fracc urbanizacion urb poblacion comuna pedania vereda"
    ),
    postcodes=words("cp postal cepe"),
    titles=phrases("ciudad de\nbarrio\nmunicipio de\nbarrio de\nbarrio del\ncolonia\nciudad"),
    negations=words("no sin ninguno ninguna idem x ok mismo nada si ya nc consta"),
)
