import pytest


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """A folder with a random model and its tokenizer."""
    from tests.eval.tiny import save_model

    return save_model(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="session")
def judged_model(tiny_model):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from eval.model import judged

    base = AutoModelForCausalLM.from_pretrained(tiny_model, local_files_only=True)
    return judged(base, AutoTokenizer.from_pretrained(tiny_model, local_files_only=True))
