"""What is wrong with sources, and of what of it people are to be told now. Pure.

:func:`diagnose` says what is wrong with one feed at this moment. :func:`review` looks at all that may be unwell, and at
what was told of before, and gives what has begun and what is over: each once, and together what belongs together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import (
    NEVER,
    Circumstances,
    ContentPolicy,
    Feed,
    FeedState,
    Finding,
    NewsRecord,
    Occasion,
    PageOutcome,
    PageRecord,
    Trouble,
    Vitals,
)
from monitor.sources.offline import Patient, Spell, spell_of
from monitor.sources.silence import judged, usual

# A page that gives text now and then is no wall; one that gives none so often is.
_RECENT_PAGES, _MOST_WITHOUT = 8, 7
_EARLY_PAGES = 5
_WELL_PAGES, _LEAST_WITH = 5, 3
_LEAST_FAILURES = 3
# What failed about when another feed did is told of with it: their next polls come at different times.
_TOGETHER = timedelta(hours=3)
# After a notice of a kind, so long is gathered for the next.
REST = timedelta(hours=6)
# Who has not released what is held by then does not want it.
_HELD_FOR = timedelta(days=30)
WELL = "feeds-well"


@dataclass(frozen=True, slots=True)
class HealthPolicy:
    """Of what people are told: feeds that fail for ``failing_after``, silence, and pages without text."""

    failing_after: timedelta = timedelta(days=1)
    silence: bool = True
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """What looking over the feeds came to.

    ``begun`` are the occasions to remember, ``told`` the findings to tell of, ``over`` the occasions to forget, and
    ``well`` those among them of whose end people are to hear. ``offline`` is since when this machine reaches no feed,
    and ``tell_offline`` whether to tell of it now. When that has just ended after lasting so long that it counts
    against no feed, ``online`` is since when it lasted; ``online_told`` says whether people had heard of it.
    """

    begun: tuple[Occasion, ...] = ()
    told: tuple[Finding, ...] = ()
    over: tuple[Occasion, ...] = ()
    well: tuple[Occasion, ...] = ()
    offline: datetime | None = None
    tell_offline: bool = False
    online: datetime | None = None
    online_told: bool = False


def diagnose(feed: Feed, state: FeedState, vitals: Vitals, policy: HealthPolicy) -> tuple[Finding, ...]:
    """What is wrong with ``feed`` as it stands, worst first; a single failure counts."""
    found: list[Finding] = []
    if state.fault is not None:
        trouble = Trouble.STOPPED if state.stopped else Trouble.FAILING
        since = state.failing_since or state.last_polled_at or state.next_poll_at
        failing = Finding(trouble, feed.id, feed.source, since)
        found.append(replace(failing, fault=state.fault, detail=state.fault_detail, failures=state.failures))
    # Not by what the feed is taken for: it soon looks as usual again, while what is in doubt still waits for a person.
    last = state.last_success_at
    if vitals.waits and state.flood_at is not None and last is not None and last - state.flood_at <= _HELD_FOR:
        found.append(Finding(Trouble.HELD, feed.id, feed.source, state.flood_at))
    quiet = _quiet(feed, state, vitals.news) if policy.silence or feed.quiet_after else None
    walled = _walled(feed, state, vitals.pages) if policy.pages else None
    return (*found, *(finding for finding in (quiet, walled) if finding is not None))


def quiet_at(feed: Feed, record: NewsRecord, last_new_at: datetime | None) -> datetime | None:
    """When the silence of ``feed`` is too long if nothing comes: as its owner says, else as its rhythm does."""
    last = record.last_at or last_new_at
    if feed.quiet_after is None:
        return judged(record).quiet_at
    return last + feed.quiet_after if last and feed.quiet_after != NEVER else None


def _quiet(feed: Feed, state: FeedState, record: NewsRecord) -> Finding | None:
    """Silence counts up to the last good answer: of what nobody has asked since, nothing is known."""
    limit, last = quiet_at(feed, record, state.last_new_at), record.last_at or state.last_new_at
    if limit is None or last is None or state.last_success_at is None or state.last_success_at < limit:
        return None
    return Finding(Trouble.QUIET, feed.id, feed.source, last, usual=usual(record), limit=feed.quiet_after)


def _walled(feed: Feed, state: FeedState, pages: PageRecord) -> Finding | None:
    recent = pages.recent[-_RECENT_PAGES:]
    without = sum(page is not PageOutcome.TEXT for page in recent)
    if pages.texts:
        walled = len(recent) == _RECENT_PAGES and without >= _MOST_WITHOUT and not _gives_text_again(pages)
    else:
        # Of a feed that holds more than its pages, and of a site that is down, nobody needs to hear at once.
        shut = [page for page in recent if page not in (PageOutcome.LITTLE, PageOutcome.UNREACHED)]
        walled = len(shut) >= _EARLY_PAGES and len(shut) == len(recent)
    if feed.content is ContentPolicy.FEED or not walled:
        return None
    since = state.last_new_at or state.next_poll_at
    return Finding(Trouble.NO_TEXT, feed.id, feed.source, since, pages=recent, ever=pages.texts > 0)


def _gives_text_again(pages: PageRecord) -> bool:
    newest = pages.recent[-_WELL_PAGES:]
    return sum(page is PageOutcome.TEXT for page in newest) >= _LEAST_WITH


def review(
    patients: Sequence[Patient],
    under_way: Sequence[Occasion],
    circumstances: Circumstances,
    policy: HealthPolicy,
    now: datetime,
) -> Review:
    """What has begun and what is over among ``patients``, given what is ``under_way`` already.

    ``patients`` hold every feed of the configuration that is under way or may be unwell; what is under way of other
    feeds is forgotten without a word.
    """
    before = next((each for each in under_way if each.trouble is Trouble.OFFLINE), None)
    spell = spell_of(patients, before, circumstances, _rests(about(Trouble.OFFLINE), circumstances, now), now)
    if spell.ended is not None and spell.long:
        circumstances = replace(circumstances, offline_at=spell.ended.since, online_at=now)
    found = [
        finding for patient in patients for finding in diagnose(patient.feed, patient.state, patient.vitals, policy)
    ]
    new = _new(found, under_way, spell)
    told = _to_tell(new, patients, circumstances, policy, now)
    silent = [finding for finding in new if finding.trouble is Trouble.HELD]  # told of by the poll that held it
    begun = tuple(Occasion(each.feed_id, each.trouble, each.since, now) for each in (*told, *silent))
    over, well = _ended(patients, under_way, found, policy)
    if _rests(WELL, circumstances, now):
        over, well = [each for each in over if each not in well], []
    return _with_spell(Review(begun, tuple(told), tuple(over), tuple(well)), spell, before)


def _with_spell(found: Review, spell: Spell, before: Occasion | None) -> Review:
    """``found`` with what is to be said and remembered of the machine's network; ``before`` is what was remembered."""
    if spell.standing is not None:
        begun = found.begun if spell.standing == before else (*found.begun, spell.standing)
        return replace(found, begun=begun, offline=spell.standing.since, tell_offline=spell.tell)
    if spell.ended is not None:
        online = spell.ended.since if spell.long else None
        told = spell.ended.told_at is not None
        return replace(found, over=(*found.over, spell.ended), online=online, online_told=told)
    return found


