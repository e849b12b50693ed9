"""Several tasks about one excerpt, as a conversation in the layout of production."""

from random import Random

from insights.prompts import prompt_for, turn_line
from insights.records import InsightType, Message
from insights.reply import reply_text
from training.language.phrasing import Phrasing
from training.language.scenes import Scene
from training.language.tasks.mixes import DRILLS, MIX, Tasks
from training.language.tasks.setting import Exchange, Setting
from training.language.wording import WORDINGS

WRAPPED_CONFIDENCE = 0.9


def conversation(
    scene: Scene, phrasing: Phrasing, rng: Random, mix: Tasks = MIX, *, drill: bool = False
) -> tuple[Message, ...]:
    """A multi-turn conversation about a scene: the excerpt and the first question, then more questions.

    A drill takes only language, locale and tenant from the scene, does not show it, and has its own tasks.
    """
    at = Setting(scene, WORDINGS[scene.language], phrasing, rng, shown=not drill)
    prompt = prompt_for(InsightType.PARTIAL_SUMMARY, scene.language)
    # The system text of production is known to the model, but only with other questions under it.
    system = prompt.rules if rng.random() < 0.5 else rng.choice(at.wording.assistant)
    messages = [Message(role="system", content=system)]
    chosen = DRILLS if drill else mix
    tasks, weights = list(chosen.weights), list(chosen.weights.values())
    wanted = rng.choice(chosen.exchanges)
    wrapped = chosen.wrapped > 0 and rng.random() < chosen.wrapped
    if wrapped:
        messages = [Message(role="system", content=prompt.rules)]
    asked: set[str] = set()
    for _ in range(4 * wanted):
        if len(asked) == wanted:
            break
        exchange = rng.choices(tasks, weights=weights)[0](at)
        if exchange is None or exchange.question in asked or not allowed(exchange, scene):
            continue
        question, answer = exchange.question, exchange.answer
        if wrapped and not answer.startswith("{"):
            kind = rng.choice(tuple(InsightType))
            question, answer = f"{kind.value}: {question}", reply_text(kind, answer, WRAPPED_CONFIDENCE)
        if not asked and at.shown:
            lines = "\n".join(map(turn_line, scene.turns))
            question = f"<{prompt.tag}>\n{lines}\n</{prompt.tag}>\n{question}"
        asked.add(exchange.question)
        messages += [
            Message(role="user", content=question),
            Message(role="assistant", content=answer),
        ]
    return tuple(messages)


def allowed(exchange: Exchange, scene: Scene) -> bool:
    """No answer may contain an insight of the call."""
    answer = exchange.answer.casefold()
    return not any(message.casefold() in answer for message in scene.gold)
