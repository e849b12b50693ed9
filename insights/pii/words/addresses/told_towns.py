"""Words before a known town that say that somebody lives in it, comes from it, goes to it or wrote it down:
"estoy por …", "en el papel decía …", "la catequista de …". Folded."""

from insights.pii.words.reading import words

# Names of towns that are words of every day: written small, a preposition before them says nothing.
EVERYDAY = words(
    "azul barranca cabra caballito campana centro cesar colina concordia condesa constitucion delicias "
    "doctores encarnacion flores florida formosa gracia granada guerrero hidalgo independencia ingenio "
    "latina laureles limon lince lota manga manta manzanares martinez meta misiones nogales oliva "
    "olivos onda parral pinto poblado portales progreso retiro rota salt salto soledad tarifa tigre "
    "toro vic ventanilla victoria castilla caldas turbo mercedes pilar magdalena luque comas ames bello "
    "guardo camas coin coronel toledo posadas colegiales espinal apartado resistencia reconquista "
    "caseros paterna quito ronda baza atlantico chia oran"
)
# The same of names with an article: "la granja", "el alto".
EVERYDAY_WITH_ARTICLE = words(
    "alto andes angeles bosque boca calera carolina cisterna estrella granja hierro lagos laguna "
    "libertad llanos mirador olivos palo palma tablas pampa patios paz plata poblado prat reina "
    "remedios rinconada rios roma salvador solana victoria florida condesa"
)
INSIDE = words("en")
# After these a town is one that somebody goes to or comes from, whatever is said next.
BOUNDS = words("hasta desde")
# Forms of what people say that they wrote or read, and that something is.
WRITING = words(
    "dice decia dicen pone ponia ponen puse puso pusieron ponga pongan pon poner figura figuraba "
    "aparece escribi escribio anote marca marque sea seria sera borren borre borra base lugar"
)
OWNING = words("el la los las lo")
# Who or what is of a town that somebody speaks of as a home.
OF_THERE = words(
    "alguien gente familia familias vecino vecina vecinos vecinas senora senor senores chico chica "
    "muchacho muchacha presidente presidenta tesorera tesorero catequista parroquia pueblo aldea barrio "
    "zona lado lados parte partes afueras norte sur centro costa llamar llamo llamaban llamaba vengo "
    "venia venimos vino soy somos eres escribo escribe escucho escucha hablo habla cerca lejos ser "
    "camino salio sali salimos salir saliendo persona nacida nacido criada criado nativa nativo oriundo "
    "oriunda natural hospitalito posta mercado plaza casa mama papa abuela abuelo tia tio prima primo"
)
# Towards a town: after these somebody goes there for good, is sent something or travels home.
GOING = words(
    "van va voy vamos iba fui fue vine vino volvi vuelvo volvio regreso regrese mudo mude mudamos "
    "cambie cambio traslado casa vuelta mando manda llegue llegamos llevaron traje"
)
TOWARDS = words("a para pa")
AROUND = words("estoy ando estamos andamos anda perdio perdi quede quedo vivo vive tirado tirada eso cae")
BY = words("por")
OF = words("de d")
# Where somebody trades or travels says nothing of where anybody lives.
TRADED = words(
    "sucursal sucursales tienda tiendas agencia agencias filial oficina oficinas vuelo vuelos avion "
    "tren autobus abrimos abren bodega bodegas viajo viaje viajes viajar estudiar fiesta fiestas "
    "partido modelo mesa juego envios sede universidad hotel congreso banco"
)
ENDING = words("y pero que bueno pues o mas aunque porque asi pregunte ya")
# Before a town that ends a turn.
LEADING = words(
    "casa pues entonces bueno sea perdon digo hijos soltera soltero casada casado si no ah eh ay pela"
)
