"""Turns for the tests of the session logic."""

from insights.records import Speaker, Turn


def turn(
    text: str, *, number: int = 1, start_s: float = 0.0, length_s: float = 2.0, agent: bool = False
) -> Turn:
    return Turn(
        turn_id=f"s{number:04d}",
        speaker=Speaker.AGENT if agent else Speaker.CUSTOMER,
        start_s=start_s,
        end_s=start_s + length_s,
        text=text,
    )


def talk(*texts: str, start_s: float = 0.0, step_s: float = 3.0) -> list[Turn]:
    """Turns one after the other; those that begin with `A:` are the agent's."""
    return [
        turn(
            text.removeprefix("A:").strip(),
            number=number,
            start_s=start_s + step_s * (number - 1),
            length_s=step_s * 0.9,
            agent=text.startswith("A:"),
        )
        for number, text in enumerate(texts, start=1)
    ]
