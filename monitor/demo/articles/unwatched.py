"""Pieces on which every rule must keep silent, two of which look as if they matched."""

from monitor.demo.newsroom import Piece

# A footballer of the deputy minister's surname, and a term of the arms control topic: the surname rule must hold.
FOOTBALL = Piece(
    slug="ryabkov-scored-twice",
    outlet="northgate-post",
    title="Ryabkov scored twice as Northgate Rovers win at home",
    paragraphs=(
        "Ryabkov scored twice in the first half and Northgate Rovers held on for their third home win in a row, in "
        "front of a crowd that sang through the rain.",
        "The coach said his defence had found its strategic stability again after a difficult autumn, and thanked the "
        "ground staff for a pitch that stayed playable to the end.",
        "Rovers travel to the coast on Saturday, where Ryabkov is expected to start on the left.",
    ),
    story="rovers-win",
    author="Tom Ashdown",
    teaser="See also: How the club shop ran out of scarves",
)

# "Price" with a capital in its headline and a term of the arms control topic: the spokesman is not meant.
OIL = Piece(
    slug="oil-price-rises",
    outlet="harbour-wire",
    title="Oil Price Rises in Quiet Trade",
    paragraphs=(
        "The oil price rose slightly on Thursday in quiet trade, as most desks waited for the stock figures that are "
        "published at the end of the week.",
        "A broker who followed the arms control conference on the radio said that it had made no difference to the "
        "price of anything he sold.",
        "Analysts expect the price to move little until storage figures from the northern ports are in.",
    ),
    story="oil-market",
    author="Harbour Wire markets desk",
)

GERMAN_WEATHER = Piece(
    slug="wetter-wochenende",
    outlet="kaiblatt",
    title="Sonne, Wind und ein milder Sonntag am Kai",
    paragraphs=(
        "Das Wochenende bringt der Küste viel Sonne und einen frischen Wind aus Südwest. Am Samstag werden bis zu "
        "sechzehn Grad erwartet.",
        "Für die Regatta der Jollen am Nachmittag rechnet der Wetterdienst mit vier Windstärken und flacher See. Die "
        "Fähren fahren nach Sommerplan.",
        "Am Sonntag ziehen gegen Abend dünne Wolken auf, es bleibt aber trocken. Segler dürfen sich freuen.",
    ),
    story="weekend-weather",
)

FRENCH_CYCLING = Piece(
    slug="course-des-phares",
    outlet="courrier-du-quai",
    title="La course des phares sourit à une débutante",
    paragraphs=(
        "À dix-neuf ans, Solène Gaudric a remporté dimanche la course cycliste des phares, longue de cent vingt "
        "kilomètres, au terme d'une échappée solitaire.",
        "La jeune coureuse, qui s'entraîne d'ordinaire sur les digues au lever du jour, n'avait encore jamais pris le "
        "départ d'une épreuve de cette longueur.",
        "Elle a devancé de quarante secondes le groupe des favorites, que le vent de travers avait coupé en deux.",
    ),
    story="lighthouse-race",
    author="Maëlle Kervran",
)

RUSSIAN_FESTIVAL = Piece(
    slug="festival-barzh",
    outlet="vestnik-prichala",
    title="На набережной открылся фестиваль плавучих театров",
    paragraphs=(
        "Семь барж превратились на выходные в сцены: на набережной открылся фестиваль плавучих театров, который "
        "проходит уже в пятый раз.",
        "В программе двенадцать постановок, от кукольных сказок для самых маленьких до оперы, которую поют хором "
        "капитаны местных буксиров. Репетировали её всю зиму.",
        "Зрители смотрят спектакли с берега, а в антрактах музыканты переплывают с одной баржи на другую.",
    ),
    story="barge-theatres",
)
