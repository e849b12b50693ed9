"""Portuguese, of Brazil and of Portugal. Folded: lower case, no accents."""

from insights.pii.words.identifiers.record import IdentifierWords, by_kind, letters, pairs_by_kind
from insights.pii.words.reading import words

PORTUGUESE = IdentifierWords(
    context=by_kind(
        CPF="cpf cpfs cepeefe cic",
        CNPJ="cnpj cnpjs mei",
        RG="rg identidade",
        CNH="cnh habilitacao motorista",
        CC="cc",
        CEP="cep postal",
        NIF="nif nipc contribuinte",
        DNI="dni",
        NIE="nie",
        DOCUMENTO="passaporte pis pasep nis eleitor eleitoral renavam placa placas sus cns niss utente ctps "
        "documento documentos cin bi crm oab coren crea chassi siape titulo cnis iptu carteirinha nit "
        "cadunico "
        "dnv matriculado emplacamento emplacado beneficiaria prontuario ctps chip distico rne rnm "
        "crnm crv crlv ric pasaporte",
        TELEFONE="telefone telefones telefonico celular celulares cel fone fones tel telemovel telemoveis "
        "telem tlm tlmv tlf whatsapp whats wpp zap zapzap contato contatos contacto contactos fixo "
        "ddd ramal fax ligue liguem "
        "liga ligar ligarem retornar retorno recado recados chama ligou ligaram ligando liguei ligo "
        "atende atendem "
        "atendia portabilidade portar discar disquei discou "
        "linha linhas ligam atender avisamos avisar contactamos contatamos contatar contactar localizar "
        "emergencia",
        CARTAO="cartao cartoes visa mastercard amex",
        VALIDADE="validade",
        CVV="cvv cvc cvv2 cvc2",
        IBAN="iban nib",
        NASCIMENTO="nascimento nasci nasceu nascido nascida aniversario nasc",
        CONTA="balcao renovamos renova renovar emprestimo financiamento seguro transferir transferi "
        "transferencia "
        "depositar debitar conta "
        "agencia contrato contratos apolice instalacao matricula beneficiario ag cta adesao "
        "unidade corrente poupanca medidor contador cpe inscricao assinante assinatura cadastro "
        "hidrometro convenio associado uc cui conta-corrente",
        PROTOCOLO="pedidos compra compras devolver devolvi troca trocar abriu volante marketplace protocolo "
        "protocolos pedido ocorrencia chamado processo processos reclamacao registro "
        "registo ordem encomenda rastreio rastreamento atendimento solicitacao ticket sinistro caso "
        "requerimento manifestacao demanda sei nup esic e-sic autos referencia localizador reserva incidente "
        "incidencia guia imei rastreador autorizacao transacao boleto",
        SENHA="senha senhas pin token passe password passcode otp palavra-passe palavra-chave",
        PIX="pix aleatoria chave",
        EMAIL="email mail e-mail eletronico",
        ENDERECO="apartamento bloco",
    ),
    context_pairs=pairs_by_kind(
        IBAN="iban+conta nib+conta",
        CPF="onze+numeros onze+digitos onze+numerozinhos pessoa+fisica cadastro+fisica",
        CNPJ="pessoa+juridica cadastro+juridica",
        RG="registro+geral carteira+identidade",
        CNH="carteira+motorista carta+conducao carta+motorista carta+habilitacao",
        CC="cartao+cidadao",
        CEP="codigo+postal codigo+enderecamento",
        NIF="sujeito+passivo identificacao+fiscal numero+fiscal numero+contribuinte",
        DOCUMENTO="titulo+eleitor cartao+sus carteira+trabalho seguranca+social numero+utente "
        "titulo+eleitoral numero+titulo cadastro+unico carteira+vacinacao carteirinha+sus "
        "carteirinha+convenio "
        "carteirinha+plano carteira+convenio utente+cartao utente+sns placa+carro placa+moto placa+veiculo "
        "cartao+convenio cartao+plano cartao+saude numero+beneficiario matricula+moto matricula+automovel "
        "matricula+mota matricula+carrinha chapa+carro "
        "cartao+nacional nacional+saude bilhete+identidade matricula+carro matricula+viatura "
        "matricula+veiculo previdencia+social cartao+utente carteira+profissional",
        CVV="codigo+seguranca codigo+tras numeros+tras digitos+tras tres+tras validade+codigo "
        "vencimento+codigo atras+cartao tras+cartao digitos+atras numeros+atras "
        "numerozinhos+atras tres+atras digitos+verso numeros+verso tres+verso codigo+verso "
        "codigo+atras digitos+traseira",
        SENHA="codigo+verificacao codigo+unico codigo+confirmacao codigo+sms codigo+acesso "
        "codigo+autenticacao codigo+validacao codigo+ativacao codigo+chegou chegou+codigo "
        "codigo+recebi codigo+recebeu codigo+enviado codigo+enviei codigo+mandei "
        "codigo+recebido codigo+mandaram codigo+temporario palavra+passe palavra+chave "
        "chave+acesso codigo+mensagem codigo+torpedo codigo+whatsapp",
        CONTA="conta+digito conta+ordem conta+prazo codigo+ponto sou+cliente codigo+cliente "
        "numero+cliente numero+conta "
        "conta+corrente conta+contrato conta+poupanca "
        "unidade+consumidora codigo+instalacao codigo+assinante "
        "id+cliente cliente+numero numero+instalacao numero+medidor numero+agencia ponto+entrega",
        PROTOCOLO="numero+reclamacao nota+fiscal boletim+ocorrencia codigo+rastreio codigo+rastreamento "
        "codigo+barras linha+digitavel numero+processo numero+ordem numero+pedido ordem+servico "
        "ticket+numero numero+caso",
        TELEFONE="numero+cadastrado numero+registado numero+registrado numero+contactamos "
        "numero+contatamos numero+estranho numero+desconhecido numero+esquisito numero+retorno "
        "numero+alternativo "
        "numero+recado numero+emergencia linha+numero linha+portar sms+enviado sms+enviada sms+enviamos "
        "sms+mandei sms+mandado mensagem+enviada "
        "torpedo+enviado sms+enviei",
        CARTAO="quatro+ultimos ultimos+quatro ultimos+digitos ultimos+numeros quatro+finais",
        PIX="chave+pix chave+aleatoria",
    ),
    weak=words(
        "motorista mei pedidos renovamos renova renovar balcao atender conta unidade ordem pedido processo "
        "processos caso cc registro registo "
        "atendimento contato "
        "contatos contacto contactos fixo cadastro inscricao demanda autos referencia reserva guia "
        "documento documentos identidade pis sus sei bi placa placas corrente adesao liga "
        "linha linhas ligam avisamos avisar contactamos contatamos contatar contactar localizar "
        "emergencia emprestimo financiamento "
        "seguro transferir transferi transferencia depositar debitar compra compras devolver devolvi troca "
        "trocar abriu "
        "volante marketplace guia "
        "ligou ligaram ligando liguei ligo atende atendem atendia portabilidade portar discar disquei "
        "discou titulo chave iptu matriculado beneficiaria "
        "ligar ligue ligarem liguem retornar retorno recado recados chama assinatura associado "
        "convenio contador chamado passe utente contribuinte autorizacao transacao boleto "
        "manifestacao requerimento incidencia habilitacao boleto elo eleitoral cartoes cel tel "
        "matricula chip"
    ),
    links=words(
        "ate agora disse ficou consta confirmo confirmando passo e o a os as de do da dos das meu minha "
        "seu sua nosso nossa dele dela numero numeros num nr nro n no final e aqui fica foi era seria "
        "sera vai ser tem este esse esta essa isto isso entao ai com codigo digito digitos cadastrado "
        "registrado atual novo nova mesmo pra para anota anote anotar tambem corrente poupanca eu "
        "tenho hoje correto certo titular dela em sao carro moto veiculo terminado terminada termina "
        "terminando comeca sim ola oi bom"
    ),
    copulas=words("e era sera seria foi fica: = :"),
    finals=words(
        "final finais finalzinho termina terminado terminada terminando terminam acaba acabam "
        "acabava acabavam terminava terminavam acabou terminou finaliza "
        "finalizado ultimos"
    ),
    separators=words(
        "letra letras ponto pontos traco tracinho hifen barra virgula dash menos underline espaco "
        "travessao digito dv verificador parenteses"
    ),
    fillers=words("eh ahn ah hum hm hmm uh uhm uhum ham ha han he e tipo ne assim oh"),
    pauses=words(
        "ja te digo repetir confirmar procurar buscar disse ficou opa entao ai la aqui agora depois "
        "vem deixa deixe xo me eu ver olhar pegar achar conferir espera espere esperai pera perai "
        "perai calma so minutinho segundinho momento momentinho instante instantinho como era mesmo "
        "acho que nao se engano seguido logo continuando proximo proximos proxima segunda terceira "
        "primeira parte resto restante os o a as repetindo repito repete isso ta viu olha bom bem "
        "pronto final finais termina terminando vai certinho lembrar rapidinho rapido aguarda aguarde "
        "tambem sao sendo numero numeros esta cade"
    ),
    corrections=words(
        "baralhei outra enganei esquece esqueca perdi perdido ih mentira nao desculpa desculpe desculpas "
        "perdao digo alias "
        "melhor corrigindo corrige corrijo errei enganei "
        "opa ops quer quero dizer verdade retificando retifico ou confundi errado volta volte minto falei "
        "troquei falha minha apaga na"
    ),
    moments=words("momento momentinho minuto minutinho segundo segundinho instante instantinho pouquinho"),
    backchannels=words(
        "okey apontar tomar nota pois ir manda "
        "continua anotar anoto muito adiante vamos depois registado registrado entendido uhm ja "
        "aguardo escrevendo certo ok okay sim isso aham uhum anotado anotei ta bom pode continuar "
        "continue sei entendi claro perfeito pronto prossiga a ouvir oi hum estou ouvindo anotando "
        "exato seguindo e falar fala segue seguir prosseguir tudo bem beleza joia otimo correto "
        "confere mais to voce senhor senhora diga dizer faltou falta resto apontei apontado copiado copiei "
        "compreendo compreendido"
    ),
    units=words(
        """
        pagamentos mililitros milhas pagamento
        reais real euros euro centavos centavo centimos dolares dolar pesos conto contos pila
        pilas mangos mil milhao milhoes bilhoes por porcento % percentual mega megas giga gigas gb
        mb tb mbps kbps kwh quilowatts kw watts w dias dia meses mes anos ano semanas semana horas
        hora hs hrs minutos minuto min segundos segundo vezes vez parcelas parcela prestacoes
        prestacao linhas linha pontos ponto-extra canais canal itens pessoas chips faturas contas
        boletos metros metro km quilometros quilos quilo kg gramas graus h x litros litro
        consultas sessoes aparelhos tentativas ligacoes chamadas unidades cartoes dependentes
        filhos exames uteis corridos € $ cento mg ml cm mm mm2 mm3 m2 m3 mmhg g mcg ug dl bpm
        habitantes paginas folhas fls servidores vagas alunos processos pedidos mensagens
        minutos-uteis pacotes produtos volts v hz anos-luz comprimidos gotas doses polegadas
        toneladas hectares etapas pinos mensalidades diarias pessoa funcionarios clientes casas
        apartamentos noites diaria quilometro centimetros hl mah minutinhos segundinhos
        horinhas diazinhos mesinhos aninhos reaizinhos eurinhos
        """
    ),
    before_amount=words(
        "r$ $ € us$ reais euros valor valores dia dias artigo lei art pagina paginas capitulo versao "
        "windows covid custa custou custam paguei pago pagar paga pagou pagamos cobraram cobrou "
        "cobrando cobrado total saldo limite divida devo deve desconto preco multa juros entrada "
        "salario renda gastei gasto credito debito quantia montante ganho recebo"
    ),
    cards=words(
        "cartao cartoes credito debito visa mastercard master elo amex hipercard cvv cvc bandeira plastico"
    ),
    expiry=words("validade vencimento vence valido expira expiracao venc val vto valida valendo valid thru"),
    laws=words(
        "fl fls folha folhas mp ec lc pl pec adi adpf aco re resp are hc ms rms agrg agravo recurso "
        "rd rdc convenio lei leis decreto decretos artigo artigos art resolucao portaria sumula "
        "acordao instrucao normativa iso norma emenda inciso"
    ),
    not_secrets=words(
        """
        que de da do a o e as os um uma minha sua meu seu essa esse esta este isso isto aquela
        aquele mesma mesmo nao muito bem tao so ja ainda invalida incorreta errada fraca forte
        curta longa grande obrigatoria necessaria pessoal secreta unica provisoria temporaria nova
        antiga velha velho igual diferente numerica alfanumerica composta formada enviada enviado
        gerada criada cadastrada bloqueada expirada trocada alterada redefinida solicitada pedida
        valida intransferivel sigilosa confidencial protegida segura simples facil dificil padrao
        inicial atual anterior correta certa para pra por com sem em na no nas nos quando como
        qual porque onde quem se eu ele ela voce tudo toda todo algo alguma qualquer nenhuma outra
        aquilo boa ruim importante pedida informada digitada usada chata complicada necessario
        sempre agora aqui la ai informacao coisa senha codigo digitos numeros numero letras
        caracteres seis quatro oito
        """
    ),
    spelled=letters(
        "b:be c:ce d:de f:efe g:ge,gue h:aga j:jota k:ka,ca l:ele m:eme n:ene p:pe q:que,ke r:erre "
        "s:esse t:te v:ve w:dablio,dabliu,doublev x:xis,chis y:ipsilon,ipsilone z:ze,zeh"
    ),
    word_letters=words("a e o u y de ele esse te que se ve ca be ce pe ge ke gue ze ka"),
)
