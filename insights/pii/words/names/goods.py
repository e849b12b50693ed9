"""What people buy, and what bears a person's name for it: "bolacha Maria", "torta dona Sofia", "el robot
Alfredo"."""

from insights.pii.words.reading import words

GOODS = {
    "pt": words(
        """
        bolacha bolachas biscoito biscoitos doce doces bolo bolos torta tortas pastel pasteis pizza pizzas
        pao paes pudim sorvete gelado gelados chocolates bombom bombons bala balas rebucado rebucados
        chiclete sanduiche sandes lanche salgado salgadinho coxinha empada queijo queijos requeijao manteiga
        iogurte presunto fiambre chourico linguica salsicha mortadela atum sardinhas bacalhau arroz feijao
        farinha acucar macarrao massa molho maionese azeite oleo vinagre geleia marmelada compota cha sumo
        suco vinho cerveja cafe chocolate refrigerante agua aguardente cachaca licor vinhos cervejas garrafa
        garrafas lata frasco sabonete sabao champo xampu shampoo detergente amaciante desodorante pomada
        creme fralda fraldas blusa camisa camisas camiseta camisola calca calcas saia vestido vestidos
        casaco casacos bota botas sandalia sandalias chinelo chinelos sapato sapatos bolsa bolsas carteira
        mochila malas cortina persiana tapete colcha edredao lencol toalha toalhas almofada banheira
        chuveiro torneira louca panela panelas frigideira faqueiro boneca bonecas boneco brinquedo carrinho
        berco barco lancha navio veleiro foguete satelite furacao tempestade aplicativo app cor azul
        vermelho tom tinta perfumes batom esmalte sementes racao roseira variedade
        """
    ),
    "es": words(
        """
        galleta galletas galletita galletitas bizcocho bizcochos tarta tartas torta tortas pastel pasteles
        pizza pizzas pan panes turron turrones helado helados caramelo caramelos bombon bombones chicle
        sandwich bocadillo empanada empanadas tortillas tostadas arepas queso quesos mantequilla margarina
        yogur jamon jamones chorizo salchicha salchichas atun sardinas mejillones arroz fideos harina azucar
        pasta salsa salsas mole moles mayonesa aceite vinagre mermelada cafe yerba jugo zumo vino cerveza
        cafe chocolate refresco gaseosa agua tequila mezcal pisco aguardiente licor vinos cervezas botella
        botellas lata latas frasco frascos jabon champu shampoo detergente suavizante desodorante pomada
        crema panal panales blusa camisa camisas camiseta camisetas pantalon pantalones falda faldas vestido
        vestidos abrigo abrigos chaqueta chaquetas campera camperas chamarra sueter jersey jeans vaqueros
        bota botas sandalia sandalias zapato zapatos bolso bolsos cartera carteras mochila mochilas maleta
        maletas cortina cortinas persiana alfombra colcha edredon sabana sabanas toalla toallas cojin banera
        ducha grifo vajilla olla ollas sarten cuberteria comoda estanteria lamparas espejo muneca munecas
        muneco juguete cochecito cuna barco lancha buque velero cohete satelite huracan tormenta aplicacion
        app color azul rojo tono pintura perfumes labial esmalte semillas pienso variedad
        """
    ),
}
