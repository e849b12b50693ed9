"""What firms and offices call themselves before their name. Folded."""

from insights.pii.words.reading import words

FIRMS = words(
    "casa loja pastelaria padaria lar junta camara seguranca radio farmacia clinica restaurante "
    "hotel oficina "
    "colegio associacao cooperativa fundacao funeraria ginasio academia mercado supermercado optica otica "
    "transportadora editora grupo tienda panaderia ferreteria ceramicos muebles almacenes fundacion "
    "asociacion gimnasio libreria papeleria inmobiliaria transportes seguros"
)
