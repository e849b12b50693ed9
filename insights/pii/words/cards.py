"""Words by which people ask for what stands on a card, for passwords and for codes. Folded.

They are few and everyday: what is meant shows only in what is said together, "los tres de atrás",
"o número que chegou por mensagem" (see `insights.pii.identifiers.topics`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from insights.pii.words.reading import words

# What a word is about → the words.
Subjects = Mapping[str, frozenset[str]]

SUBJECTS: Mapping[str, Subjects] = MappingProxyType(
    {
        "pt": {
            "cvv": words("cvv cvc cvv2 cvc2 cvn"),
            "secret": words(
                "senha senhas pin token password passe passcode otp palavra-passe contrassenha itoken "
                "senhazinha puk pass"
            ),
            "code": words("codigo codigozinho codigos cod"),
            "digits": words(
                "digitos digito numeros numerozinhos numerozinho numerinhos numerinho algarismos "
                "numero digitozinhos"
            ),
            "three": words("tres 3"),
            "back": words("atras tras detras verso costas traseira assinatura vira virar virando"),
            "safety": words("seguranca"),
            "card": words(
                "cartao cartoes visa mastercard master amex elo hipercard plastico cartaozinho tarjeta"
            ),
            "verify": words("verificacao verificador confirmacao validacao autenticacao autorizacao"),
            "sent": words(
                "sms mensagem mensagens torpedo mandei mandamos mandaram vindo mandou mandado enviei "
                "enviamos enviaram enviou enviado chegou chegar chega recebeu recebi recebe recebido "
                "veio vier apareceu aparece aparecendo gerou gerado pedindo pediu unico temporario "
                "ativacao acesso whatsapp aplicativo app"
            ),
            "message": words("sms mensagem mensagens mensaje mensajes mensajito torpedo"),
            "ends": words(
                "ultimos ultimas final finais finalzinho termina terminado terminada terminando "
                "terminam terminacao acaba acabado acabam acabando "
                "acabava acabavam terminava terminavam finaliza finalizado finalizados"
            ),
            "four": words("quatro 4 finalzinho terminacao"),
            "expires": words(
                "validade vencendo vencera vencida vencido expirando vencimento vence vencia venceu "
                "vencer valido valida expira expirar expirava expiracao venc val vto caduca "
                "valendo valid thru"
            ),
            "dated": words("data datinha"),
            "lasts": words("vale valem valia"),
            "month": words("mes"),
            "year": words("ano"),
            "front": words("frente impressa impresso embaixo gravada gravado escrita"),
        },
        "es": {
            "cvv": words("cvv cvc cvv2 cvc2 cvn"),
            "secret": words(
                "contrasena contrasenas contrasenia clave claves pin token password nip otp passcode "
                "puk clavecita sim pass"
            ),
            "code": words("codigo codiguito codigos cod"),
            "digits": words("digitos digito numeros numeritos numerito cifras numero digititos numeracion"),
            "three": words("tres 3"),
            "back": words(
                "atras detras reverso dorso trasera vuelta voltee voltea firma posterior girela voltear "
                "espalda franja enves"
            ),
            "safety": words("seguridad"),
            "card": words("tarjeta tarjetas visa mastercard amex plastico tarjetita"),
            "verify": words("verificacion verificador confirmacion validacion autenticacion autorizacion"),
            "sent": words(
                "sms mensaje mensajito mensajes mande mandamos mandaron venido enviado mando mandado "
                "envie enviamos enviaron envio enviado llego llegado llegar llega recibio recibi "
                "recibe recibido vino aparecio aparece apareciendo genero generado pidio pidieron "
                "unico temporal activacion acceso whatsapp aplicacion app dinamica"
            ),
            "message": words("sms mensagem mensagens mensaje mensajes mensajito torpedo"),
            "ends": words(
                "ultimos ultimas final finales termina terminado terminada terminan terminacion acaba "
                "acabado acabada acaban "
                "acababa acababan terminaba terminaban finaliza finalizan finalizada"
            ),
            "four": words("cuatro 4 terminacion finalito"),
            "expires": words(
                "caducidad caducar caducada vencer vencera vencida vencido venciendo expirar caduca "
                "caducaba caduco vencimiento vence vencia vencio expira expiraba expiracion vto valida "
                "valido validez venc cad vigencia vigente valid thru"
            ),
            "dated": words("fecha fechita"),
            "lasts": words("vale valia dura vigencia"),
            "month": words("mes"),
            "year": words("ano"),
            "front": words("frente delante adelante impresa abajo debajo grabada"),
        },
    }
)

# A code of one of these is of what is sold or shown: "código do produto na etiqueta".
GOODS = words(
    "produto produtos producto productos tecido tela cor color modelo artigo articulo peca pieza prateleira "
    "estante etiqueta talla tamanho referencia erro error barras sku catalogo item tela ean"
)
# What opens with a code: "o portão do prédio, agora é 6290", "tinha 4321 no alarme".
LOCKS = words(
    "portao portoes porton porteria alarme alarma cadeado candado cofre fechadura cerradura "
    "tranca interfone telefonillo taquilla casillero locker garaje garagem"
)
# A password that is given until it is changed: "le dejo una temporal, luna 42".
PROVISIONAL = words("temporal provisional provisoria provisorio temporaria provisoria")
# On a keypad they end a code: "4321 y almohadilla".
KEYPAD = words(
    "almohadilla numeral asterisco jogo cerquilha sustenido cardinal hashtag tecla michi gato cuadradillo"
)
# A number that is called out where people wait: "a senha A 47, balcão 6".
COUNTERS = words(
    "balcao guiche guiches painel atendimento fila vez ventanilla mostrador turno ficho fichas ficha modulo "
    "triagem chamando"
)
# What is paid or held runs out too.
BILLS = words(
    "fatura faturas boleto boletos parcela parcelas prestacao mensalidade factura facturas cuota "
    "cuotas recibo plano plan oferta promocao promocion contrato proposta cupom cupon garantia "
    "fidelidade permanencia pontos puntos milhas millas descuento desconto seguro poliza apolice "
    "produto producto remedio medicamento"
)

# What is done with a card: "un cargo a la 4417", "pagado con 4417".
PAID = words("pagado pagada cobrado cobrada cargado cargada abonado abonada comprado comprada")
CHARGED = PAID | words(
    "cargo cargos cobro cobros cobran cobraron debito debitan debitaron devolucion reembolso reintegro "
    "compra compras compre nomina depositan depositaron domiciliado descuentan descontaron pago pague ticket"
)

# Between what is asked for and its value: "no cartão está escrito 08/28", "atrás pone 123".
SAYING = words(
    "dizia decia diz dizendo dice diciendo pone poniendo aparece apareceu apareceram aparecio sale salio "
    "veio vieram vino vinieron tem tiene tenho tengo escrito escrita mostra mostrando muestra mostrando "
    "marca marcando consta figura leio leo vejo veo ficou quedo anotei anote impresso impreso gravado "
    "grabado isso eso assim asi"
)

# How the signs and the capitals of a password are said.
SIGNS = words(
    "asterisco estrelinha estrellita exclamacao exclamacion admiracion hashtag sustenido cerquilha "
    "numeral almohadilla jogo underline anderline underscore sublinhado subguion guion guiao hifen "
    "traco tracinho raya barra arroba ponto punto cifrao signo interrogacao interrogacion "
    "porcento ampersand michi gatito gato comercial diagonal slash barra"
)
SIGN_PARTS = words("baixo baixa bajo baja abajo medio da de la velha del teclado invertida comercial sinal")
CAPITALS = words(
    "com con letra maiuscula maiusculo maiusculas mayuscula mayusculas mayusculo minuscula minusculo "
    "minusculas en em a primeira primera inicial tudo todo junto"
)
# With a password.
ENTERING = words(
    "puse pongo ponho poe poner quise introduzi introduje introducir puso ponga meti metio entre entro "
    "entrei entrando uso usei use usaba usava usando coloquei coloco coloque botei boto bota bote "
    "digitei digito digite digita marque marco teclee escribi escribo escrevi cambie mudei troquei "
    "criei cree registrei registre configure configurei tentei probe intente tento pus puesto posto"
)
# The same, where "with" follows: "no entra con luna 42".
ENTRANCES = words(
    "entra entrar entramos entraba entrava ingreso ingresar ingresa acceder accedo acesso acessar logo"
)
# Words that begin no password after "the password": what happens to it.
NO_PASSWORDS = words(
    "descuide descuida pasa vou voy painel fila atendimento balcao guiche turno gracias obrigado "
    "obrigada tranquila tranquilo imagina entendido perfecto perfeito excelente listo adelante amable "
    "novo novos nueva nuevo nova sao son fijese fijate veja vea revise repare confira verifique pruebe "
    "correto correcto fale habla hable momento espera espere tem tiene deve debe vence venceu vencio "
    "expira expirou expiro caduca caduco chega chegou llega llego dura vale funciona entra entrou sai "
    "sirve serve fue veio vino pode puede precisa necesita aceita acepta da dio deu diz dice sale "
    "aparece bloqueia bloqueou bloqueo desde hasta ate entre durante hace faz ha dele dela eles ellos "
    "errado errada tres varias muitas muchas novamente nuevamente outra otra vez veces vezes por favor "
    "senhor senhora senor senora moca moco mas pero porque quando cuando onde donde sim si nao no "
    "claro ninguna nenhuma isso eso essa esa este esta aquela aquella qual cual cadastrei cambiar "
    "trocar mudar recuperar resetear redefinir errei olvide esqueci provisoria temporal provisional "
    "usuario login correo email cuenta conta site app aplicativo aplicacion banco tarjeta cartao "
    "pagina paga pague pago pagar pagou paguei custa cuesta fica queda restam quedan gastei gaste "
    "compra compras comprei compre recebi recibi recarga todos todas faco fiz hago hice minha mi meu "
    "maior menor numeros letras digitos caracteres cada quantos cuantos"
)

MESSAGES = words("sms mensagem mensaje mensajito torpedo whatsapp")
# A password is said of them without the word: "el wifi trae luna 42".
ROUTERS = words("wifi")
# What is said of a password that does not work.
DENIED = words(
    "denegado denegada denego negado negada recusado recusada recusou rechaza rechazan rechazado rechazada "
    "rechazo recusa invalido invalida incorrecto incorreto incorrecta incorreta error erro errado errada"
)
FAILING = DENIED | words(
    "error erro existe bloqueo bloquea bloqueou bloqueia insegura inseguro invalida invalido errada "
    "errado incorrecta incorrecto incorreta echa expulsa aceita acepta conecta funciona mayusculas "
    "maiusculas parecida parecen senha contrasena clave fraca debil entra pide pede nada tampoco tampouco"
)
# What is done with one: "o cofre abre com 7691", "la alarma se apaga con luna 44".
OPENING = words("abre abrem abren apaga apagan desarma desativa desactiva desbloqueia desbloquea destrava")
# What a code is entered for.
CONFIRMING = words(
    "confirmar validar autorizar liberar ativar activar concluir finalizar desbloquear abrir entrar aceitar "
    "aceptar tragou trago engoliu maquina maquininha maquinita cajero datafono porta puerta portao porton"
)
# How somebody is told a code: "para retirar, use 4321".
USING = words("use usa utilize utiliza ingrese ingresa introduzca informe apresente presente")
# Signs that are said in passwords, and when a number is dialled.
RARE_SIGNS = words(
    "asterisco exclamacao exclamacion admiracion hashtag sustenido cerquilha numeral almohadilla jogo"
)
# The same, unless an address goes on after them.
COMMON_SIGNS = words(
    "underscore underline anderline subguion arroba baja baixo abajo gato maiuscula maiusculas mayuscula "
    "mayusculas"
)
DIALLED = words(
    "tecle marque marca marcar presione presiona pulse pulsa oprima tecla teclee digite digita aperte "
    "disque disca"
)
DIALLING = DIALLED | words("luego depois despues y e con com el o un um")
# Before a key of the telephone: "tecle dois".
PRESSED = words("tecle aperte pressione marque pulse oprima presione opcao opcion")
