"""In which order questions leave for Celery. What becomes of them there: `test_queues`, `test_outages`."""

import asyncio

from insights.jobs import InsightJob, Priority
from serving.worker.outgoing import Outgoing
from tests.serving.worker.kit import job


def test_a_tenant_has_no_more_under_way_than_are_answered_of_it_at_once() -> None:
    async def main() -> None:
        wanted: dict[str, InsightJob] = {}
        sent: list[str] = []

        def send(asked: InsightJob) -> None:
            sent.append(f"{asked.tenant} {asked.job_id}")

        outgoing = Outgoing(send, wanted.get, tenant_at_once=2)

        def put(number: int, tenant: str, priority: Priority = Priority.NORMAL) -> None:
            asked = job(number, tenant=tenant, priority=priority)
            wanted[asked.job_id] = asked
            outgoing.put(asked)

        async def until(number: int) -> list[str]:
            async with asyncio.timeout(30):
                while len(sent) < number:
                    await asyncio.sleep(0)
            return sent

        for number in range(3):
            put(number, "banco")
        put(3, "saude")
        put(4, "banco", Priority.ALERT)
        outgoing.start()
        assert await until(3) == ["banco i4.r1", "saude i3.r1", "banco i0.r1"]
        put(5, "banco", Priority.ALERT)  # of these there is one under way
        assert (await until(4))[3:] == ["banco i5.r1"]
        for answered in ("i4.r1", "i5.r1"):
            del wanted[answered]
            outgoing.forget(answered)
        assert (await until(5))[4:] == ["banco i1.r1"]
        outgoing.put_again(["i0.r1"])  # a worker has lost it: it makes room, and waits again
        assert (await until(6))[5:] == ["banco i2.r1"]
        await outgoing.close()
        assert len(sent) == 6

    asyncio.run(main())
