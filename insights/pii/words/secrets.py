"""Words around passwords that are words themselves: how people ask for one, how an answer begins, and
everyday words that answer something else. Folded; Portuguese and Spanish together."""

from insights.pii.words.reading import words

# "a palavra de segurança", "la frase secreta": the word for it and what tells which.
WORDS = words("palavra palavrinha palabra palabrita frase resposta respuesta pergunta pregunta contra santo")
KEYS = words("seguranca seguridad chave clave secreta secreto passe pase magica sena senha")
# "o nome do seu primeiro cachorro": what such questions ask for.
PETS = words(
    "mascota perro perra perrito gato gata gatito cachorro cachorra cachorrinho cao bicho bichinho "
    "animal estimacao professora professor maestra maestro profesora escola escuela colegio"
)
FIRST = words("primeiro primeira primer primera infancia favorito favorita preferido preferida")
# Words by which something is asked for, or somebody is asked whether they know it.
WANTED = words(
    "qual quais cual cuales que como informe informa informar diga diz dizer dime digame diganos "
    "decirme decir dice dicta dicteme fala fale falar falas confirme confirma confirmar passa passe da "
    "de dar darme deme dame indique indica indicar facilita facilite repita repete repetir recorda "
    "recuerda lembra sabe sabes tem tiene tens tienes acuerda preciso necesito favor gentileza falta"
)
# What is done with a password by itself.
HANDLED = words(
    "quantas quantos cuantas cuantos caracteres iguais iguales mesmo mismo distinta diferente trocar "
    "mudar alterar recuperar redefinir resetear cambiar restablecer modificar teclado trocou mudou "
    "cambio esqueceu olvido bloqueada bloqueo expirou vencio funciona funcionou"
)

# Nobody is asked for a password where people are warned of those who ask.
WARNED = words(
    "nunca jamais jamas ninguem nadie terceiros alguem alguien caso desligue cuelgue desconfie "
    "desconfia golpe golpes estafa estafas"
)

# How the answer to the question for a password begins.
OPENING = words(
    "e eh es era eram seria fica ficou quedo sera foi fue ah a o la el ai ahi olha mira bom bueno bem "
    "bien pues acho creio creo que creer deixa deixe deja dejeme dejame eu me ver lembrar acordarme "
    "recordar lembro recuerdo acuerdo perai pera espera ja ya sim si claro tenho tengo pode por pon "
    "ponga pongale ponle pone colocar coloca coloque bota botar usa use usei uso usando usar usaba "
    "usava estou estoy to defini definida definimos escolhi escogi elegi criei cree pus puse ponho "
    "pongo botei coloquei cadastrei registrei registre minha mi senha contrasena clave palavra palabra "
    "frase resposta respuesta secreta seguranca seguridad chave passe se nao no talvez hum hm este diz "
    "dice aqui aca uma una um un seu su cambiela mudei troquei anote anota anotar anotada sempre "
    "siempre uy ui ay uf"
)
# What is said after one of how it is written.
NOTES = words(
    "tudo todo toda junto junta maiusculo maiuscula maiusculas mayuscula mayusculas minusculo "
    "minuscula minusculas sem sin com con acento espaco espacio em en letra letras separado separada "
    "viu ne acho creo certo sim si senhor senhora senor senora por favor nada mais mas assim asi mesmo "
    "mismo"
)
INSIDE = words("de do da dos das del no na nos nas en el la los las e y o a em d")

