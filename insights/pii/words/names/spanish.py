"""Spanish words about people's names."""

from insights.pii.words.names.goods import GOODS
from insights.pii.words.names.kinds import NameWords
from insights.pii.words.reading import phrases, words

_ES_NOT_NAMES = words(
    """
    iva irpf dni nif chapa chapas bruto bruta brutos casilla campeon campeona
    abuelito abuelita papi mami secreto secretos recepcion consumo calma iberica iberico andino andina
    condusef profeco positivo positiva positivos negativo negativa negativos che edad individual particular
    sociedad comunidad firma juridica nena nene gorda gordo flaca flaco seguro seguros amable escucho
    comprendo comprende constancia constancias prosiga prosigue apunto deletreo repito bienvenido bienvenida
    bienvenidos bienvenidas supuesto acuerdo placer a al el la lo los las un una uno unos unas de del en por
    para con sin sobre hasta desde y e o u pero que si no ya solo ahi alli aqui alla aca esto eso este esta
    estos estas ese esa esos aquel aquella yo tu ella nosotros usted ustedes ellos ellas mi mis su sus
    nuestro nuestra me te le les se nos quien cual cuales cuando donde como porque cuanto cuantos es era soy
    somos son estoy estan estaba estamos fue fui ser estar tener tiene tengo tenemos tenia hay habia va voy
    vamos ir viene vino quiere quiero queria quisiera gustaria puede puedo podia podria necesito necesita
    hace hacer hice hecho hablar habla hablo hablando llamar llamo llama llame llamando llamada decir dice
    dijo digo ver veo confirmar confirma confirmo confirme informar anotar anote anota anotado espere espera
    gracias buenos buenas bueno buena dias dia tardes noches hola alo cierto vale claro perfecto entiendo
    correcto exacto todo nada algo mas menos muy mucho mucha poco tambien ahora hoy ayer manana despues
    antes aun todavia siempre nunca entonces asi pues sea mire mira oiga telecom banco energia salud vida
    empresa tienda atencion agente soporte central sector departamento equipo servicio gerente supervisor
    cliente titular cuenta contrato plan factura recibo tarjeta clave contrasena codigo numero telefono
    celular movil correo electronico direccion domicilio calle avenida dni nie nif cif protocolo pedido
    expediente datos nombre completo apellido apellidos fecha nacimiento mes ano horas hora minutos euros
    euro pesos peso internet fibra fijo television tele luz gas agua consulta examen medico doctor doctora
    senor senora don dona marido esposa mujer esposo hijo hija madre padre mama papa hermano hermana familia
    casa piso apartamento barrio colonia ciudad estado favor gente persona otro otra mismo misma toda todos
    todas cada alguien nadie problema duda ayuda ayudar ayudarle cancelar cambiar pagar pago pague comprar
    compra vender resolver seria sera fuera deja dejar dar doy dio di pasar paso recibir recibi mandar mande
    enviar envie llego llegar final inicio fin vez veces primero primera segundo segunda tercero valor
    precio descuento oferta promocion nuevo nueva viejo antiguo antigua responsable registrado registrada
    sabe creo parece momento momentito instante disculpe perdon verdad vivo vive resido falta eh mm ah aja
    reclamar reclamacion queja quejarme sucursal urgente asegurado digamos interesado interesada cansado
    mia mio mias mios suele suelen leia leias aries tauro geminis virgo libra escorpio sagitario capricornio
    acuario piscis
    adulto adulta adultos pediatrico pediatrica kiero kiere kisiera aki calcule calcular
    lea mayor conmigo laboral venezolano venezolana colombiano colombiana peruano peruana mexicano mexicana
    chileno chilena argentino argentina ecuatoriano ecuatoriana boliviano boliviana cubano cubana espanol
    espanola extranjero extranjera
    cansada harto harta usuario usuaria abonado socio afiliado nacido nomas despacio
    despacito rapido rapidito apenas prisa luego decimo vigesimo vigesima
    trigesimo ultimo ultima proximo proxima
    """
)

