"""One wire story in two outlets: the same words under the same headline, so one alert for both."""

from monitor.demo.newsroom import Piece

_HEADLINE = "Envoys keep arms control channel open after two days in Helsinki"

_TEXT = (
    "American and Russian envoys ended two days of consultations in Helsinki on Tuesday with an agreement to keep "
    "their arms control channel open and to meet again before the end of the year.",
    "The delegations were led by Wendy Sherman, the United States deputy secretary of state, and Sergei Ryabkov, "
    "Russia's deputy foreign minister. Both described the mood in the room as businesslike.",
    "Ryabkov told reporters that two working groups would compare notes on inspections and on early notice of "
    "exercises. Sherman said the list of open questions was shorter than it had been in the spring.",
    "Finnish hosts set aside a wing of the old customs house for the meeting, and said that they would gladly do so "
    "again. No documents were signed, and none had been expected.",
    "Experts on strategic stability from both capitals are to exchange written questions over the next six weeks.",
)

FIRST = Piece(
    slug="envoys-keep-channel-open",
    outlet="harbour-wire",
    title=_HEADLINE,
    paragraphs=_TEXT,
    story="helsinki-consultations",
    rule="stability-talks",
    author="Ada Lindqvist",
    credit="Harbour Wire – agencies",
    teaser="Read more: Ferry timetable changes for the autumn",
    teaser_after=2,
)

SECOND = Piece(
    slug="arms-control-channel-stays-open",
    outlet="northgate-post",
    title=_HEADLINE,
    paragraphs=_TEXT,
    story="helsinki-consultations",
    rule="stability-talks",
    credit="Northgate Post – Harbour Wire, agencies",
    teaser="See also: Ten walks along the northern wall",
    teaser_after=3,
)
