"""Words near codes that nothing names: of vehicles and journeys, where plates and passports are told; of
things that have codes of their own."""

from insights.pii.words.reading import words

VEHICLES = words(
    "bateram colidiu carro carros coche coches guincho grua reboque multa multas multaram multaron "
    "veiculo veiculos "
    "vehiculo vehiculos viatura auto autos moto motos mota camioneta furgoneta furgon caminhao camion "
    "carrinha placa placas patente patentes matricula matriculas estacionei aparque estacionado estacione "
    "portagem portagens peaje peajes parquimetro zona-azul oficina taller fotomulta fotomultas ipva radar "
    "licenciamento emplacado pedagio automovel automovil caminhonete chapa chapas comparendo transito "
    "trafico trafego tractor trator remolque sedan hatch suv pickup picape troca utilitario acidente "
    "accidente batida bateu bati colisao colision choque choco chocaron chocou atropelou atropelar "
    "atropello atropellar garagem garaje cochera vaga estacionamento estacionamiento parqueadero parking "
    "valet vistoria inspecao inspeccao inspeccion itv rtv vtv verificacion pneu pneus neumaticos llantas "
    "gasolina gasoil gasoleo diesel cancela tag telepeaje telepase motorista conductor chofer taxi buseta "
    "onibus autobus rodizio tenencia soat seguro-auto remolcar rebocado arranca furgonete jipe jeep kombi "
    "motocicleta bicimoto ciclomotor scooter caravana autocaravana multado multada"
)
JOURNEYS = words(
    "check embarque vuelo voo viaje viagem pasajero pasajeros passageiro passageiros aeropuerto aeroporto "
    "pasaporte passaporte pasaportes passaportes visto visado visa consulado embaixada embajada crucero "
    "cruzeiro"
)
ECHOES = words(
    "repito repetir repetindo repitiendo confirmo confirmando confirmar verifico verificar quedo ficou "
    "assim tengo tenho anotei anote apunte registrei registre correto correcto seria dijo disse entao "
    "entonces repitame repitamelo repita percebi entendi oia"
)
# What has codes of letters and digits and is nobody's.
THINGS = words(
    "erro erros error errores modelo modelos versao version vuelo voo linha linea ruta rota norma normas "
    "falla falha lei ley decreto artigo articulo bateria pilha pila lampada bombilla tamanho talla "
    "cartucho toner processador procesador firmware chip sala aula porta puerta portao gate asiento "
    "assento poltrona anden plataforma canal aviso avaria-codigo formulario anexo resolucao resolucion "
    "capitulo pieza peca repuesto televisor televisao impressora impresora lavadora geladeira nevera"
)
# Letters before the digits of what is nobody's: standards, devices, units, months, findings of physicians.
ACRONYMS = words(
    "cp dni nif nie cif rut nit rfc cuit pis rg cc iso nbr din iec une rtx gtx usb ddr ssd hdd hdmi uhd "
    "fhd cpu gpu ram led lcd mhz ghz khz rpm mts lts grs kms mbs gbs pts kwh kbps bps dpi ppm btu mah lux "
    "psi hpa fps url www http sms pdf xls doc jpg png mpg jan fev mar abr mai jun jul ago set out nov dez "
    "ene feb may sep oct dic am pm hrs hs min seg mil aprox ml mg kg km cm mm gb mb tb kb hz kw va mw cv "
    "hp lt gr ft lbs vs ddd cep cpf art inc par lei ley num nro pag vol cap cod tel ref "
    "ta tas tad pam pvc fc fr sat spo gcs imc pio sog aas hgz umf hb hto htc vcm hcm plaq inr ttpa vsg pcr "
    "gluc glu got gpt ggt ast alt ldh cpk bun tsh psa cea hcg ldl hdl trig fevi tapse qtc qrs sng rmn tac "
    "rnm ecg eeg atb ssn amp comp caps"
)
# Everyday words as short as the letters of a plate.
SHORT_WORDS = words(
    "pon ven ten oye ojo haz di "
    "fui iba voy van vas ves ver vio era son ser fue dio doy das dar han has hay ido ira con sin por que "
    "uno una dos tres mis tus sus les nos los las del mas muy tan hoy ayer asi aun ahi aca alla sol mar "
    "pan luz paz voz vez mes ano dia pie rey ley fin gas sur tio tia hijo hola bus tren cada casi solo "
    "otro otra esta este eso esa vou vai iam sao foi sou tem ter vem vim viu deu dei faz fiz diz pos pus "
    "ate nas nem sim nao num dum pra pro meu teu seu sua tua dez cem mil bem mal pai mae boa bom rua tal "
    "ali aos pela pelo quase fica ficou paga pago pague cobra mide pesa tiene tengo tenho tinha usa uso"
)
