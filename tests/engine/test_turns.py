"""Turns: in the order in which they were asked for, and nobody waits for one who takes long."""

import asyncio

from monitor.turns import Turns


async def test_turns_of_one_name_are_had_in_order_and_one_by_one() -> None:
    """The first to ask begins first, the next when it has ended, also where one between gave up; other names go on."""
    turns, told = Turns(patience=60), list[str]()
    may_end = asyncio.Event()

    async def work(name: str, who: str) -> None:
        async with turns.turn(name):
            told.append(who)
            await may_end.wait()
            told.append(f"{who} ended")

    tasks = [asyncio.create_task(work(name, who)) for name, who in (("a", "1"), ("a", "2"), ("a", "3"), ("b", "4"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told == ["1", "4"]
    tasks[1].cancel()
    may_end.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [who for who in told if who[0] != "4"] == ["1", "1 ended", "3", "3 ended"]
    assert turns._last == {}


async def test_who_takes_long_holds_up_nobody() -> None:
    """After its patience the next begins, and the one after that as long after the next."""
    turns, told = Turns(patience=0.01), list[int]()
    last = asyncio.Event()

    async def work(number: int) -> None:
        async with turns.turn("a"):
            told.append(number)
            if number == 3:
                last.set()
            await last.wait()

    await asyncio.wait_for(asyncio.gather(*(work(number) for number in range(4))), 10)
    assert told == [0, 1, 2, 3]
