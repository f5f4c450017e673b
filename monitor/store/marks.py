"""Marks: what people said of alerts. They outlive the alerts, because a rule's precision rests on them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Row, case, delete, func, select

from monitor.model import Mark, Verdict
from monitor.precision import Precision
from monitor.store.engine import Part
from monitor.store.schema import alerts, marks


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What became of a rule: its alerts, as far as they are kept, the ``recent`` ones among them, and its marks."""

    alerts: int = 0
    recent: int = 0
    precision: Precision = field(default_factory=Precision)


class Marks(Part):
    """The store's part for marks."""

    async def put(self, mark: Mark) -> None:
        """Store ``mark`` in place of any that its alert had."""
        row = {**asdict(mark), "verdict": mark.verdict.value}
        statement = self._database.insert(marks).values(row)
        statement = statement.on_conflict_do_update(index_elements=[marks.c.alert_id], set_=row)
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def remove(self, alert_id: str) -> bool:
        """Forget what was said of that alert; gives whether anything was."""
        async with self._database.write() as connection:
            return (await connection.execute(delete(marks).where(marks.c.alert_id == alert_id))).rowcount > 0

    async def of(self, alert_ids: Collection[str]) -> Mapping[str, Mark]:
        """The marks of those alerts that have one, by alert id."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(marks).where(marks.c.alert_id.in_(alert_ids)))).all()
        return {row.alert_id: _mark(row) for row in rows}

    async def ids(self, start: str) -> tuple[str, ...]:
        """The ids of marked alerts that begin with ``start``, at most two, whether the alerts are kept or not."""
        begins = func.substr(marks.c.alert_id, 1, len(start)) == start
        async with self._database.read() as connection:
            return tuple((await connection.execute(select(marks.c.alert_id).where(begins).limit(2))).scalars())

    async def by_rule(self, since: datetime) -> Mapping[str, RuleReport]:
        """What became of each rule that has alerts or marks; alerts count as recent from ``since`` on."""
        recent = func.sum(case((alerts.c.created_at >= since, 1), else_=0))
        told = select(alerts.c.rule_id, func.count(), recent).group_by(alerts.c.rule_id)
        said = select(marks.c.rule_id, marks.c.verdict, func.count()).group_by(marks.c.rule_id, marks.c.verdict)
        async with self._database.read() as connection:
            numbers = {rule: (total, late) for rule, total, late in await connection.execute(told)}
            verdicts = {(rule, verdict): count for rule, verdict, count in await connection.execute(said)}
        rules = numbers.keys() | {rule for rule, _ in verdicts}
        return {
            rule: RuleReport(*numbers.get(rule, (0, 0)), Precision(*(verdicts.get((rule, v), 0) for v in Verdict)))
            for rule in rules
        }


def _mark(row: Row[tuple[str, ...]]) -> Mark:
    return Mark(**{**row._mapping, "verdict": Verdict(row.verdict)})
