"""How people begin what they say in the middle of a value, whatever words follow: "peraí que li errado",
"borre eso", "si no me falla la memoria". Folded; everyday words with the word after them."""

from collections.abc import Mapping
from types import MappingProxyType

from insights.pii.words.reading import phrases, words

# One looks for what comes next.
HESITANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "pt": words(
            "pera perai espera espere esperai calma aguarda aguarde deixa deixe xo eh ah ai hum hm ahn "
            "ha tipo assim entao acho ora pois olha olhe ne salvo cade bom pronto nossa caramba puxa "
            "jesus eita vixe oxe uai valha sabe digamos ora affe gente"
        ),
        "es": words(
            "espera espere esperese esperate espereme perate perese pera deja deje dejame dejeme ay uy "
            "huy ah eh em este pues bueno creo ahorita aguarde aguante aguanteme permitame permiteme "
            "momento momentito segundito tantito mire mira oiga oye dios digamos parece hijole sabe esto "
            "seguido sigue continuacion"
        ),
    }
)
# One takes back what was said.
REPAIRING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "pt": words(
            "nao desculpa desculpe perdao digo alias minto mentira errei enganei opa ops epa ih xi "
            "corrigindo corrijo corrige corrija apaga apague risca risque esquece esqueca melhor repito "
            "repetindo falei li troquei baralhei confundi retifico retificando anula anule recomeco "
            "recomecando errado erro atrapalhei pulei saltei comi risquei ignora ignore desconsidera "
            "desconsidere descarta descarte tira tire engano volta volte pifei bolas nada"
        ),
        "es": words(
            "no perdon perdona perdone perdoname disculpa disculpe digo miento mentira error equivoque "
            "corrijo corrige corrija borre borra borrelo borralo tache tacha quite olvide olvida "
            "olvidelo vuelvo volvamos empiezo empezamos empecemos repito mejor quise rectifico cruce "
            "confundi lei mal anule anula pifie liado liada lie enrede trabuque embrolle salte comi quita "
            "quito descarta descarte ignora ignore equivocado equivocada confundido confundida rectifique "
            "ups upa bailo nada"
        ),
    }
)
# The same of two words.
PAIRS: Mapping[str, frozenset[tuple[str, ...]]] = MappingProxyType(
    {
        "pt": phrases(
            """
            um momento
            um minuto
            um segundo
            um instante
            um momentinho
            um minutinho
            um segundinho
            um instantinho
            um bocadinho
            so um
            ja te
            ja lhe
            ja digo
            ja vejo
            como e
            como era
            como digo
            ta meio
            ta apagado
            esta meio
            e o seguinte
            vamos ver
            vamos la
            sei la
            se nao
            quer ver
            onde e
            onde esta
            meu deus
            quer dizer
            quero dizer
            queria dizer
            ou melhor
            me enganei
            me confundi
            me perdi
            me atrapalhei
            atrapalhei me
            enganei me
            pulei um
            saltei um
            comi um
            foi mal
            peco desculpa
            peco perdao
            vou repetir
            vou dizer
            do comeco
            do inicio
            de novo
            outra vez
            volta atras
            """
        ),
        "es": phrases(
            """
            un momento
            un minuto
            un segundo
            un instante
            un momentito
            un minutito
            un segundito
            un ratito
            un tantito
            a ver
            esto pues
            como era
            como es
            como le
            como te
            como se
            ya le
            ya te
            si no
            si mal
            vamos a
            o sea
            me parece
            donde esta
            que digo
            que diga
            quiero decir
            queria decir
            o mejor
            lo lei
            la lei
            me cruce
            me salte
            me bailo
            la pifie
            ya sabe
            a continuacion
            le sigue
            se lo
            lo digo
            nada de
            me equivoque
            me confundi
            me perdi
            me he
            me lie
            me salte
            me comi
            me enrede
            me trabuque
            la pifie
            leo mal
            va de
            otra vez
            de nuevo
            desde el
            """
        ),
    }
)
# A number after one of these is a time, a day or a quantity.
LEADING = words(
    "as das pelas las los os o el la de del da do a al ao em en no na por para pra con com cada "
    "hasta ate desde mas mais menos sobre unas unos uns umas casi quase dia entre tengo tenho "
    "son sao ha hace hay"
)
