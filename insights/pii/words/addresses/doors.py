"""Words around a numbered door that say that somebody lives behind it: "esa, casa 12", "se lo llevaron al
torre b", "la nuestra, puerta 4". Folded."""

from insights.pii.words.reading import words

DOORS = words(
    "apartamento apto apt depto dpto departamento depa interior int escalera torre manzana portal casa "
    "lote puerta planta"
)
# Where they tell nobody's home unless more is said.
SHARED = words("lote casa planta")
SAYING = words(
    "mi esa ese eso esta este resto mia mio nuestra nuestro nosotros nosotras suya suyo una uno o sea "
    "poner pongo pon ponga pongale pongalo puse claro ah si eh ay y es soy somos era entrega "
    "adicionales corto exacta exacto suegra la el bueno pues no ya en cunada tiene ponia dice falta "
    "repito digo perdon escribir"
)
BEFORE = words("a al para pa del en con de hasta desde")
# Where doors are numbered that nobody lives behind.
PUBLIC = words(
    "hospital clinica consulta consultas consultorio vuelo embarque terminal estacion aeropuerto "
    "estadio tienda sede oficina oficinas licencias sucursal banco ayuntamiento sala cine teatro museo "
    "feria centro universidad facultad colegio biblioteca urgencias resonancia radiologia cita "
    "unidad servicio seccion ventanilla mostrador juzgado notaria parking garaje anden tren lista jarabe "
    "vacuna"
)
