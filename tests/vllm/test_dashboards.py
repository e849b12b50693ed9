"""What the dashboards and rules ask of vLLM, a real server exports."""

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from loadtests.vllm_server import VllmServer
from tests.deploy.queries import of_vllm

pytestmark = pytest.mark.vllm


def test_each_series_is_there(vllm_server: VllmServer) -> None:
    page = httpx.get(f"{vllm_server.url.removesuffix('/v1')}/metrics").text
    series = {sample.name for family in text_string_to_metric_families(page) for sample in family.samples}
    assert of_vllm() <= series
