"""Towns whose names are things, even after "em": "em guarda", "em madeira", "em breves palavras"."""

from insights.pii.words.reading import words

NOUNS = words(
    "liberdade estrela natal franca garca registro amparo socorro piedade castelo alegre uniao altos "
    "barras escada horizonte formiga passos arcos frutal extrema lagarto estancia cruzeiro estrutural "
    "barra concordia canela formosa trindade cristalina sorriso breves redencao porto guarda chaves "
    "paredes mira moita horta lagoa praia amora tabua marco centro madeira minas feira alvorada bom "
    "central gloria bela graca ajuda portao estreito fronteira tomar caminha avis mora cordeiro gama "
    "serra leme torres salto espinho batalha pombal vitoria esperanza victoria paz libertad "
    "independencia plata merced flores campana union roma azul"
)