# Everyday words that answer something else.
OTHERWISE = words(
    # people, things and places of the call
    "moco moca senhor senhora senor senora joven seno filho filha mijo mija querida querido meu minha "
    "atendente operador operadora gerente supervisor agente loja tienda agencia sucursal oficina "
    "balcao dorso reverso etiqueta papel caderno cuaderno libreta celular telefone telefono "
    "computador computadora "
    "aparelho tela pantalla sistema aplicativo app site pagina roteador modem router wifi internet "
    "email correo mensagem mensaje sms teclado digital biometria banco conta cuenta cartao tarjeta "
    "fatura factura padrao numerica atras embaixo abajo frente marido esposa mulher esposo hijo hija "
    "mae pai mama papa irmao hermano netos neto nieto "
    # whether and when
    "talvez quizas quiza acaso depois despues amanha manana hoje hoy ontem ayer agora ahora ahorita "
    "logo luego antes nunca jamais jamas sempre siempre ainda todavia aun tampouco tampoco tambem "
    "tambien provavelmente seguramente exatamente exactamente certamente claramente obviamente normal "
    "igual mesma misma mesmo mismo nenhuma nenhum ninguna ninguno nada nadie ninguem alguma alguna "
    "qualquer cualquiera outra otra outro otro nova nueva velha vieja antiga antigua errada certa "
    "correta correcta incorreta incorrecta valida invalida "
    # answers and exclamations
    "misericordia nossa caramba credo puxa poxa vixe virge eita uai ue ave jesus deus dios hijole "
    "caray uy hay ojala pucha chuta cachai orale andale ay oiga oye opa ops ufa afe affe perdao perdon "
    "desculpa desculpe disculpa disculpe obrigado obrigada gracias valeu imagina igualmente tranquilo "
    "tranquila tudo positivo negativo afirmativo exato exacto correto correcto certo pronto lista "
    "listo feito hecho otimo perfeito perfecto maravilha maravilla beleza joia legal bacana genial "
    "entendi entendo entiendo entendido compreendo comprendo boa bom buena bueno bien bem mal alo hola "
    "ola oi tchau chau adios momento momentito momentinho instante segundo minuto aguarde espere calma "
    "tantito rapidinho "
    # verbs of the call
    "prefiro prefiero quero quiero queria quisiera posso puedo podemos podria poderia consigo consegui "
    "conseguiu pude pudo sei sabia saber nem idea ideia lembro lembrei lembrava lembrar recuerdo "
    "recordaba recordar acuerdo acordaba esqueci esquecida olvide olvidada perdi perdida tenho tengo "
    "tinha tenia tive tuve troquei mudei cambie alterei criei cree cadastrei registre anotei anote "
    "apaguei borre guardei guarde salvei salve recebi recibi chegou llego veio vino vou voy vai va "
    "vamos ir foi fue sou soy estou estoy esta ta aparece aparecio deu dio funciona funcionou entra "
    "entrou abre abriu pede pide pediu pidio falei dije disse dijo digo falar hablar dizer decir "
    "digitar digito digitei marcar marque teclear escrever escribir trocar mudar cambiar recuperar "
    "redefinir precisa preciso necesito necesita quer quiere gostaria gustaria acho creo parece espero "
    "tentei intente tente probe ligar llamar passar pasar dar dou doy deixar dejar fazer hacer fiz "
    "hice fez hizo existe avisar aviso pregunte preguntele pergunte confidencial particular comercial "
    "usar uso colocar poner mandar enviar manda envia mande envie anoto confirmo confirma repete "
    "repita "
    # small words
    "eu tu voce usted ele ela el ella nos nosotros eles ellos me te se lhe le nao no sim si mas pero "
    "porque pois pues como quando cuando onde donde quem quien qual cual quais cuales que isso eso "
    "isto esto aquilo aquello essa esa esse ese esta este aquela aquella para pra pro por com con sem "
    "sin ate hasta entre sobre desde so solo apenas muito mucho mucha muita pouco poco tanto tan "
    "demais demasiado mais menos ja ya la ali alli aqui aca ahi tipo algo alguem alguien coisa cosa "
    "vez veces vezes jeito manera forma problema duvida comeca empieza termina acaba mesmo misma duda "
    "ajuda ayuda certeza seguro segura verdade verdad favor gentileza nome nombre letras letra numeros "
    "numero digitos digito caracteres caracter codigo codigos senha senhas contrasena clave claves "
    "palavra palabra"
)
# Forms of verbs: no one-word password ends so.
VERBAL = (
    "ando",
    "endo",
    "indo",
    "mente",
    "aram",
    "eram",
    "iram",
    "aron",
    "ieron",
    "amos",
    "emos",
    "cao",
    "cion",
)
ACCENTED_VERBAL = ("ei", "ou", "eu", "iu", "é", "ó", "í")