def about(trouble: Trouble) -> str:
    """The word for filters of a notice of ``trouble``."""
    return f"feeds-{trouble.value}"


def _new(found: Iterable[Finding], under_way: Iterable[Occasion], spell: Spell) -> list[Finding]:
    """What is not under way yet; without what fails, while this machine reaches nothing."""
    known = {(each.feed_id, each.trouble) for each in under_way}
    return [
        finding
        for finding in found
        if (finding.feed_id, finding.trouble) not in known
        and not (spell.standing is not None and finding.trouble is Trouble.FAILING)
    ]


def _to_tell(
    new: Sequence[Finding],
    patients: Sequence[Patient],
    circumstances: Circumstances,
    policy: HealthPolicy,
    now: datetime,
) -> list[Finding]:
    """Those of the ``new`` findings that are told of now."""
    states = {patient.feed.id: patient.state for patient in patients}
    failing = [each for each in new if each.trouble is Trouble.FAILING]
    lasting = [each for each in failing if _fails_long(each, states[each.feed_id], circumstances, policy.failing_after)]
    if lasting:
        latest = max(each.since for each in lasting) + _TOGETHER
        lasting = [each for each in failing if each.since <= latest and each.failures >= _LEAST_FAILURES]
    others = [each for each in new if each.trouble in (Trouble.STOPPED, Trouble.QUIET, Trouble.NO_TEXT)]
    return [each for each in (*lasting, *others) if not _rests(about(each.trouble), circumstances, now)]


