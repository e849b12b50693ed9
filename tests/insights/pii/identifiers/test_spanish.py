"""Identifiers as people in Spain and Latin America say and write them. All are invented."""

import pytest

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found, lines, read

DOCUMENTS = """
mi documento es el {dni 132 999 14 eme borre eso 132 999 15} y ya
el número de póliza es {conta 40, se me cayó el papel, 866 22} listo
el código de acceso es {senha 558 812 18 no vuelvo a empezar 558 812 58} y no abre
la licencia es del trabajador {rut 9.369.760-K} y la rechazaron
localizable en el {telefone 614 33 66 75} por las tardes
la curp es {curp yiwg 831 007 hynfgg 04} a ver si así
me da su curp // {curp qakz 71 02 cero nueve eme ene ele fdf cero cinco}
¿su CURP, letra por letra? // {curp WEPW, 971, 013, MGTMLW, 00}
dígame el rfc // {rfc jota a jota zeta déjeme ver cinco uno ay dios cero uno a ver cero dos efe
.. oiga cero ocho}
el cuit es {cuit tres cero cero cuatro oiga sesenta y nueve tres cinco, fíjese, nueve cero ocho}
se quedó tirado el coche, es el {documento sesenta y cinco ocho cuatro ese equis ge} y estoy en el arcén
la grúa es para el {documento HH, FB, 96} y no llega
¿me da la placa del carro? // {documento doble te ge cuatro cero ocho o}
el pasaporte es {documento be de Barcelona uve de Valencia equis, uno dos tres cuatro cinco seis}
la pensión me entra en el {iban ES9587145091669056855393} desde enero
lo pasé al {iban ES53 3290 3877 7404 8362 8775} y no llegó
el alquiler sale de {iban e ese cinco tres tres dos nueve cero tres ocho siete siete siete cuatro
.. cero cuatro ocho tres seis dos ocho siete siete cinco} cada mes
escríbeme mejor al {telefone 622 16 53 78}
me llamaron de un número raro {telefone nueve siete cuatro cero siete nueve uno seis uno} y colgaron
quiero portar la línea {telefone 911 29 29 32}
la cuenta está en la oficina {conta 9092}
mi DNI es {dni 12345678Z}
mi DNI es el {dni 12.345.678-Z}
dni {dni 12345678 Z}
mi dni es {dni uno dos tres cuatro cinco seis siete ocho zeta}
el dni es {dni doce, treinta y cuatro, cincuenta y seis, setenta y ocho, zeta}
mi dni es {dni doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho letra zeta}
mi DNI es {dni uno dos tres cuatro cinco seis siete ocho, letra zeta}
mi dni es {dni 12345678 zeta de Zaragoza}
mi dni es {dni veintitrés millones cuatrocientos cincuenta y seis mil setecientos ochenta y nueve}
DNI {dni 30.123.456}
mi dni es {dni treinta ciento veintitrés cuatrocientos cincuenta y seis}
mi documento es el {dni 30123456}
mi dni, eh, {dni uno dos… este… tres cuatro cinco, a ver, seis siete ocho} gracias
mi dni es {dni uno dos tres, perdón, digo cuatro, cinco seis siete ocho}
mi dni es {dni 4567 no perdona 4568 1234} ya está
{dni 12345678Z}, ese es mi dni
mi NIE es {nie X1234567L}
mi nie es {nie X-1234567-L}
mi nie es {nie equis uno dos tres cuatro cinco seis siete ele}
el nie es {nie i griega cero uno dos tres cuatro cinco seis equis}
tengo NIE, es {nie Y0123456X}
mi NIF es {dni 12345678Z}
el CIF de la empresa es {cif B12345674}
cif {cif be uno dos tres cuatro cinco seis siete cuatro}
CIF: {cif B-12345674}
mi CURP es {curp GOMC850512HDFRRL09}
la curp es {curp ge o eme ce ocho cinco cero cinco uno dos hache de efe erre erre ele cero nueve}
mi RFC es {rfc GOMC850512AB1}
el rfc es {rfc ge o eme ce ochenta y cinco cero cinco doce a be uno}
rfc {rfc ABC010203XY9} de la empresa
mi cuit es {cuit 20-12345678-6}
CUIT {cuit 20123456786}
el cuil es {cuit veinte, doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho, seis}
cuit {cuit treinta guion siete uno dos tres cuatro cinco seis siete guion cinco}
mi cédula es {cedula 1.032.456.789}
cédula {cedula 1032456789}
mi cédula de ciudadanía es {cedula diez treinta y dos cuatro cinco seis siete ocho nueve}
cédula {cedula cincuenta y dos millones ciento veintitrés mil cuatrocientos cincuenta y seis}
el NIT es {nit 900.123.456-7}
nit {nit 900123456-7}
el nit de la empresa es {nit nueve cero cero uno dos tres cuatro cinco seis guion siete}
mi RUT es {rut 12.345.678-5}
rut {rut 12345678-5}
mi rut es {rut 7.654.321-K}
mi rut es {rut doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho guion cinco}
el rut es {rut siete seis cinco cuatro tres dos uno guion ka}
mi rut es el {rut 9876543-k}
pasaporte {documento AAB123456}
mi pasaporte es {documento a a be uno dos tres cuatro cinco seis}
el pasaporte es {documento XDB045678}
mi número de la seguridad social es {documento 28 12345678 90}
número de seguridad social {documento 281234567890}
mi NSS es {documento 12 34 56 7890 1}
NASS: {documento 280123456789}
NºCol: {documento 28 28 12345}
la matrícula del coche es {documento 1234 BCD}
matrícula del coche {documento uno dos tres cuatro be ce de}
la placa del carro es {documento ABC-123}
mi patente es {documento AB 123 CD}
clave de elector {documento GMCRRL85051209H100}
"""

