"""What is public or a thing's: words before a number or a name that then is nobody's. Folded."""

from insights.pii.words.reading import words

# Papers of public bodies: "Contrato 227/2023", "despacho n.º 4471/2022".
PAPERS = words(
    """
    contrato contratos despacho despachos edital editais acordao acordaos parecer pareceres convenio
    convenios pregao concorrencia licitacao portaria obras resolucao nota tecnica oficio aditivo
    licitacion expediente resolucion dictamen ordenanza decreto edicto convocatoria concurso
    """
)
OWN = words("meu minha nosso nossa mi mio mia nuestro nuestra seu sua su sus meus minhas mis")
# What somebody cites: "precedentes CGU …", "os autos …".
CITED = words("precedente precedentes autos pas cgu jurisprudencia sentencia sumula stf stj tcu")
# Codes of goods, of trades and of taxes.
GOODS_CODES = words("ean gtin ncm cfop cbo cest cnae sku cupom cupon lote modelo modelos model")
SCHOOLS = words(
    """
    ee em emef emei emeb eeef eeem edi cmei ceu cei etec fatec ies ceip cra cp eb eb1 upa ubs caps
    esf psf ama ifsp cieja epsjv jardin creche escola escuela colegio instituto liceo hospital
    centro
    """
)
HONOURS = words(
    """
    professor professora prof profa dr dra doutor doutora padre ministro ministra barao visconde
    conde jornalista coronel general marechal presidente governador senador deputado vereador
    maestro maestra don dona sao santa santo san frei irma almirante poeta engenheiro desembargador
    profesor profesora doctor doctora
    """
)
