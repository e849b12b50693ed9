"""Words that make a number a place that one goes to, is at or is served in, though nothing calls it a postal
code: "la segunda va al …", "antes estaba en el …", "¿reparten por el …?". Folded."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words.reading import words


@dataclass(frozen=True)
class ZoneWords:
    """Words before a number's article, by what they tell; and the words between them and the number."""

    going: frozenset[str]
    being: frozenset[str]
    areas: frozenset[str]
    telling: frozenset[str]  # that one said or wrote it
    spoken_of: frozenset[str]  # an address is, if one of these was said shortly before
    goals: frozenset[str]  # words right before it after which somebody goes there
    sites: frozenset[str]  # … is there
    articles: frozenset[str]  # … either, by the word before
    towards: frozenset[str]
    within: frozenset[str]
    covering: frozenset[str]
    ordinals: frozenset[str]  # "… y la segunda al …"
    lengths: tuple[int, ...]
    short: int  # a length that numbers of other things have too


ZONES: Mapping[str, ZoneWords] = MappingProxyType(
    {
        "es": ZoneWords(
            going=words(
                "va van vaya vayan voy llega llegan llegais llegaria llegue lleguen reparte reparten "
                "llegaran repartis reparto entrega entregan entregais entregar entreguen envia envian "
                "enviais enviar envio envios manda mandan mandais mandar mandarlo mandarla mandeme "
                "mande manden mandelo mandela envielo enviemelo lleve lleven llevan llevar llevelo "
                "despacha despachan despachar despacho flete mudo mude mudamos mudado muda mudanza "
                "traslado traslade trasladamos recogen recoger vengan suben atienden"
            ),
            being=words(
                "recibo recibe reciben recibimos vivo vive viven vivimos vivia viviamos resido "
                "reside estoy esta estan estamos estaba "
                "estaban estabamos ando andamos andan soy somos eramos queda quedo quedan tengo tienen "
                "antes ahora enero febrero marzo abril mayo junio julio agosto septiembre octubre "
                "noviembre diciembre trabajo"
            ),
            areas=words(
                "colonia colonias calle calles barrio barrios zona zonas pueblo pueblos pedania "
                "pedanias distrito distritos comuna comunas localidad localidades tienda tiendas punto "
                "puntos recogida oficina oficinas sucursal sucursales cobertura fibra cercano cercana "
                "cerca haya hay repartidor mensajero cartero"
            ),
            telling=words(
                "dije di puse pongo ponia pone ponga pongale ponle poned anote anota apunte apunta "
                "mando mande decia dice meto meti metia sale salia era es figura"
            ),
            spoken_of=words(
                "direccion direcciones domicilio envio envios zona pueblo colonia poblacion localidad "
                "comuna cobertura repartidor cartero paquete"
            ),
            goals=words("al"),
            sites=words("del"),
            articles=words("el"),
            towards=words("para hasta pa"),
            within=words("en por desde con"),
            covering=words("cubre cubren cubrir cubris abarca abarcan incluye incluyen atienden"),
            ordinals=words("primera segunda tercera cuarta otra primero segundo tercero otro ultima ultimo"),
            lengths=(5, 6, 7),
            short=4,
        ),
        "pt": ZoneWords(
            going=words(
                "vai vao va chega chegam entrega entregam entregar entreguem envia enviam enviar manda "
                "mandam mandar mandem leva levam levar mudei mudou mudamos vem venham atendem"
            ),
            being=words(
                "recebo recebe recebem moro mora moram moramos morava vivo vive vivem resido estou "
                "esta estao estava estavam "
                "to fico fica ficam sou somos era antes agora"
            ),
            areas=words(
                "rua ruas zona zonas bairro bairros aldeia freguesia freguesias localidade localidades "
                "loja lojas posto ponto pontos recolha cobertura fibra perto carteiro estafeta "
                "entregador"
            ),
            telling=words("disse dei pus ponho ponha anote anota meti metam dizia diz coloquei botei tentei"),
            spoken_of=words(
                "endereco morada domicilio frete envio zona bairro cidade localidade cobertura entrega "
                "carteiro estafeta encomenda"
            ),
            goals=words("ao para pra pro"),
            sites=words("no do em de"),
            articles=words("o"),
            towards=words("para pra ate"),
            within=words("desde com"),
            covering=words("cobre cobrem cobrir abrange abrangem inclui incluem servem"),
            ordinals=words("primeira segunda terceira quarta outra primeiro segundo terceiro outro ultima"),
            lengths=(7, 8),
            short=0,
        ),
    }
)
# Between a town and its code: "de lleida, bueno, de las afueras, el …".
LOOSE = words(
    ", el la o sea es de las los afueras bueno pues zona ahi justo codigo con su osea cerca afuera que va "
    "digo a ver ya sabe quer dizer do da com e tudo la depois y luego despues"
)
