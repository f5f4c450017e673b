"""Pieces that a rule waits for, each another event in another language."""

from monitor.demo.newsroom import Piece

RUSSIAN_CYBER = Piece(
    slug="kiberataka-tablo",
    outlet="vestnik-prichala",
    title="Кибератака на сутки отключила табло речного вокзала",
    paragraphs=(
        "Электронные табло речного вокзала в среду не работали почти сутки: утром на них вместо расписания появилась "
        "одна и та же строка, после чего дежурные отключили всю систему.",
        "Руководство вокзала заявило, что последствия кибератаки устранены, данные пассажиров не пострадали, а рейсы "
        "выполнялись по обычному расписанию.",
        "До вечера время отправления объявляли по громкой связи, а на причалах висели листы, написанные от руки. "
        "Пассажиры отнеслись к этому с пониманием.",
    ),
    story="river-station",
    rule="cyber-attacks",
    author="Ирина Волгина",
)

FRENCH_CANAL = Piece(
    slug="dragues-canal-de-suez",
    outlet="courrier-du-quai",
    title="Canal de Suez : quatre dragues neuves attendues au printemps",
    paragraphs=(
        "Quatre dragues construites dans un chantier de la côte rejoindront au printemps le canal de Suez, où elles "
        "entretiendront la profondeur du chenal sur sa partie la plus étroite.",
        "Le chantier, qui emploie six cents personnes, a présenté mercredi la première coque. Les essais en mer "
        "commenceront dès que la météo le permettra.",
        "Les équipages passeront trois mois en formation avant la livraison, afin de connaître les courants du lieu.",
    ),
    story="four-dredgers",
    rule="suez-canal",
    author="Maëlle Kervran",
    teaser="À lire aussi : le marché aux huîtres déménage",
)

SPANISH_CYBER = Piece(
    slug="ciberataque-biblioteca",
    outlet="gaceta-del-muelle",
    title="Un ciberataque deja sin catálogo a la red de bibliotecas",
    paragraphs=(
        "La red municipal de bibliotecas trabaja desde el lunes con fichas de papel después de que un ciberataque "
        "bloqueara el catálogo y el sistema de préstamos.",
        "La directora de la red, Inés Larrañaga, explicó que existen copias de todos los registros y que el servicio "
        "volverá poco a poco durante la semana.",
        "Mientras tanto, ningún lector pagará por devolver tarde un libro, y las salas de estudio siguen abiertas.",
    ),
    story="library-catalogue",
    rule="cyber-attacks",
    teaser="Lea también: la noria del puerto cumple cien años",
)

CHINESE_CANAL = Piece(
    slug="yunhe-peixun",
    outlet="haigang-wanbao",
    title="苏伊士运河引航员来港参加模拟训练",
    paragraphs=(
        "十二名来自苏伊士运河的引航员本周抵达海港，将在新建成的航海模拟中心接受为期两周的训练。",
        "训练中心负责人介绍，模拟器可以重现大风、沙尘和夜间航行等情况，学员每天练习六个小时。课程的最后一天，他们还要在模拟的狭窄航道中，引导一艘四百米长的货船安全通过。",
        "引航员们说，他们希望把学到的经验带回去，也欢迎海港的同行明年回访。",
    ),
    story="pilots-in-training",
    rule="suez-canal",
    author="林晓舟",
)

GERMAN_CYBER = Piece(
    slug="cyberangriff-stadtwerke",
    outlet="kaiblatt",
    title="Nach Cyberangriff: Stadtwerke lesen Zähler wieder von Hand ab",
    paragraphs=(
        "Die Stadtwerke schicken in den kommenden Wochen Ableser in alle Haushalte, weil die Fernabfrage der Zähler "
        "seit einem Cyberangriff am Wochenende abgeschaltet ist.",
        "Strom, Wasser und Wärme seien zu keiner Zeit betroffen gewesen, teilte das Unternehmen mit. Die Rechnungen "
        "verzögern sich um etwa einen Monat.",
        "Wer nicht zu Hause ist, kann den Stand auf einer Karte notieren und in den Briefkasten am Rathaus werfen.",
    ),
    story="meter-readings",
    rule="cyber-attacks",
    author="Jette Brodersen",
    teaser="Lesen Sie auch: Der Wochenmarkt zieht an den Hafen",
)

PERSIAN_CANAL = Piece(
    slug="namayeshgah-kanal",
    outlet="eskele",
    title="نمایشگاه عکس‌های قدیمی کانال سوئز در موزه دریانوردی",
    paragraphs=(
        "موزه دریانوردی از فردا میزبان صد و بیست عکس قدیمی از کانال سوئز است که بیشتر آن‌ها برای "
        "نخستین بار به نمایش درمی‌آید.",
        "مدیر موزه گفت این عکس‌ها را خانواده یک ناخدای بازنشسته اهدا کرده‌اند و نگهداری آن‌ها دو سال زمان برده است.",
        "بازدید از نمایشگاه تا پایان ماه رایگان است و هر عصر راهنمایان موزه درباره عکس‌ها توضیح می‌دهند.",
    ),
    story="old-photographs",
    rule="suez-canal",
)
