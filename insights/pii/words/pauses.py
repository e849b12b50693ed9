"""What people say while they look for the next word of a value, or take one back. Words are folded."""

from collections.abc import Mapping
from types import MappingProxyType

from insights.pii.words.reading import phrases

PAUSES: Mapping[str, frozenset[tuple[str, ...]]] = MappingProxyType(
    {
        "pt": phrases(
            """
            deixe ver
            xo ver
            ta meio apagado
            ai vem
            deixa eu botar os oculos
            deixa eu por os oculos
            deixa eu pegar os oculos
            e o seguinte
            se nao me falha a memoria
            se bem me lembro
            salvo engano
            vamos la
            ahm
            humm
            como e que e
            como e mesmo
            como era
            como era mesmo
            como se chama
            deixa eu ver
            deixe eu ver
            deixa ver
            deixe me ver
            deixa me ver
            deixa eu lembrar
            deixa eu pensar
            ja te digo
            ja lhe digo
            ja digo
            so um minutinho
            so um minuto
            so um momento
            so um instante
            um minutinho
            um momento
            um segundo
            um segundinho
            um instante
            espera ai
            espere ai
            espera um pouco
            pera ai
            perai
            espera
            calma
            calma ai
            acho que
            acho que e
            se nao me engano
            salvo erro
            quer ver
            como digo
            como dizer
            vamos ver
            olha
            ahn
            hum
            hmm
            eh
            ah
            ha
            ne
            tipo
            assim
            tipo assim
            entao
            ai meu deus
            meu deus
            ai jesus
            ora
            ora bem
            como e que se diz
            como e que se chama
            como se diz
            sei la
            espera la
            pera la
            calma la
            deixa ca ver
            deixe ca ver
            ja vejo
            vou ver
            um bocadinho
            aguarda
            aguarde
            onde e que esta
            """
        ),
        "es": phrases(
            """
            que mas
            ya va
            aqui sigue
            deje me fijo
            espereme tantito
            como le explico
            si no me falla la memoria
            si mal no recuerdo
            si no recuerdo mal
            ahi va
            esto pues
            perate
            perate tantito
            esperate tantito
            esperese
            y este
            y eh
            ehm
            mmm si
            que no veo sin lentes
            no veo sin lentes
            que no veo sin gafas
            que no me acuerdo
            deje miro
            dejeme miro
            aguarde un segundo
            aguarda
            bancame
            un toque
            como era
            como es
            como se llama
            como se dice
            dejame ver
            dejeme ver
            deja ver
            dejame pensar
            dejame recordar
            ya te digo
            ya le digo
            a ver
            un momento
            un momentito
            un segundo
            un segundito
            un minuto
            un minutito
            un instante
            espera
            espere
            espereme
            esperame
            espera un momento
            espere un momento
            creo que
            creo que es
            me parece que
            si no me equivoco
            vamos a ver
            o sea
            como decirlo
            digamos
            este
            pues
            bueno
            mmm
            hum
            eh
            em
            ah
            ay
            permitame
            permiteme
            perese
            esperate
            aguanteme
            aguarde
            un tantito
            tantito
            deje veo
            deje ver
            dejeme veo
            dejeme pensar
            dejeme recordar
            dejame acordarme
            como le digo
            como te digo
            que le digo
            ahorita le digo
            dios mio
            ay dios
            donde esta
            """
        ),
    }
)

# One takes back what was said last.
CORRECTIONS: Mapping[str, frozenset[tuple[str, ...]]] = MappingProxyType(
    {
        "pt": phrases(
            """
            ih nao
            nao e nao
            perai que li errado
            li errado
            apaga isso
            risca isso
            esquece
            esqueca
            me atrapalhei
            troquei os nomes
            nao desculpa
            nao desculpe
            nao perdao
            nao espera
            nao pera
            nao nao
            ai nao
            opa nao
            desculpa
            desculpe
            perdao
            digo
            alias
            quer dizer
            quero dizer
            melhor dizendo
            corrigindo
            ou melhor
            queria dizer
            peco desculpa
            peco perdao
            mentira
            minto
            nao minto
            me enganei
            enganei me
            errei
            retifico
            """
        ),
        "es": phrases(
            """
            no no me cruce
            me cruce
            borre eso
            lo lei mal
            lei mal
            me enrede
            borra eso
            tache eso
            tacha eso
            olvide eso
            no esperese
            no espere
            no perdon
            no perdona
            no perdone
            no disculpe
            no disculpa
            no espera
            no no
            ay no
            uy no
            perdon
            perdona
            disculpe
            disculpa
            digo
            quiero decir
            mejor dicho
            corrijo
            o mejor dicho
            queria decir
            perdone queria decir
            perdon queria decir
            ay perdon
            uy perdon
            mentira
            miento
            no miento
            me equivoque
            ay me equivoque
            rectifico
            que diga
            """
        ),
    }
)
