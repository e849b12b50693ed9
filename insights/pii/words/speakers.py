"""How chats call who speaks."""

from insights.pii.words.reading import words

# Who speaks by what they do: a name may follow.
ROLES = words(
    """
    cliente clienta atendente agente asesor asesora ejecutivo ejecutiva bot chatbot robo operador
    operadora consultor consultora usuario usuaria soporte suporte vendedor vendedora assistente
    asistente analista sistema loja tienda teleoperador teleoperadora especialista ura visitante
    passageiro passageira pasajero pasajera comprador compradora voce tu vos usted gestor gestora
    tecnico tecnica recepcao recepcion motorista conductor conductora repartidor repartidora
    entregador entregadora hospede huesped medico medica paciente aluno aluna alumno alumna corretor
    corretora
    """
)
# A firm, an office, a machine: a name that follows is a part of theirs.
FIRMS = words(
    """
    bot chatbot robo robot suporte soporte loja lojas tienda tiendas sistema ura banco banca central
    sac clinica clinicas hospital laboratorio lab farmacia drogaria drogueria otica optica colegio
    escola escuela universidade universidad faculdade facultad academia gimnasio hotel pousada
    posada restaurante pizzaria pizzeria padaria panaderia mercado supermercado supermercados
    mercearia transportes transportadora refrigeracao refrigeracion mecanica oficina taller
    autopecas auto imobiliaria inmobiliaria seguros seguradora aseguradora construtora constructora
    distribuidora comercial industria servicos servicios atendimento atencion equipe equipo equipa
    time grupo casa cobranca cobranza cobranzas vendas ventas financeiro prefeitura ayuntamiento
    ministerio viagens viajes turismo moveis muebles modas confeccoes confecciones calcados calzados
    pet petshop veterinaria telecom internet net energia gas agua tv companhia compania cia ltda sa
    eireli sl sas me mei instituto fundacao fundacion associacao asociacion cooperativa sindicato
    condominio administradora contabilidade contabil gestoria advocacia advogados abogados cartorio
    notaria editora livraria libreria papelaria papeleria ferreteria materiais eletro electro
    electronica eletronica informatica assistencia virtual oficial help desk helpdesk chat store
    shop express delivery salao salon barbearia barberia peluqueria estetica boutique atelier
    lavanderia
    """
)
