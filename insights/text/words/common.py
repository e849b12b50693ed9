"""Words that everybody uses on the phone: none of them is a misheard name of a product.

Folded. Function words, the commonest verbs in the forms of speech, and the nouns and adjectives of service
calls.
"""

from collections.abc import Mapping
from types import MappingProxyType

from insights.pii.words.reading import words

COMMON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "pt": words(
            """
            a o as os um uma uns umas ao aos da das do dos de em no na nos nas num numa por pelo pela pelos
            pelas para pra pro com sem sob sobre ate e ou mas que se nao sim ja so la ca ali aqui ai isso
            isto esse essa este esta aquele aquela aquilo eu tu ele ela voce voces eles elas meu minha meus
            minhas seu sua seus suas nosso nossa nossos nossas me te lhe quem qual quais quando onde como
            porque quanto quantos quantas cada todo toda todos todas tudo nada algo alguem ninguem outro
            outra outros outras mesmo mesma muito muita muitos muitas pouco pouca mais menos bem mal bom boa
            bons boas ruim melhor pior maior menor grande pequeno pequena novo nova novos novas velho velha
            antigo antiga primeiro primeira segundo segunda terceiro terceira ultimo ultima proximo proxima
            certo certa errado errada claro clara caro cara barato barata facil dificil rapido rapida lento
            lenta cheio cheia vazio vazia alto alta baixo baixa forte fraco livre preso presa pronto pronta
            aberto aberta fechado fechada feliz triste cansado cansada simples duplo dupla inteiro inteira
            meio meia total parcial mensal anual diario diaria hoje ontem amanha agora depois antes ainda
            sempre nunca entao assim tambem logo cedo tarde manha noite dia dias semana semanas mes meses
            ano anos hora horas minuto minutos momento vez vezes tempo data prazo sou es somos sao era eram
            foi fui foram ser sendo sido estou estamos estao estava estavam estive estar tenho tem temos
            tinha tinham tive teve ter tendo ha havia haver vou vai vamos vao ia iam ir indo venho vem vinha
            veio vir quero quer queremos querem queria quis querer posso pode podem podia poderia poder pude
            sei sabe sabem sabia saber faco faz fazem fazia fez fiz fazer feito feita fazendo digo diz dizem
            disse dizer falo fala falam falou falei falar falado falando ligo liga ligam ligou liguei ligar
            ligando vejo ve veem viu vi ver visto vendo dou dao deu dei dar dado passo passa passou passei
            passar compro compra compram comprou comprei comprar comprado comprada compras vende vendeu
            vendi vender venda vendas pago paga pagam pagou paguei pagar pagamento perco perde perdeu perdi
            perder perda acho acha achou achei achar fico fica ficam ficou fiquei ficar ficando deixo deixa
            deixou deixei deixar peco pede pedem pediu pedi pedir pedido mando manda mandou mandei mandar
            recebo recebe recebeu recebi receber mudo muda mudou mudei mudar mudanca troco troca trocou
            troquei trocar uso usa usou usei usar usado usada abro abre abriu abri abrir fecho fecha fechou
            fechei fechar entro entra entrou entrei entrar entrada saio sai saiu sair saida volto volta
            voltou voltei voltar chego chega chegou cheguei chegar chamo chama chamou chamei chamar chamada
            chamado cobro cobra cobram cobrou cobraram cobrar cobrado cobrada cobranca cancelo cancela
            cancelou cancelei cancelar cancelado cancelada cancelamento preciso precisa precisam precisava
            precisar tento tenta tentou tentei tentar consigo consegue consegui conseguir espero espera
            esperou esperei esperar ajudo ajuda ajudou ajudar resolvo resolve resolveu resolver funciona
            funcionou funcionar funcionando caiu cai cair parou parar custa custou custar vale valeu valer
            viver vivo viva vive morrer nasci nasceu trabalho trabalha trabalhar moro mora morar gosto gosta
            gostei gostar gostaria obrigado obrigada desculpa desculpe favor oi ola alo tchau ok nome numero
            numeros codigo senha conta contas cartao cartoes banco bancos plano planos linha linhas internet
            telefone telefones celular celulares aparelho aparelhos fatura faturas boleto boletos parcela
            parcelas tarifa tarifas taxa taxas multa multas juros valor valores preco precos desconto
            descontos credito creditos debito debitos saldo limite seguro seguros servico servicos sinal
            cabo fibra fixo fixa fixos fixas movel moveis rede redes dados pacote pacotes televisao tv canal
            canais combo controle controles controla controlar controlo familia familias familiar familiares
            empresa empresas empresarial casa casas apartamento rua cidade bairro pais estado carro carros
            auto autos aviso caixa loja lojas mercado mercados posto postos centro centros central norte sul
            sol solar luz luzes agua gas energia eletrica verde verdes azul azuis ouro prata preto branco
            vermelho noturno noturna residencia residencial residencias comercio comercial comerciais
            hospital hospitais hospitalar medico medica medicos consulta consultas exame exames saude dental
            dentista jovem jovens crianca criancas idoso idosa senhor senhora senhores filho filha filhos
            filhas pai mae marido mulher esposa irmao irma amigo amiga pessoa pessoas gente cliente clientes
            atendente atendimento gerente supervisor tecnico tecnica tecnicos problema problemas duvida
            duvidas erro erros reclamar reclama reclamo reclamou reclamei reclamacao reclamacoes protocolo
            protocolos contrato contratos carta cartas email mensagem mensagens sistema aplicativo site
            pagina tela viagem viagens viajar vida vidas mundo mar terra moda modas nota notas futuro futura
            digital digitais digitar pessoal pessoais completo completa completar completos essencial
            essenciais turbo turvo premium basico basica fraude golpe tribunal tribunais advogado advogada
            juiz justica lei governo publico publica privado privada corrente correntes solta solto sola
            sala salas cobertura coberturas carencia credenciada cuidar cuida cuidado causa causas coisa
            coisas caso casos lado lugar lugares parte partes tipo tipos forma formas modo motivo resposta
            pergunta perguntas real reais euro euros dinheiro transferencia deposito saque pix cheque
            cheques comprovante recibo
            """
        ),
        "es": words(
            """
            a al el la lo los las un una uno unos unas de del en por para con sin sobre hasta desde entre y
            e o u pero que si no ya solo ahi alli aqui alla aca esto eso este esta estos estas ese esa esos
            esas aquel aquella yo tu ella nosotros usted ustedes ellos ellas mi mis su sus tus nuestro
            nuestra me te le les se nos quien cual cuales cuando donde como porque cuanto cuantos cuantas
            cada todo toda todos todas nada algo alguien nadie otro otra otros otras mismo misma mucho mucha
            muchos muchas poco poca mas menos muy bien mal bueno buena buenos buenas malo mala mejor peor
            mayor menor grande pequeno pequena nuevo nueva nuevos nuevas viejo vieja antiguo antigua primero
            primera segundo segunda tercero tercera ultimo ultima proximo proxima cierto claro clara caro
            cara barato barata facil dificil rapido lento lleno vacio alto alta bajo baja fuerte libre listo
            lista abierto abierta cerrado cerrada feliz cansado cansada simple doble entero entera medio
            media total parcial mensual anual diario diaria hoy ayer manana ahora despues antes todavia aun
            siempre nunca entonces asi tambien luego pronto tarde noche dia dias semana semanas mes meses
            ano anos hora horas minuto minutos momento vez veces tiempo fecha plazo plazos soy eres es somos
            son era eran fue fui fueron ser siendo sido estoy estamos estan estaba estaban estuve estar
            tengo tiene tenemos tienen tenia tuve tuvo tener hay habia haber he ha hemos han voy va vamos
            van iba iban ir vengo viene vienen vino venir quiero quiere queremos quieren queria quise
            quisiera querer puedo puede pueden podia podria poder pude sabe saben sabia saber hago hace
            hacen hacia hizo hice hacer hecho hecha haciendo digo dice dicen dijo dije decir dicho hablo
            habla hablan hable hablar hablando llamo llama llaman llame llamar llamada llamadas llamando veo
            ve ven vio vi ver visto doy da dan dio di dar dado paso pasa pasan pase pasar pasado compro
            compra compran compre comprar comprado comprada compras vendo vende vendio vender venta ventas
            pago paga pagan pague pagar pagos pierdo pierde perdio perdi perder creo cree creia creer quedo
            queda quedan quedar dejo deja dejan deje dejar pido pide piden pidio pedi pedir pedido mando
            manda mandan mande mandar recibo recibe recibio recibi recibir cambio cambia cambian cambie
            cambiar uso usa usan use usar usado usada abro abre abrio abri abrir cierro cierra cerro cerre
            cerrar entro entra entrar entrada salgo sale salio salir salida vuelvo vuelve volvio volver
            llego llega llegan llegue llegar cobro cobra cobran cobraron cobrar cobrado cobrada cancelo
            cancela cancelaron cancele cancelar cancelado cancelada cancelacion necesito necesita necesitan
            necesitaba necesitar intento intenta intente intentar espero espera espere esperar ayudo ayuda
            ayudar resuelvo resuelve resolver funciona funciono funcionar funcionando cayo cae caer paro
            parar cuesta costo costar vale valer vivo vive vivir viva naci trabajo trabaja trabajar gusta
            gusto gustaria gracias perdon disculpe favor hola adios chao ok nombre numero numeros codigo
            clave contrasena cuenta cuentas cuento tarjeta tarjetas banco bancos plan planes linea lineas
            internet telefono telefonos celular celulares movil moviles aparato aparatos factura facturas
            recibos cuota cuotas tarifa tarifas tasa tasas multa multas interes intereses valor precio
            precios importe descuento descuentos credito creditos debito saldo limite seguro seguros
            servicio servicios senal cable fibra fijo fija fijos fijas red redes datos paquete paquetes
            television tele tv canal canales combo control controles controla controlar familia familias
            familiar familiares empresa empresas empresarial casa casas piso calle ciudad barrio pais estado
            coche coches auto autos carro caja tienda tiendas mercado centro centros central norte sur sol
            solar sola luz luces agua gas energia electrica verde verdes azul azules oro plata negro blanco
            rojo nocturno nocturna residencia residencial residencias comercio comercial comerciales
            hospital hospitales hospitalaria hospitalario medico medica medicos consulta consultas examen
            examenes salud dental dentista joven jovenes nino ninos senor senora senores hijo hija hijos
            hijas padre madre marido mujer esposa hermano hermana amigo amiga persona personas gente cliente
            clientes agente gerente supervisor tecnico tecnica tecnicos problema problemas duda dudas error
            errores reclamar reclamo reclama reclamacion reclamaciones contrato contratos carta cartas
            correo mensaje mensajes sistema aplicacion pagina pantalla viaje viajes viajar vida vidas mundo
            mar tierra moda modas nota notas libro libros luna lunes futuro futura digital digitales
            personal personales completo completa completar esencial esenciales turbo premium basico basica
            fraude estafa tribunal juzgado juzgados juzgar abogado abogada juez justicia ley gobierno
            publico publica privado privada corriente corrientes consumo consume consumos consumir cobertura
            coberturas cuidar cuida cuidado causa causas cosa cosas caso casos lado lugar lugares parte
            partes tipo tipos forma formas modo motivo respuesta pregunta preguntas peso pesos euro euros
            dinero transferencia deposito retiro cheque cheques comprobante hogar hogares cita citas
            farmacia farmacias bienestar
            """
        ),
    }
)
