"""Asking a client to wait."""

from serving.audio.flow import FlowControl


def test_a_client_is_held_above_the_bound_and_let_go_below_half():
    flow = FlowControl(30.0)
    told = [flow.update(seconds) for seconds in (10, 30, 30.1, 40, 29, 16, 15, 3, 31)]
    assert told == [None, None, "hold", None, None, None, "go", None, "hold"]
    assert flow.state == "hold"
