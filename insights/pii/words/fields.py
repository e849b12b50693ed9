"""Fields of forms, letters and notes whose values are nobody's: "Asunto: …", "Previsión: …"."""

from insights.pii.words.reading import words

PUBLIC_FIELDS = words(
    """
    asunto assunto ref motivo queixa pais sexo genero edad edade idade eps ips prevision aseguradora operadora
    servicio servico especialidad especialidade cama leito sala box planta turno area setor sector unidad
    unidade diagnostico diagnosticos dx dg cid hd tratamiento tratamento tto plan conduta rx eco ecg tac rm
    exploracion examen exame evolucion evolucao antecedentes alergias alergia ingreso alta estado profesion
    profissao ocupacion ocupacao nacionalidad nacionalidade raza raca religion religiao lote lotes vacunas
    vacinas peso talla altura ta pa fc fr temp sat analisis analise resumen resumo comentario observacion
    observaciones observacao observacoes obs nota pergunta pregunta resposta respuesta documentos anexo anexos
    adjunto adjuntos junta palabras palavras metodo muestra amostra marca modelo cor color producto produto
    tamanho talle tipo categoria tema canal prioridad prioridade valor importe total intervencion intervencao
    cirugia cirurgia anestesia regimen regime convenio escolaridad escolaridade cargo puesto idioma
    """
)
