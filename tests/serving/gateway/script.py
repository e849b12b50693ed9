"""A short call for scripted tests: a customer who wants to leave, at fixed times."""

from insights.records import Speaker, Turn

DURATION_S = 40.0


def _turn(number: int, speaker: Speaker, start_s: float, end_s: float, text: str) -> Turn:
    return Turn(turn_id=f"t{number:04d}", speaker=speaker, start_s=start_s, end_s=end_s, text=text)


TURNS = (
    _turn(0, Speaker.AGENT, 0.5, 3.0, "bom dia em que posso ajudar"),
    _turn(1, Speaker.CUSTOMER, 3.5, 7.5, "bom dia eu quero cancelar o meu plano de internet hoje"),
    _turn(2, Speaker.AGENT, 8.5, 12.0, "entendo posso perguntar o motivo do cancelamento"),
    _turn(3, Speaker.CUSTOMER, 12.5, 17.0, "o preço subiu muito e vou mudar para outra empresa"),
    _turn(4, Speaker.AGENT, 18.0, 22.0, "posso oferecer um desconto de vinte por cento na mensalidade"),
    _turn(5, Speaker.CUSTOMER, 23.0, 26.0, "não obrigado já decidi pode cancelar"),
    _turn(6, Speaker.AGENT, 27.0, 31.0, "certo vou abrir o pedido e envio a confirmação"),
    _turn(7, Speaker.CUSTOMER, 32.0, 35.0, "está bem obrigado e bom dia"),
)
