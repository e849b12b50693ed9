"""Firms, goods and everyday words with people's names, and the people beside them. Braces mark people."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

CALLS = {
    "es": """
bienvenido a arturo calle
clínica santa maría buenas tardes habla {miguel}
gracias por comunicarse a doña maría, ¿con quién tengo el gusto?
Salvador Caetano, buenos días, le atiende {Teresa}
le habla {jaime} de Leroy Merlin
la botella de don julio en cuánto sale
pedí la cortina Amelia
tenés galletitas don satur por bulto
el robot se llama alfredo
el del taller {nahuel galán gamboa} va en moto
boda {carrillo} y {sosa}
¿Te puedo tutear, {Encarnación}?
doña {chole} me dijo
don {pepín} no vive aquí
la señora {montes} / depende
y el nombre de pila / {jesús ay no al revés teresa}
de {abel arroyo espere que está mal del castillo}
no aparece / pruebe así {o erre o zeta ce o} / ya
falta el de la señora mayor
¿cómo se llama? / {lucía} / ¿es familiar?
campo uno / {josé ortega} / campo dos nombre
con quién hay que hablar para ofrecer leña
la camisa es celeste
""",
    "pt": """
ligo da jerónimo martins
estou sim quem fala / é da jerónimo martins {rebeca} posso falar com {maria helena}
casa martins {everton} pois não
é da pastelaria são joão {inês} posso falar com {marina dantas}
ricardo eletro {conceição} falando
aqui é {eduardo} da chilli beans
a equipa santos e vale agradece
comi um romeu e julieta
a torta dona rosa acabou
tem bolacha maria
a bolsa do seu filho cai hoje
só isso, Deus abençoe
daqui {rosa} é o técnico
{Glória}, da assistência, o chaveiro está perdido
bom dia seu {nonô}
dona {tê} me atendeu
com licença senhor {sá}
mesa pra {coelho}
os gémeos {carneiro} estão na turma
foi {elisa moura peraí tô lendo a linha de baixo queiroz}
azul marinho mas desbotado
""",
}


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for language, lines in CALLS.items() for line in lines.strip().splitlines()],
)
def test_people_are_found_and_what_is_called_like_them_stays(
    scrubber: Scrubber, language: str, marked: str
) -> None:
    assert found(scrubber, marked, language, (PiiType.NOME,)) == marked