def _fails_long(finding: Finding, state: FeedState, circumstances: Circumstances, limit: timedelta) -> bool:
    """Time in which the service or the machine's network was down proves nothing against a feed.

    If both were at once, that is taken off twice: people hear later then, but not in vain.
    """
    seen = state.last_polled_at or finding.since
    asked = seen - finding.since - state.unasked
    if circumstances.online_at is not None:
        start = max(finding.since, circumstances.offline_at or finding.since)
        asked -= max(min(seen, circumstances.online_at) - start, timedelta(0))
    return finding.failures >= _LEAST_FAILURES and asked >= limit


def _rests(kind: str, circumstances: Circumstances, now: datetime) -> bool:
    last = dict(circumstances.told).get(kind)
    return last is not None and timedelta(0) <= now - last < REST


def _ended(
    patients: Sequence[Patient], under_way: Iterable[Occasion], found: Sequence[Finding], policy: HealthPolicy
) -> tuple[list[Occasion], list[Occasion]]:
    """The occasions that are over, and those among them that ended well."""
    known: Mapping[str, Patient] = {patient.feed.id: patient for patient in patients}
    lasting = {(finding.feed_id, finding.trouble) for finding in found}
    over, well = [], []
    for occasion in under_way:
        patient = known.get(occasion.feed_id)
        if occasion.trouble is Trouble.OFFLINE or (occasion.feed_id, occasion.trouble) in lasting:
            continue
        if patient is None or _is_dropped(occasion, patient, policy):
            over.append(occasion)
        elif _is_well(occasion, patient):
            over.append(occasion)
            well.append(occasion)
    return over, well


def _is_dropped(occasion: Occasion, patient: Patient, policy: HealthPolicy) -> bool:
    """Whether nobody wants to hear of such a trouble any more."""
    match occasion.trouble:
        case Trouble.HELD:
            return patient.vitals.waits
        case Trouble.QUIET:
            return patient.feed.quiet_after == NEVER or not (policy.silence or patient.feed.quiet_after)
        case Trouble.NO_TEXT:
            return not policy.pages or patient.feed.content is ContentPolicy.FEED
    return False


def _is_well(occasion: Occasion, patient: Patient) -> bool:
    """Whether the trouble has ended because the source is well; one whose address was corrected has yet to answer."""
    state, vitals, told_at = patient.state, patient.vitals, occasion.told_at or occasion.since
    match occasion.trouble:
        case Trouble.FAILING | Trouble.STOPPED:
            return state.fault is None and state.last_success_at is not None and state.last_success_at > told_at
        case Trouble.NO_TEXT:
            return _gives_text_again(vitals.pages)
        case Trouble.QUIET:
            last = vitals.news.last_at or state.last_new_at
            return last is not None and last > occasion.since
    return True