_ES_AMBIGUOUS = words(
    """ salvador casillas cristiano merced
    rosa clara victoria santos costa cruz luz paz reyes rey campos ramos flores leal blanca blanco rubio
    moreno castillo iglesias torres rios vega cano prado sierra monte valle sol dolores gloria gracia pilar
    mercedes rosario remedios socorro soledad consuelo esperanza pura bravo delgado bueno franco crespo
    pastor guerrero molina navarro vidal romero gallego marin herrero zapatero fuentes cuesta
    campo casado parra lobo leon perla flor estrella nieves angeles angel amparo concepcion asuncion
    encarnacion milagros trinidad caridad fe belen lourdes israel iris celeste margarita violeta alba aurora
    salud luna real marcos santa rico tomas cesar domingo norma guerra plata sala toro abad conde
    duque marques medina merino montero mora moral naranjo nieto pardo paredes palacios pena prieto
    redondo rojas rojo rivera robles serrano soria vela velasco vicente sanchez heredia calvo cabello hidalgo
    izquierdo cordero carpintero barbero escudero pozo hoyos huertas barrios villa cuevas casas puente
    virtudes visitacion purificacion natividad consolacion sagrario mar jesus dulce coral reina angela
    paloma lucero azucena delfin amada linda nevada 
    julio santiago valencia aragon toledo cordoba sevilla burgos zamora cuenca trujillo
    avila
    diana eva jazmin carina eligio evita gema lila marino nazareno oliva pau perpetua pio primitivo
    primitiva sabina vivian ventura flora benigno benigna clemencia inocencia prudencia lucho pili roca
    jade delia severo serena
    lugo duran aguila arroyo camara campillo cerezo espinal espino fraile haro huerta llamas llano llanos
    manzano mata morcillo mota obispo olmo palma palomo parra peral perales pino pinos pinto polo portales
    ribera rosado rosales rosas rueda salado sastre segovia tejedor tejero trillo vaquero zaragoza
    becerro bosque calzada cantero criado cuervo noguera olivar oviedo pescador quintero recio
    solar sobrado tirado vergel cristal puerta guardado cristiano casillas chapa
    """
)