PHONES = """
mi móvil es {telefone 612 345 678}
mi móvil es {telefone seis doble siete ocho tres tres cero uno dos}
mi teléfono es {telefone seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho}
llámeme al {telefone 612 34 56 78}
llámame al {telefone seis uno dos tres cuatro cinco seis siete ocho}
mi fijo es {telefone 91 123 45 67}
teléfono {telefone +34 612 345 678}
mi celular es {telefone 55 1234 5678}
mi celular es {telefone cincuenta y cinco doce treinta y cuatro cincuenta y seis setenta y ocho}
mi whatsapp es {telefone +52 1 55 1234 5678}
mi celular es {telefone tres uno cero cuatro cinco seis siete ocho nueve cero}
mi celular es el {telefone trescientos diez, cuatrocientos cincuenta y seis, setenta y ocho noventa}
cel {telefone +57 310 456 7890}
mi celular es {telefone 11 2345-6789}
anote {telefone 011 15 2345 6789}
mi celular es {telefone +54 9 11 2345-6789}
mi número es {telefone nueve ocho siete seis cinco cuatro tres dos uno}
mi celular es {telefone +56 9 8765 4321}
tel. {telefone (81) 8345 6789}
mi teléfono termina en {telefone 4567}
la tarjeta en qué termina // termina en {cartao uno nueve tres cuatro}
mi código postal es {cep 28008}
el envío al código postal {cep 3102} cuesta 34.000 pesos
mi código postal es {cep veintiocho cero cero ocho}
CP {cep 06700}
C.P. {cep 28035}
el código postal es {cep cero seis siete cero cero}
"""

BANK = """
mi tarjeta es la {cartao 4539 1488 0343 6467}
tarjeta terminada en {cartao 6467}
la tarjeta termina en {cartao cuatro cinco seis siete}
los últimos cuatro dígitos son {cartao 4567}
mi tarjeta es {cartao cuatro cinco tres nueve, uno cuatro ocho ocho, cero tres cuatro tres, seis
.. cuatro seis siete}
la caducidad de la tarjeta es {validade 05/28}
la tarjeta vence {validade cero cinco veintiocho}
la tarjeta caduca en {validade mayo del veintiocho}
vencimiento de la tarjeta {validade 12/2029}
el cvv es {cvv tres dos uno}
el código de seguridad es {cvv 987}
los tres números de atrás son {cvv nueve ocho siete}
IBAN {iban ES91 2100 0418 4502 0005 1332}
mi iban es {iban ES9121000418450200051332}
mi iban es {iban e ese noventa y uno, veintiuno cero cero, cero cuatro dieciocho, cuarenta y cinco
.. cero dos, cero cero cero cinco, trece treinta y dos}
mi cuenta es {conta 0123 4567 8901 2345 6789}
la cuenta es {conta cero uno dos tres cuatro cinco seis siete ocho nueve}
la clabe es {conta 012180001234567895}
mi cbu es {conta 0170099220000067797370}
número de cliente {conta 77120934}
mi número de contrato es {conta ocho ocho cuatro uno dos tres}
póliza {conta 88412305}
la póliza es {conta 2204-553-01}
CUPS {conta ES0021000000000000AB}
NHC: {conta 2569870}
historia clínica {conta 456789}
NHC {conta 12/3456}
número de afiliado {conta 150 123456 7}
el suministro es {conta 301293847}
"""

