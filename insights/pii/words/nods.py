"""Words of turns that say nothing, of Portuguese and Spanish together: a call may be in either."""

from insights.pii.words.reading import words

# Asks for the rest, or to wait.
GOING_ON = words(
    "siga sigue segui sigo sigame sigale siguele continue continua continuamos prosiga prosigue siguiente "
    "falta faltan faltaba resto despues luego mas espere espera esperame espereme aguarde aguarda "
    "aguante aguanta banca bancame para pare corra corras vaya cuelgue cuelgues vuelvo momento momentito "
    "segundo segundito minuto minutito ratito instante despacio despacito lento lenta pronto permitame "
    "permiteme tecleando escribiendo escribo cantando cuenteme cuentame "
    "digame decia escucho oigo "
    "segue seguir prossiga prossegue seguinte seguida depois mais calma devagar "
    "pera perai instantinho momentinho segundinho minutinho escrevendo digitando escutando "
    "ouvindo escrever desligue"
)
# Asks for something else: "mais alguma coisa?"
OFFERING = words("alguma algum alguna algun algo coisa cosa nada ajudar ayudar")
MOMENTS = words(
    "momento momentito momentinho segundo segundito segundinho minuto minutito minutinho instante "
    "instantinho ratito ratico poquito tantito pouquinho bocadinho"
)
ONE = words("un uno um")
# May stand in a turn that asks for the rest, and elsewhere takes something back.
EXCUSES = words("no nao perdon perdona perdone disculpa disculpe desculpa desculpe me mal uy ay ahi en")
# Ask for a number or for somebody.
QUANTITIES = words(
    "cuanto cuanta cuantos cuantas quanto quanta quantos quantas donde onde quien quem cuando quando"
)
