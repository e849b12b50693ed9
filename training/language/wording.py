"""How the pre-training questions are put in each language.

Nothing here says what an operator should be told: reasons for calling are named in words of their own, apart
from the wording of insights.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """The questions of a language; `{}` takes what is asked about, several variants each."""

    language_name: str
    yes: str
    no: str
    none: str
    speakers: Mapping[str, str]
    assistant: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    nothing_yet: str
    subject: str
    slots: Mapping[str, str]
    ask: Mapping[str, tuple[str, ...]]
    keys: tuple[str, ...]
    ordinals: tuple[str, ...]
    codes: tuple[str, ...]


PORTUGUESE = Wording(
    language_name="português",
    yes="sim",
    no="não",
    none="não há",
    speakers={"agent": "o atendente", "customer": "o cliente", "unknown": "alguém"},
    assistant=(
        "Você é um assistente útil.",
        "Responda à pergunta sobre o trecho.",
        "Leia o trecho e responda.",
        "Você responde com poucas palavras.",
    ),
    reasons={
        "cancellation": ("encerrar um serviço", "sair da empresa"),
        "complaint": ("levar o caso a um órgão", "reclamar fora da empresa"),
        "fraud": ("avisar de um gasto desconhecido", "um gasto feito por outra pessoa"),
        "secret_request": ("um dado secreto pedido pelo atendente", "o atendente quer um segredo"),
        "forbidden_promise": ("uma garantia dada pelo atendente", "o atendente garante o que não deve"),
        "payment_promise": ("combinar um pagamento", "dizer quando vai pagar"),
        "billing_dispute": ("rever um valor cobrado", "um valor errado na conta"),
        "address_change": ("mudar o endereço", "uma mudança de casa"),
        "tech_support": ("consertar um serviço", "um serviço com defeito"),
        "upgrade": ("ter um serviço maior", "melhorar o que tem"),
        "add_person": ("incluir outra pessoa", "pôr mais alguém no serviço"),
        "travel": ("usar o serviço em viagem", "uma viagem para fora"),
        "plan_change": ("trocar de plano", "mudar para outro plano"),
        "invoice_copy": ("receber uma cópia da conta", "um documento para pagar"),
        "appointment": ("marcar um horário", "agendar um atendimento"),
        "recognised": ("um gasto que o cliente lembra", "a compra era do cliente mesmo"),
        "loyal": ("um elogio ao serviço", "ficar na empresa"),
    },
    nothing_yet="nada ainda",
    subject="assunto",
    slots={
        "product": "produto",
        "target": "produto novo",
        "org": "órgão",
        "store": "loja",
        "country": "país",
        "competitor": "concorrente",
        "amount": "valor",
        "date": "data",
        "motive": "motivo",
        "since": "início",
        "secret": "segredo",
        "promise": "garantia",
        "relative": "familiar",
        "visit": "serviço marcado",
    },
    ask={
        "language": ("Em que idioma falam?", "Qual é o idioma do trecho?"),
        "last_speaker": ("Quem falou por último?", "De quem é a última fala?"),
        "first_speaker": ("Quem falou primeiro?", "De quem é a primeira fala?"),
        "count": ("Quantas falas há?", "Conte as falas."),
        "repeat_customer": ("Repita a última fala do cliente.", "O que o cliente disse por último?"),
        "repeat_agent": ("Repita a última fala do agente.", "O que o agente disse por último?"),
        "repeat_number": ("Repita a {} fala.", "Qual é a {} fala?"),
        "continue": ("Complete a fala: {}", "Como continua: {}"),
        "who_said": ("Quem disse: {}", "De quem é a fala: {}"),
        "slot": ("Que {} foi citado?", "Diga o {} citado por último.", "Qual é o {}?"),
        "slot_missing": ("Que {} foi citado?", "Diga o {} citado por último.", "Qual é o {}?"),
        "amounts": ("Liste os valores citados.", "Quais valores aparecem?"),
        "json": ("Extraia em JSON: {}", "Responda em JSON com {}"),
        "dictated": ("Responda em JSON: {}", "Monte o JSON: {}"),
        "fill": ("Preencha: {}", "Preencha o modelo: {}"),
        "repeat": ("Repita: {}", "Copie: {}"),
        "reason": ("De que trata o último assunto?", "O que se quer por último?"),
        "first_reason": ("De que trata o primeiro assunto?", "O que se quer primeiro?"),
        "is_reason": ("O trecho trata de {}?", "Há no trecho: {}?"),
        "where": ("Que fala mostra: {}?", "Ache a fala: {}"),
        "same": ("As duas frases tratam do mesmo? {}", "É o mesmo assunto? {}"),
        "which": ("Qual frase trata de {}? {}", "Escolha a frase: {}. {}"),
        "frase": ("De que trata a frase: {}", "O que se quer aqui: {}"),
        "rule": (
            "Se o trecho tratar de {}, responda `{}`; senão, `{}`.",
            "Havendo {}, diga `{}`; do contrário, diga `{}`.",
        ),
        "codebook": ("Códigos: {}; outro = {}. Qual é o código do último assunto?",),
        "record": ("Ficha do último assunto em JSON.", "Anote o último assunto e seus dados em JSON."),
        "record_line": ("Ficha do último assunto.", "Anote o último assunto e seus dados."),
        "fits": ("Só interessa: {}. Há algo disso? O quê?", "De {}, o que houve por último?"),
        "lookup": ("{}. Qual é o valor de {}?", "Dados: {}. Diga {}."),
    },
    keys=("nota", "campo", "dado", "texto", "tipo", "id", "marca", "grau", "resposta", "item"),
    ordinals=("primeira", "segunda", "terceira", "quarta", "quinta", "sexta"),
    codes=("azul", "verde", "cinza", "norte", "sul", "alfa", "beta", "um", "dois", "lua", "sol", "mar"),
)

SPANISH = Wording(
    language_name="español",
    yes="sí",
    no="no",
    none="no hay",
    speakers={"agent": "el agente", "customer": "el cliente", "unknown": "alguien"},
    assistant=(
        "Eres un asistente útil.",
        "Responde a la pregunta sobre el fragmento.",
        "Lee el fragmento y responde.",
        "Respondes con pocas palabras.",
    ),
    reasons={
        "cancellation": ("terminar un servicio", "irse de la empresa"),
        "complaint": ("llevar el caso a un organismo", "reclamar fuera de la empresa"),
        "fraud": ("avisar de un gasto desconocido", "un gasto hecho por otra persona"),
        "secret_request": ("un dato secreto pedido por el agente", "el agente quiere un secreto"),
        "forbidden_promise": ("una garantía dada por el agente", "el agente garantiza lo que no debe"),
        "payment_promise": ("acordar un pago", "decir cuándo va a pagar"),
        "billing_dispute": ("revisar un importe cobrado", "un importe errado en la cuenta"),
        "address_change": ("cambiar la dirección", "una mudanza de casa"),
        "tech_support": ("reparar un servicio", "un servicio averiado"),
        "upgrade": ("tener un servicio mayor", "mejorar lo que tiene"),
        "add_person": ("incluir a otra persona", "poner a alguien más en el servicio"),
        "travel": ("usar el servicio de viaje", "un viaje al extranjero"),
        "plan_change": ("cambiar de plan", "pasar a otro plan"),
        "invoice_copy": ("recibir una copia de la cuenta", "un documento para pagar"),
        "appointment": ("fijar un horario", "agendar una atención"),
        "recognised": ("un gasto que el cliente recuerda", "la compra era del mismo cliente"),
        "loyal": ("un elogio al servicio", "quedarse en la empresa"),
    },
    nothing_yet="nada aún",
    subject="asunto",
    slots={
        "product": "producto",
        "target": "producto nuevo",
        "org": "organismo",
        "store": "tienda",
        "country": "país",
        "competitor": "competidor",
        "amount": "importe",
        "date": "fecha",
        "motive": "motivo",
        "since": "inicio",
        "secret": "secreto",
        "promise": "garantía",
        "relative": "familiar",
        "visit": "servicio agendado",
    },
    ask={
        "language": ("¿En qué idioma hablan?", "¿Cuál es el idioma del fragmento?"),
        "last_speaker": ("¿Quién habló al final?", "¿De quién es el último turno?"),
        "first_speaker": ("¿Quién habló primero?", "¿De quién es el primer turno?"),
        "count": ("¿Cuántos turnos hay?", "Cuenta los turnos."),
        "repeat_customer": ("Repite el último turno del cliente.", "¿Qué dijo el cliente al final?"),
        "repeat_agent": ("Repite el último turno del agente.", "¿Qué dijo el agente al final?"),
        "repeat_number": ("Repite el {} turno.", "¿Cuál es el {} turno?"),
        "continue": ("Completa el turno: {}", "¿Cómo sigue: {}"),
        "who_said": ("¿Quién dijo: {}", "¿De quién es el turno: {}"),
        "slot": ("¿Qué {} se citó?", "Di el {} citado al final.", "¿Cuál es el {}?"),
        "slot_missing": ("¿Qué {} se citó?", "Di el {} citado al final.", "¿Cuál es el {}?"),
        "amounts": ("Lista los importes citados.", "¿Qué importes aparecen?"),
        "json": ("Extrae en JSON: {}", "Responde en JSON con {}"),
        "dictated": ("Responde en JSON: {}", "Arma el JSON: {}"),
        "fill": ("Rellena: {}", "Rellena el modelo: {}"),
        "repeat": ("Repite: {}", "Copia: {}"),
        "reason": ("¿De qué trata el último asunto?", "¿Qué se quiere al final?"),
        "first_reason": ("¿De qué trata el primer asunto?", "¿Qué se quiere primero?"),
        "is_reason": ("¿El fragmento trata de {}?", "¿Hay en el fragmento: {}?"),
        "where": ("¿Qué turno muestra: {}?", "Busca el turno: {}"),
        "same": ("¿Las dos frases tratan de lo mismo? {}", "¿Es el mismo asunto? {}"),
        "which": ("¿Qué frase trata de {}? {}", "Elige la frase: {}. {}"),
        "frase": ("¿De qué trata la frase: {}", "Qué se quiere aquí: {}"),
        "rule": (
            "Si el fragmento trata de {}, responde `{}`; si no, `{}`.",
            "Habiendo {}, di `{}`; de lo contrario, di `{}`.",
        ),
        "codebook": ("Códigos: {}; otro = {}. ¿Cuál es el código del último asunto?",),
        "record": ("Ficha del último asunto en JSON.", "Anota el último asunto y sus datos en JSON."),
        "record_line": ("Ficha del último asunto.", "Anota el último asunto y sus datos."),
        "fits": ("Solo interesa: {}. ¿Hay algo de eso? ¿Qué?", "De {}, ¿qué hubo al final?"),
        "lookup": ("{}. ¿Cuál es el valor de {}?", "Datos: {}. Di {}."),
    },
    keys=("nota", "campo", "dato", "texto", "tipo", "id", "marca", "grado", "respuesta", "ítem"),
    ordinals=("primer", "segundo", "tercer", "cuarto", "quinto", "sexto"),
    codes=("azul", "verde", "gris", "norte", "sur", "alfa", "beta", "uno", "dos", "luna", "sol", "mar"),
)

WORDINGS: Mapping[str, Wording] = {"pt": PORTUGUESE, "es": SPANISH}