OTHERS = """
el número de expediente es {protocolo 2025/004512}
expediente {protocolo EXP-2025-00451}
el caso es el {protocolo 00451234}
número de incidencia {protocolo INC000123}
mi número de pedido es {protocolo 8841-2230}
el folio es {protocolo cuatro cuatro dos uno cero nueve}
el ticket {protocolo 445566}
número de radicado {protocolo 20251234567}
episodio {protocolo 1234567}
el reclamo es {protocolo 778 120 55}
la referencia es {protocolo 0099 8812 3}
mi clave es {senha 4321}
el pin es {senha cuatro tres dos uno}
mi contraseña es {senha gato2024}
mi clave es {senha luna azul 7}
mi contraseña es {senha mariposa}
el código de verificación es {senha 883120}
me llegó el código, es el {senha ocho ocho tres uno dos cero}
"""

TURNS = """
¿me dice su DNI? // sí, {dni 12345678Z}
¿cuál es su dni? // {dni uno dos tres cuatro} // sí // {dni cinco seis siete ocho} // ajá // {dni
.. zeta} gracias
dígame el número de teléfono // {telefone seis uno dos} // vale // {telefone tres cuatro cinco} //
.. sí // {telefone seis siete ocho}
¿el número de tarjeta? // {cartao cuatro cinco tres nueve} // ok, continúe // {cartao uno cuatro
.. ocho ocho} // sí // {cartao cero tres cuatro tres seis cuatro seis siete}
mi rut es {rut 12.345.678-5} // entonces es {rut 12.345.678-5}, ¿correcto?
su cédula por favor // es la {cedula 52 123 456}
¿la caducidad de la tarjeta? // {validade cero cinco del veintiocho}
¿y el código de seguridad? // {cvv uno dos tres}
¿me da su celular? // {telefone tres diez} // {telefone tres diez} // {telefone cuatro cinco seis}
.. // {telefone cuatro cinco seis} // {telefone setenta y ocho noventa}
¿los cuatro últimos? // {cartao uno dos tres cuatro}
¿cuál es su número de póliza? // a ver, espere un momento, es {conta ocho ocho cuatro uno dos tres
.. cero cinco}
"""

KEPT = """
quiero pagar ciento veinte euros el quince de mayo
pagué 1.250,50 euros el 3 de marzo de 2026
el plan de trescientos megas cuesta 35 con 90
me cobraron dos veces cuarenta y cinco euros en 2025
la factura es de 120 euros
mi cuenta vino por 45.000 pesos
debo 1.250.000 pesos de la tarjeta
son 12.500.000 pesos en treinta y seis cuotas
la factura vence el 05/06
leucocitos 21.720/mm3
plaquetas 4.650.000/mm3
hematíes 4.650.000/mm3 y hemoglobina 12,5 g/dl
tensión arterial de 120/80
tensión 100-120 mmHg
HLA B14, B35
se observa una masa de 10x10 cm
rango normal 150.000-450.000
creatinina 1,2 mg/dl, urea 45, glucosa 120
ley 39/2015 y artículo 24
son las 10:30 o las tres y media
el protocolo quirúrgico duró 120 minutos
el caso de 2019 a 2021
en el caso 3 el paciente tenía 45 años
tratamiento con 500 mg cada 8 horas durante 10 días
dosis de 1000 mg el día 1 y 15
la clave es tener paciencia
la contraseña es incorrecta
mi contraseña no funciona
tengo dos tarjetas y tres cuentas
la tarjeta de crédito tiene un límite de 3000 euros
pedí el pedido hace 15 días y son 3 cajas
llevo tres meses esperando, llamé cuatro veces
espere un momento, uno o dos minutos
quiero el plan de 600 megas con 2 líneas
el 25 de diciembre de 2025
subió del 10% al 12,5%
el windows 11 y el iphone 15
serie de 25 pacientes, 12 varones y 13 mujeres
entre 1998 y 2004 se revisaron 1250 historias
llame gratis al 900 123 456
un señor de setenta y dos años con diabetes tipo dos
a las catorce treinta del veintidós de marzo
"""


@pytest.mark.parametrize("line", lines(DOCUMENTS + PHONES + BANK + OTHERS + TURNS))
def test_identifiers_are_found_whole(scrubber: Scrubber, line: str) -> None:
    turns, marks = read(line)
    assert found(scrubber, turns, "es") == marks


@pytest.mark.parametrize("line", lines(KEPT))
def test_what_an_insight_needs_is_kept(scrubber: Scrubber, line: str) -> None:
    assert found(scrubber, [line], "es") == []