SPANISH = NameWords(
    name_triggers=phrases(
        """
ahora firmo
firmo como
firmaba
me atiende

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
soy yo
firmo
firma
segundo apellido
primer apellido
somos los
somos las

        soy
        yo soy
        aqui
        con
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
        por
        """
    ),
    person_triggers=phrases(
        """
        la mama de
        el papa de
        la madre de
        el padre de
        la hija de
        el hijo de
        la esposa de
        el esposo de
        la mujer de
        el marido de
        la hermana de
        el hermano de
        la abuela de
        el abuelo de
        a cuenta de
        cobranza para
        cartas para
        llamadas para
        sobre para
        salir a
        salga a
        venga a nombre de
                avisen a
        avisenle a
        avisarle a
        avisar a
        llamen a
        llamenle a
        localicen a
        quiten a
        quitar a
        quite a
        pongan a
        agreguen a
        agregar a
        agregue a
        anadan a
        anadir a
        anada a
        incluyan a
        incluir a
        incluya a
        saquen a
        autoricen a
        si llama
        si pregunta
        si viene
        si aparece
        mesa a
        mesa esta a
        asiento para
        habitacion para
        reserva para
        reservado para
        colegiado
        colegiada
        a la orden de
        a la orden d
        con el nombre de
        bajo el nombre de
        un papel que dice
        papelito pone
        papelito dice
        recibo pone
        recibo dice
        carta pone
        carta dice
        sobre pone
        sobre dice
        aqui pone
        ahi pone
        ahi dice
        puse solo
        pongan solo
        ponga solo
        que me gusta es
        parte contraria
        felicidades
        felicitaciones
        enhorabuena
remitido por
        mesa para
        habla
        me presento
        somos la familia
        paquete para
        carta para
        es usted
        usted es
        por ahora no
        por el momento no
        seria todo
        es todo
        nada mas
        firmado por
        hablar con
        habla con
        hable con
        hablando con
        tratar con
        preguntar por
        pregunte por
        pregunta por
        busquelo por
        busquela por
        busqueme por
        busco por
        transfiero con
        transferir con
        paso con
        comunico con
        comunicar con
        comunica con
        comuniqueme con
        comuniquenme con
        comunicame con
        paseme con
        pasame con
        pasa con
        pasar con
        un tal
        una tal
        un tal de
        una tal de
        atendido por
        atendida por
        me atendio
        me atendio una tal
        me dijo
        me comento
        dije a
        digale a
        dile a
        decirle a
        avisele a
        avisale a
        avise a
        avisa a
        autorizo a
        autorizar a
        se llama
        llamado
        llamada
        de parte de
        buzon pone
        buzon dice
        timbre pone
        timbre dice
        la viuda de
        viene como
        figura como
        aparece como
        ahora soy
        ha sido
        escriben mal es
        siempre mal es
        de casada es
        de soltera es
        apellido de soltera
        apellido de casada
        segundo apellido es
        primer apellido es
        le acompana
        te acompana
        los acompana
        le asiste
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
        """
        soy yo
        para servirle
        a sus ordenes
        al habla
        a su servicio
        al aparato
        le saluda
        """
    ),
    light_closers=phrases(
        """
        con be
        con uve
        con ese
        con ce
        con hache
        con jota
        con acento
        sin acento
        con tilde
        sin tilde
        con doble
        a secas
        nomas
        y hijos
        e hijos
        es de soltera
        es de casada
        me dijo
        me prometio
        me atendio
        me aseguro
        me comento
        no esta
        otra vez
        digame
        le escucho
        la escucho
        lo escucho
        me confirma
        dice
refiere
acude
llamo ayer
me escucha
me oye
esta ahi
esta por ahi
usted puede

        buenos dias
        buenas tardes
        buenas noches
        buen dia
        con que letra
        con z
        con s o
        con b
        con v
        con zeta
        se escribe
        se lo deletreo
        te lo deletreo
        mi apellido
        mi segundo apellido
        en que puedo
        en que le
        en que te
        en que lo
        en que la
        como puedo
        con quien tengo
        con quien hablo
        que se le ofrece
        puedo hablar
        """
    ),
    name_openings=phrases(
        """
        su asesor
        su asesora
        tu asesor
        tu asesora
        su asistente
        tu asistente
        su ejecutivo
        su ejecutiva
        su agente
        su gestor
        su gestora
        asistente virtual
        la del
        el del
        en que
        como te
        como le
        como lo
        como la
        como puedo
        en que puedo
        en que le
        con quien
        del
        de
        hablo con
        buenas tardes
        buenos dias
        buenas noches
        buen dia
        digame
        """
    ),
    name_questions=words("nombre quien llama apellido apellidos llamas"),
    sign_offs=words(
        "atentamente atte cordialmente saludos saludo firmado abrazo abrazos respetuosamente gracias"
    ),
    greetings=words(
        """ bueno 
        hola alo buenos buenas buen dia dias tarde tardes noche noches gracias vale claro perfecto entiendo
        bien si no disculpe disculpa perdone perdon senor senora estimado estimada querido querida
        confirmados adios saludos abrazo placer gusto oye oiga mira listo ok okey correcto exacto
        """
    ),
    relations=words(
        """
        esposa esposo marido mujer hijo hija hijos madre padre mama papa hermano hermana abuelo abuela tio
        tia primo prima suegro suegra nieto nieta sobrino sobrina cunado cunada novio novia companero
        familia pequeno pequena bebe difunto difunta finado finada companera pareja vecino vecina amigo
        amiga jefe jefa padrino madrina yerno nuera agente empleado empleada vendedor vendedora tecnico
        gerente abogado abogada profesor profesora nino nina chico chica muchacho muchacha
        """
    ),
    others=words(
        """ energia tarifario 
        taqueria tortilleria refaccionaria fonda cantina cerveceria marisqueria polleria sangucheria
        pinturerias vidrieria licoreria perfumeria mercearia gimnasio academia autoescuela residencia
        sanatorio opticas
        clinicas tiendas supermercado mercados ferreterias panaderias refaccionarias zapaterias robot
        cooperativa caja cajas mutua mutual mutualidad gas drogueria droguerias botica boticas turbo digital
        premium ilimitado telecom electra fibra aguas colegios guarderia farmacias clinicas laboratorios
        panaderias pizzeria parrilla heladeria carniceria verduleria fruteria abarrotes minisuper
        hipermercado hipermercados supermercados mercados restaurantes hoteles electrica cafeteria
        floristeria peluqueria barberia lavanderia gasolinera imprenta carpinteria cerrajeria veterinaria
        hospitales redes hospital clinica maternidad laboratorio centro consultorio santa san santo sant sta
        sto escuela colegio instituto universidad facultad fundacion asociacion iglesia parroquia capilla
        catedral banco tienda tiendas mercado supermercado panaderia restaurante bar hotel hostal farmacia
        edificio residencial urbanizacion teatro museo estadio aeropuerto puerto estacion terminal plaza
        calle avenida avda paseo camino carretera carrer ronda travesia callejon calzada puente tunel parque
        jardin barrio colonia distrito ciudad municipio provincia estado sierra rio lago isla playa bahia
        finca plan producto paquete proyecto programa operacion ley premio copa sindrome enfermedad mal
        escala indice test prueba pruebas metodo tecnica signo clasificacion maniobra cirugia marca modelo
        revista periodico radio canal editorial libreria grupo empresa compania constructora ganglio fascia
        tumor celula celulas cuerpo linfoma sarcoma carcinoma criterios criterio grado sonda aguja tincion
        contractura fractura anomalia malformacion fenomeno triada reflejo angulo espacio vasos conducto
        trompa angina saco tendon tinciones ziehl glandula glandulas pinza puntos punto protesis cateter
        tubo formula ecuacion regla hernia absceso ulcera fistula quiste nodulo nodulos poliposis purpura
        arteritis tiroiditis lucha nuestra virgen nervio pseudotumor agar medio medios solucion asa arteria
        vena farmacos
        """
    ),
    products=words(
        """
        vuelo vuelos ruta trayecto tramo pasaje pasajes
        robot moto motos bicicleta bicicletas taladro impresora vacuna jarabe
        transportes transporte seguros 
        red redes asistencia asistencias cobertura proteccion fondo chip recarga curso cursos editorial
        cortinas persianas materiales maquinas herrajes pinturas calzados calzado ropa modas telas juguetes
        electro electrodomesticos neumaticos llantas repuestos vehiculos turismo viajes transportadora
        aseguradoras financieras creditos prestamo prestamos administradora asesoria contaduria despacho
        lampara gafas lentes reloj pulsera anillo collar vino cerveza cafe galletas chocolate telecable
        cable opticas linea cuenta plan producto paquete lavadora nevera cocina colchon sofa aseguradora
        seguro tarjeta modelo marca combo kit tarifa casa casas cesta portatil tableta celular televisor
        batidora licuadora aspiradora freidora microondas horno lavavajillas secadora cafetera ventilador
        estufa refrigerador heladera sillon silla mesa armario zapatillas perfume crema lineas planes
        tarjetas concesionario concesionaria optica auto autos motos muebles muebleria inmobiliaria joyeria
        papeleria taller talleres mecanica pasteleria almacenes almacen bodega bodegas ferreteria zapateria
        cooperativa financiera corredora funeraria notaria
        """
    )
    | GOODS["es"],
    goods=GOODS["es"],
    thanks=words(" acuerdo supuesto gracias agradezco ayuda adios todo hola dias noches"),
    addressing=words(
        """
        luego perfecto listo entiendo comprendo disculpe disculpa disculpeme perdone oye oiga mire mira espera
        esperar demora tarde tardes saludo saludos bien gusto ok okey vale claro momento momentito minuto
        minutito comento fijese repartidor repartidora chofer conductor portero conserje recepcionista
        mensajero
        instalador instaladora cobrador
        """
    ),
    addressed=words(
        """
        su sus me le lo la usted puede podria dejeme permitame buenas buenos pues entonces aqui sigue espere
        espereme aguarde aguardeme digame mire fijese ya
        """
    ),
    hesitations=words(
        """ bien voy
        ay eh ah em este mmm o sea a ver un segundo solo segundito momento momentito creo que espera espere
        espereme … no perdon disculpe disculpa corrijo digo mejor dicho quiero decir
        """
    ),
    companies=words("""
        energia telecom seguros plena saude salud farma telecomunicacoes telecomunicaciones ltda sac srl
        abogados asociados transportes construcciones ingenieria telefonia logistica inmobiliaria motors
        aseguradora consultores asesores inversiones cosmeticos laboratorios pharma holding bank
        """),
    bearers=words(
        """ soltera casada soltero casado familia 
        titular cliente senor senora sra sr madre padre paciente responsable solicitante beneficiario
        asegurado abonado usuario persona esposo esposa marido hijo hija alumno agente tecnico medico
        dueno completo usted su contratante
        """
    ),
    name_particles=words("de del la los las y e da do dos i"),
    titles=words(
        """
        profe senor senora senorita senores don dona sr sra srta d dr dra drs dres doctor doctora prof profa
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
        """
        deletrea deletreas deletrear deletree deletrees deletreo deletreme deletreeme deletreame deletreando
        deletreado deletreada deletrearlo deletrearmelo deletreamelo deletreemelo letra letras escribe
        escribo escribir escribas escrito escrita deletreos
        """
    ),
    naming=words("nombre nombres apellido apellidos"),
    dictating=words(
        """
        aciertan acierta equivocan dificil complicado complicada raro raros dictar dicto enredado pruebe
        prueba probe intente intenta mal equivocado equivocada errado errada apunta apunte apuntar apuntando
        busque busca canto cantar bordado bordar lapida grabado grabar letrero etiqueta gafete credencial
        herede socio bien
        anota anote anotar despacito despacio corrige corrija asi copie copia copiar
        """
    ),
    nods=words(
        """
        lamento lamentamos imagino comprendo entiendo siento perfectamente
        hasta ahi aca vaya manden siga sigue prosiga copiado copie listo tome apunte barbaro genial
        guardado guardada apuntado apuntada anotado anotada copiada registrado calcule
        buenisimo oka adelante escucho continue despues mas entonces ay escribiendo escribo okey okay dale
        ok hola alo por favor gracias claro si puede hablar digame escuchando anotando repita repetir repite
        como no oi entendi disculpe disculpa perdon estoy voy ya minutito aqui un una el la es que eso mismo
        deje dejeme ver espere espera le lo digo segundo momento ahorita diga mande vea mire a sus ordenes
        """
    ),
    seconds=words(
        """
        angeles dolores nieves mercedes remedios milagros reyes santos monte campo rosa cruz torre fuente
        vega pena mata riva barrera hoz calle serna rio puente cueva carmen pilar mar rosario luz paz
        socorro valle sol consuelo casa parra huerta
        """
    ),
    makes=words(
        """ asistencia cobertura proteccion 
        paquete combo kit cesta marca modelo linea coleccion bodega bodegas almacenes almacen casa casas
        tienda tiendas
        """
    ),
    takebacks=phrases(
        """
                me salte algo
        me hice un lio
        me hice bolas
        me lie
        no esa es la vieja
        esa es la vieja
        no ese es el viejo
        ese es el viejo
        ese no
        ese no el otro
        esa no
        esa no la otra
        eso no
        tache lo ultimo
        borre lo ultimo
        quite lo ultimo
        olvide lo ultimo
        disculpe era otra cosa
        era otra cosa
        perdone
        perdone no es asi
        no asi no
        retiro lo dicho
        va de nuevo
        empiezo otra vez
al reves
        no al reves
        ay no al reves
        ese es otro
        no ese es otro
        era otro
        era otra
        espere que esta mal
        espera que esta mal
        que esta mal
        esta mal
        lei la linea de arriba
        lei la linea de abajo
        lei otra linea
        lei la otra linea
        me confundi de papel
        me confundi de linea
        seguido de
        seguida de
        a continuacion
        le sigue
        despues viene
        luego viene
        dejame buscar
        dejame mirar
        deje que mire
        aguantame
        aguanteme
        un ratito
        un ratico
        un momentico
        dejeme mirar
        dejeme buscar
        queria decir
        no es nada de eso
        nada de eso
        no es eso
        no es asi
        pido disculpas
        pido perdon
        le pido disculpas
        mentira
        que no es
        ay que no es
        ay que no
        no era
        me confundi
        es que no veo bien
        que no veo bien
        no veo bien
        no lo veo bien
        que tonto
        que tonta
        que burro
        miento
        no miento
        quise decir
        quiero decir
        me equivoque
        ay me equivoque
        ay no
        no es
        no no es
        ay dios
        dios mio
        corrija
        corrige
        rectifico
        mas bien
        en realidad
        en realidad es
        perdon es
        que digo
        que diga
        """
    ),
)
