"""Words that make up an address."""

from dataclasses import dataclass

from insights.pii.words.reading import words


@dataclass(frozen=True)
class AddressWords:
    """Words that make up an address."""

    street_types: frozenset[str]
    address_context: frozenset[str]
    number_words: frozenset[str]  # "número"
    complements: frozenset[str]
    complement_values: frozenset[str]
    districts: frozenset[str]


PORTUGUESE = AddressWords(
    street_types=words(
        "rua r avenida av travessa alameda praca rodovia estrada largo praceta calcada beco viela"
    ),
    address_context=words(
        "endereco morada moro mora moramos resido reside residencia vivo mudei mudamos fica imovel"
    ),
    number_words=words("numero nº n num n° no"),
    complements=words(
        "apartamento apto ap bloco bl casa sala andar torre conjunto cj lote quadra "
        "edificio complemento fundos km cobertura "
        "porta fracao lado"
    ),
    complement_values=words(
        "esquerdo direito frente fundos esq dto dt primeiro segundo terceiro quarto "
        "quinto sexto setimo oitavo nono "
        "decimo terreo res-do-chao a b c d e f o º ª"
    ),
    districts=words("bairro vila jardim distrito freguesia"),
)

SPANISH = AddressWords(
    street_types=words(
        "calle c/ avenida avda av plaza paseo camino carretera carrer ronda travesia "
        "callejon calzada privada cerrada boulevard bulevar "
        "glorieta"
    ),
    address_context=words(
        "direccion domicilio vivo vive vivimos resido reside mude mudado mudamos residencia ubicado"
    ),
    number_words=words("numero nº n num n° no"),
    complements=words(
        "piso puerta portal escalera planta apartamento apto departamento depto interior "
        "int bloque casa edificio torre km "
        "manzana lote local exterior bajo"
    ),
    complement_values=words(
        "izquierda derecha izq dcha centro bajo primero segundo tercero cuarto quinto "
        "sexto septimo octavo noveno decimo "
        "primera segunda tercera cuarta a b c d e f o º ª atico"
    ),
    districts=words("barrio colonia col fraccionamiento urbanizacion"),
)
