"""Spanish, of Spain and of Latin America. Folded: lower case, no accents."""

from insights.pii.words.identifiers.record import IdentifierWords, by_kind, letters, pairs_by_kind
from insights.pii.words.reading import words

SPANISH = IdentifierWords(
    context=by_kind(
        CPF="cpf",
        CNPJ="cnpj",
        CEP="postal cp cepe",
        NIF="nif",
        DNI="dni documento identidad identificacion",
        NIE="nie extranjero",
        CIF="cif entidad sociedad",
        CURP="curp",
        RFC="rfc",
        CUIT="cuit cuil contribuyente",
        CEDULA="cedula cc",
        NIT="nit",
        RUT="rut run",
        DOCUMENTO="pasaporte ine ife nss nuss imss naf cip sip cipa nass colegiado colegiada nocol ncol col "
        "patente placa placas conducir licencia ruc extranjeria chapa patentes sanitaria matriculado nuhsa "
        "imms sns passaporte ficha tis rcm rm mp mn cmp colegiacion",
        TELEFONE="telefono telefonos telefonico celular celulares cel movil moviles whatsapp wasap wsp wpp "
        "contacto fijo fono tel tlf telf tfno tfn tfo fax llamar llame llamen llamame llameme marcar marque "
        "comunicarse localizarme escribeme escribanme escriba escribenme marco marcaron marque "
        "llamo llamaron llamaba llaman llama llamada llamandome llamando portar portabilidad linea lineas "
        "contactarme contactame localizable localizables avisa avisamos avise avisar avisen emergencia "
        "emergencias whats whatsap guasap wa timbro timbraron repico devuelvo",
        CARTAO="tarjeta tarjetas visa mastercard amex plastico",
        VALIDADE="caducidad",
        CVV="cvv cvc cvv2 cvc2",
        IBAN="iban",
        NASCIMENTO="nacimiento naci nacio nacido nacida cumpleanos nac",
        CONTA="renueva renuevan renovar agencia libreta prestamo hipoteca seguro transferir transferi "
        "transferencia pasar "
        "depositar traspasar "
        "cuenta sucursal suc cta cte oficina contrato contratos poliza clabe cbu cvu medidor "
        "contador cups "
        "suministro afiliado afiliada afiliacion asegurado asegurada matricula beneficiario "
        "carnet nhc hc historia socio socia abonado abonada instalacion nis nic ccc cliente "
        "usuario suscriptor legajo",
        PROTOCOLO="pedidos compra compras devolver cambiar volante albaran parte protocolo pedido "
        "incidencia expediente caso folio reclamacion reclamo ticket orden "
        "registro referencia reporte seguimiento solicitud gestion episodio radicado "
        "radicacion pqr denuncia siniestro guia rastreo tramite localizador reserva "
        "incidente imei turno factura transaccion autorizacion",
        SENHA="contrasena clave claves pin token password nip otp contrasenia",
        PIX="pix",
        EMAIL="email mail e-mail electronico correo",
        ENDERECO="apartamento departamento depto",
    ),
    context_pairs=pairs_by_kind(
        IBAN="iban+cuenta",
        NIE="tarjeta+residencia numero+extranjero permiso+residencia",
        DNI="documento+identidad documento+nacional",
        CEDULA="cedula+ciudadania cedula+identidad",
        CEP="codigo+postal envio+calculen envio+calcule envio+calcula",
        NIF="identificacion+fiscal identificador+fiscal",
        RFC="federal+contribuyentes registro+contribuyentes datos+fiscales",
        NIT="identificacion+tributaria",
        RUT="rol+tributario rol+unico digito+verificador",
        DOCUMENTO="seguridad+social tarjeta+sanitaria permiso+conducir carnet+conducir clave+elector "
        "credencial+elector matricula+coche matricula+vehiculo matricula+auto numero+colegiado seguro+social "
        "matricula+carro licencia+conducir tarjeta+salud matricula+moto matricula+furgoneta placas+carro "
        "tarjeta+medico afiliacion+social afiliado+social numero+pasaporte matricula+auto placa+carro "
        "placa+moto "
        "cartilla+seguro cartilla+sanitaria ced+prof cedula+profesional "
        "registro+medico matricula+profesional",
        CVV="codigo+seguridad atras+tarjeta detras+tarjeta caducidad+codigo vencimiento+codigo "
        "expiracion+codigo digitos+atras numeros+atras tres+atras digitos+detras numeros+detras "
        "tres+detras numeritos+atras numeros+reverso digitos+reverso tres+reverso codigo+reverso "
        "clave+seguridad codigo+detras codigo+atras numeritos+detras",
        SENHA="codigo+verificacion codigo+confirmacion codigo+sms codigo+acceso codigo+autenticacion "
        "codigo+activacion codigo+llego llego+codigo codigo+llegado codigo+recibi "
        "codigo+recibido codigo+mandaron codigo+enviaron codigo+enviado codigo+envie "
        "codigo+mande codigo+temporal codigo+mensaje codigo+validacion codigo+whatsapp "
        "clave+acceso clave+secreta clave+dinamica",
        CONTA="codigo+cliente numero+cliente numero+cuenta clave+interbancaria cuenta+clabe cuenta+bancaria "
        "historia+clinica numero+historia numero+afiliado numero+contrato "
        "punto+suministro "
        "numero+suministro punto+servicio numero+servicio numero+usuario",
        PROTOCOLO="numero+reclamacion numero+incidencia numero+pedido numero+caso numero+orden numero+folio "
        "numero+reporte numero+atencion codigo+reserva codigo+seguimiento numero+guia",
        CARTAO="cuatro+ultimos cuatro+ultimas ultimas+cuatro ultimas+cifras ultimos+cuatro "
        "ultimos+digitos ultimos+numeros",
        TELEFONE="numero+contacto mensaje+raro mensaje+desde sms+raro sms+desde numero+raro "
        "numero+extrano numero+desconocido numero+alterno "
        "numero+alternativo numero+emergencia devuelvo+llamada sms+enviado sms+enviamos sms+mande "
        "sms+mandamos "
        "mensaje+enviado mensaje+enviamos enviamos+mensaje enviamos+sms mandamos+mensaje",
    ),
    weak=words(
        "pedidos renueva renuevan renovar agencia contribuyente entidad sociedad localizable "
        "localizables avisa avisamos avise avisar avisen "
        "emergencia emergencias prestamo "
        "hipoteca "
        "seguro transferir transferi transferencia pasar depositar traspasar compra compras devolver "
        "cambiar volante albaran parte "
        "cuenta orden pedido caso documento identidad identificacion registro referencia gestion "
        "contacto fijo historia usuario cliente socio socia carnet licencia col run visita reserva "
        "guia turno factura clave claves llamar llame llamen marcar marque comunicarse reporte "
        "seguimiento solicitud placa placas patente localizarme transaccion autorizacion "
        "denuncia ine hc nic nis cel tel contador plastico expediente cedula tramite ticket episodio "
        "afiliado afiliada asegurado asegurada sip cip suministro escribeme escribanme escriba "
        "escribenme marco "
        "marcaron llamo llamaron llamaba llaman llama llamada llamandome llamando portar "
        "portabilidad linea lineas contactarme contactame timbro timbraron repico devuelvo oficina cte "
        "matriculado chapa sns ficha rm mp mn cmp"
    ),
    links=words(
        "hasta ahora consta queda me sale confirmo porfa perdon seria anota coche carro auto moto vehiculo "
        "es el la los las de del mi su tu nuestro numero numeros num nr nro no n termina terminada "
        "terminado final con aqui queda fue era seria sera va ser tiene este esta ese esa entonces "
        "codigo digito digitos registrado actual nuevo nueva mismo para apunte apunta anote anota "
        "tambien a al yo tengo clinica social nacional ciudadania identidad si hola bueno y ciudadano "
        "le doy paso dicto en bancaria titular son dice acaba e sanitaria corriente"
    ),
    copulas=words("es era sera seria fue e son = :"),
    finals=words(
        "final finales termina terminada terminado terminacion terminan acaba acabada acaban "
        "acababa acababan terminaba terminaban acabe termine finaliza "
        "ultimos ultimas"
    ),
    separators=words(
        "medio letra letras punto puntos guion barra coma raya menos espacio diagonal guiones digito slash "
        "verificador dv parentesis"
    ),
    fillers=words("eh ah mm mmm em ehm este pues eee y hmm hum oh ay uy"),
    pauses=words(
        "ya te digo busco buscarlo lo repetir permitame tengo dijo dice entonces ahi alla aqui ahora "
        "luego despues viene dejame dejeme deja deje me ver veo mirar buscar espera espere esperate "
        "espereme aguarde aguardame momento momentito segundito minutito ratito como era creo que si "
        "no equivoco seguido sigue continuando siguiente siguientes segunda primera parte resto los "
        "el la repitiendo repito repite eso oye mira mire bueno bien listo a o sea va al final "
        "finales termina terminando todo junto rapido son es tambien numero numeros cual sigo"
    ),
    corrections=words(
        "mentira olvide olvida olvidelo queria no perdon perdona perdone perdoname disculpa disculpe "
        "digo quiero decir mejor dicho equivoque "
        "equivocado corrijo rectifico miento realidad en ay uy error corrige confundi mal me he volvamos"
    ),
    moments=words("momento momentito minuto minutito segundo segundito instante ratito"),
    backchannels=words(
        "okey mhm "
        "despues prosiga luego anotando escribiendo apuntado entendido continuo seguimos vale ok okay "
        "si aja anotado bien correcto perfecto claro continue continua siga sigue digame dime le "
        "escucho entiendo listo exacto muy bueno adelante dale ya mande eso es anoto apunto de "
        "acuerdo hasta ahi voy aqui la lo tengo anotando apuntando puede seguir mas y que genial ajam mjm "
        "ujum uhum sip copiado copio comprendo comprendido"
    ),
    units=words(
        """
        pagos pago mililitros millas
        euros euro pesos peso dolares dolar centimos centavos soles sol reales bolivares lucas mil
        millon millones por ciento % mega megas giga gigas gb mb tb mbps kwh kilovatios kilowatts
        kw vatios w dias dia meses mes anos ano semanas semana horas hora hs minutos minuto min
        segundos segundo veces vez cuotas cuota plazos plazo mensualidades lineas linea puntos
        canales canal personas facturas cuentas metros metro km kilometros kilos kilo kg gramos
        grados h x litros litro consultas sesiones aparatos intentos llamadas unidades tarjetas
        hijos mg ml cm mm mm2 mm3 m2 m3 cc mmhg g mcg ug dl ui ng mmol meq lpm latidos rpm habiles
        naturales € $ comprimidos gotas ciclos pacientes casos horas-dia clp cop mxn usd eur ars
        leucocitos plaquetas hematies celulas copias mseg seg cgy gy u ppm dolares-mes noches hl
        ul minutitos minuticos segunditos horitas ratitos diitas semanitas mesecitos anitos pesitos eurillos
        """
    ),
    before_amount=words(
        "$ € us$ euros dia dias valor articulo ley art pagina paginas capitulo version windows covid "
        "cuesta costo costaba pago pague pagar paga pagado cobraron cobran cobrado cobro total saldo "
        "limite deuda debo debe descuento precio multa intereses importe monto suma entrada salario "
        "sueldo gaste gasto leucocitos plaquetas hematies hemoglobina glucosa creatinina urea "
        "colesterol ldh got gpt ggt psa cea tension ferritina potasio sodio fosfatasa"
    ),
    cards=words("tarjeta tarjetas credito debito visa mastercard amex cvv cvc plastico"),
    expiry=words(
        "caducidad caduca vencimiento vence expira expiracion vto valida valido validez venc cad vigencia "
        "valid thru"
    ),
    laws=words("rd rdl ley leyes articulo articulos resolucion norma decreto decretos real-decreto art iso"),
    not_secrets=words(
        """
        que de del la el los las un una mi su tu esa ese esta este eso esto aquella misma mismo no
        muy bien tan solo ya aun invalida incorrecta erronea debil fuerte corta larga obligatoria
        necesaria personal secreta unica provisional temporal nueva antigua vieja igual diferente
        numerica alfanumerica compuesta formada enviada generada creada registrada bloqueada
        caducada cambiada modificada solicitada valida segura facil dificil inicial actual
        anterior correcta para por con sin en cuando como cual porque donde quien si yo usted todo
        toda algo alguna cualquiera ninguna otra buena mala importante digitada usada complicada
        siempre ahora aqui ahi tener ser estar hacer paciencia clave codigo digitos numeros numero
        letras caracteres seis cuatro ocho confidencial intransferible
        """
    ),
    spelled=letters(
        "b:be c:ce d:de f:efe g:ge h:hache j:jota k:ka,ca l:ele m:eme n:ene p:pe q:cu r:erre,ere "
        "s:ese t:te v:uve,ve x:equis y:ye,igriega z:zeta,ceta"
    ),
    word_letters=words("a e o u y i de te se que ve ese ele be ca ye cu pe ce ge ka ere"),
)
