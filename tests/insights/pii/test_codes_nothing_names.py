"""Postal codes that nothing calls so: a place one goes to, is at or is served in; numbers that are none."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

SPANISH = """
la primera va al {13676}, la segunda al {tres seis tres seis dos} y la tercera la paso a buscar yo
antes estaba en el {20530} / sí y desde marzo en el {16187} / le toca otra oficina
¿Está en el {52620} o en el {23702}?
nos mudamos del {03100} al {06700}
¿hay un punto de recogida? / el que haya por el {505 12}
aquí salen tres colonias con el {uno seis cero cuatro seis}, ¿cuál es la suya?
¿Hasta el {33205} suben la compra?
la farmacia de la misma zona, el {28045}
falta algo en la dirección / pues le dije también el {31901}
¿me dice el numerito de su zona? / pues el {5000}
no cubren el {97000}
el dólar subió al 12500
llámeme al 28010, que es la extensión
la máquina está en el 220
me dijo que era $285.000 y no más
mi pedido es el 34521 y va tarde
gané 28010 puntos
"""

PORTUGUESE = """
moro em {seis quatro oito nove traço cinco dois seis} e não sei
entregam no {4785 321}?
estou na zona do {quatro mil e setecentos trezentos e doze}
paguei 4785321 pelo carro
"""

BESIDE_TOWNS = """
¿de qué parte me llama? / pues de {lleida} bueno de las afueras el {36673} / bueno
vivo en {Buenos Aires}, el {mil cuatrocientos veinticinco}
vive en {Rosario}, {2000}, cerca del río
mándelo a {Cali}, {760042}
yo, {siete uno seis cinco dos} {tucumán}, y ella {90610} {rosario}
los dos van en la misma tarifa doce 1 2 1952
"""


@pytest.mark.parametrize(
    ("language", "told"),
    [("es", told) for told in SPANISH.strip().splitlines()]
    + [("pt", told) for told in PORTUGUESE.strip().splitlines()],
)
def test_where_one_goes_or_is(scrubber: Scrubber, language: str, told: str) -> None:
    assert found(scrubber, told, language, [PiiType.CEP]) == told


@pytest.mark.parametrize("told", BESIDE_TOWNS.strip().splitlines())
def test_beside_a_town(scrubber: Scrubber, told: str) -> None:
    assert found(scrubber, told, "es", [PiiType.CEP, PiiType.ENDERECO]) == told
