"""What people say before, between and after values is nobody's."""

import pytest

from insights.pii import Scrubber

TALK = {
    "es": [
        "estamos a sus órdenes, buenas tardes",
        "puede hablar le escucho | un segundo mi hijo me llama",
        "nuestro equipo le llama | adelante",
        "¿El IBAN, por favor?",
        "alguien le atendió antes | sí pero no recuerdo con quién | Perfectamente, continúe.",
        "hablo con usted verdad | bueno soy yo",
        "estoy en la calle el ruido es mucho",
        "le cuesta respirar | no solo pica",
        "me puedo jubilar ya | déjeme calcular | calcule calcule",
        "recuerde nunca diga su contraseña a nadie | déjeme leer las observaciones | puede leer",
    ],
    "pt": [
        "continua | para sua segurança não fale o número completo",
        "Faltou luz aqui no bairro de manhã, mas já passou.",
        "nem sei mais com quem falo | Lamento, agora está comigo.",
        "estou na rua o barulho é muito",
        "se alguém pedir a senha desligue | eu desligo",
        "nunca informe a sua senha a ninguém | pode deixar | está num lugar com sinal",
        "eu queria só saber o horário de atendimento | das oito às vinte de segunda a sexta",
    ],
}


@pytest.mark.parametrize(("language", "call"), [(key, call) for key in TALK for call in TALK[key]])
def test_small_talk_stays(scrubber: Scrubber, language: str, call: str) -> None:
    assert scrubber.detect_turns(call.split(" | "), language) == []


def test_a_name_before_what_is_always_said_is_found(scrubber: Scrubber) -> None:
    (found,) = scrubber.detect("Salud Plena, Moisés a sus órdenes.", "es")
    assert (found.start, found.end) == (13, 19)
