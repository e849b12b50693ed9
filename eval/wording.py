"""The words of the report in English, Portuguese and Spanish; a reader switches between them in the page."""

# ruff: noqa: E501 (phrases stay on one line)

LANGUAGES = ("en", "pt", "es")

WORDS: dict[str, tuple[str, str, str]] = {
    "records": ("records", "registros", "registros"),
    "calls": ("calls", "chamadas", "llamadas"),
    "intervals": (
        "The line is the {level}% interval: calls resampled {resamples} times. Dotted: highest trivial baseline.",
        "A linha é o intervalo de {level}%: chamadas reamostradas {resamples} vezes. Pontilhado: a melhor resposta trivial.",
        "La línea es el intervalo del {level}%: llamadas remuestreadas {resamples} veces. Punteado: la mejor respuesta trivial.",
    ),
    "headline": ("Scores", "Resultados", "Resultados"),
    "differences": (
        "Difference, call by call",
        "Diferença, chamada a chamada",
        "Diferencia, llamada a llamada",
    ),
    "difference_note": (
        "{second} minus {first}, on the same records. An interval that leaves zero out is a difference one can trust.",
        "{second} menos {first}, nos mesmos registros. Um intervalo que exclui o zero é uma diferença confiável.",
        "{second} menos {first}, en los mismos registros. Un intervalo que excluye el cero es una diferencia fiable.",
    ),
    "slices": ("By language, type and tenant", "Por idioma, tipo e cliente", "Por idioma, tipo y cliente"),
    "slice": ("Slice", "Recorte", "Segmento"),
    "system": ("System", "Sistema", "Sistema"),
    "all": ("all", "tudo", "todo"),
    "categories": ("Alerts by category", "Alertas por categoria", "Alertas por categoría"),
    "examples": ("Examples", "Exemplos", "Ejemplos"),
    "wanted": ("Wanted", "Esperado", "Esperado"),
    "stages": ("Seconds by stage", "Segundos por etapa", "Segundos por etapa"),
    "reused": ("reused", "reaproveitado", "reutilizado"),
    "curve": ("Training loss", "Perda no treino", "Pérdida en el entrenamiento"),
    "step": ("step", "passo", "paso"),
    "speech": ("Speech recognition", "Reconhecimento de fala", "Reconocimiento de voz"),
    "wer": ("word error rate", "taxa de erro de palavras", "tasa de error de palabras"),
    "about": ("What was compared", "O que foi comparado", "Qué se comparó"),
    "unscored": ("not scored", "sem nota", "sin nota"),
    "rouge_1": ("ROUGE-1", "ROUGE-1", "ROUGE-1"),
    "rouge_2": ("ROUGE-2", "ROUGE-2", "ROUGE-2"),
    "rouge_l": ("ROUGE-L", "ROUGE-L", "ROUGE-L"),
    "rouge_l_nonempty": (
        "ROUGE-L where there is something to say",
        "ROUGE-L quando há o que dizer",
        "ROUGE-L cuando hay algo que decir",
    ),
    "alert_recall": ("Risks found (recall)", "Riscos achados (recall)", "Riesgos hallados (recall)"),
    "alert_precision": (
        "Alerts that are right (precision)",
        "Alertas certos (precisão)",
        "Alertas ciertas (precisión)",
    ),
    "alert_f1": ("Alerts, F1", "Alertas, F1", "Alertas, F1"),
    "alert_prevalence": ("Records with a risk", "Registros com risco", "Registros con riesgo"),
    "alert_category_accuracy": ("Right category", "Categoria certa", "Categoría correcta"),
    "abstention_f1": (
        "Knows when it does not know (F1)",
        "Sabe quando não sabe (F1)",
        "Sabe cuándo no sabe (F1)",
    ),
    "abstention_recall": ("Abstention, recall", "Abstenção, recall", "Abstención, recall"),
    "abstention_precision": ("Abstention, precision", "Abstenção, precisão", "Abstención, precisión"),
    "format_valid": ("Valid format", "Formato válido", "Formato válido"),
    "exact_match": (
        "Exactly the wanted message",
        "Exatamente a mensagem esperada",
        "Exactamente el mensaje esperado",
    ),
    "recall": ("recall", "recall", "recall"),
    "precision": ("precision", "precisão", "precisión"),
    "churn": ("churn", "cancelamento", "cancelación"),
    "complaint": ("complaint", "queixa", "queja"),
    "fraud": ("fraud", "fraude", "fraude"),
    "conduct": ("conduct", "conduta", "conducta"),
}


def said(key: str, **values: object) -> tuple[str, str, str]:
    """A phrase in the three languages; an unknown key stands for itself."""
    phrases = WORDS.get(key, (key, key, key))
    return phrases[0].format(**values), phrases[1].format(**values), phrases[2].format(**values)
