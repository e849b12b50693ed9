"""What is decoded together."""

import pytest

from insights.asr.engine import together


@pytest.mark.parametrize(
    ("frames", "most", "groups"),
    [
        ([], 8, []),
        ([500], 8, [[0]]),
        ([500] * 4, 2, [[0, 1], [2, 3]]),
        ([500, 120, 510, 100], 8, [[0, 2], [3, 1]]),
        ([100, 140, 900], 8, [[2], [0, 1]]),
    ],
)
def test_windows_of_about_the_same_length_go_together(
    frames: list[int], most: int, groups: list[list[int]]
) -> None:
    assert sorted(together(frames, most)) == sorted(groups)


def test_every_window_is_in_one_group() -> None:
    frames = [(37 * number) % 900 + 40 for number in range(50)]
    groups = together(frames, 8)
    assert sorted(index for group in groups for index in group) == list(range(50))
    assert all(len(group) <= 8 for group in groups)
