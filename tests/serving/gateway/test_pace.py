"""A token bucket, and turns."""

import asyncio
import itertools

from serving.gateway.pace import Pace, Turns


def test_a_burst_then_the_rate() -> None:
    now = [0.0]
    pace = Pace(10, 5, lambda: now[0])
    assert [pace.take() for _ in range(5)] == [0.0] * 5
    assert pace.take() == 0.1
    now[0] = 0.2
    assert pace.take() == 0.0


def test_a_refused_message_costs_nothing() -> None:
    now = [0.0]
    pace = Pace(1, 2, lambda: now[0])
    assert [pace.allows() for _ in range(4)] == [True, True, False, False]
    now[0] = 1.0
    assert pace.allows()


def test_between_two_turns_everybody_else_comes_in() -> None:
    async def main() -> None:
        turns, said = Turns(), []

        async def hasty(number: int) -> None:
            await turns.wait()
            said.append(f"hasty {number}")

        async def calm() -> None:
            while len(said) < 12:
                said.append("calm")
                await asyncio.sleep(0)

        await asyncio.gather(*(hasty(number) for number in range(4)), calm())
        hasty_at = [at for at, who in enumerate(said) if who != "calm"]
        assert [said[at] for at in hasty_at] == [f"hasty {number}" for number in range(4)]
        assert all("calm" in said[a:b] for a, b in itertools.pairwise(hasty_at))

    asyncio.run(main())
