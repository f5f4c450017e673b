"""An Arabic report written for these tests, and the officials that the tests look for.

The report holds what makes Arabic hard to search: particles and articles written on to words (والأمن, بالحد, للحدّ),
vowel signs (التسلّح), tanwin (منتظماً), the preposition على beside the name علي, and the name برايس, which is not
"with Rice".
"""

from monitor.model import Article
from monitor.rulebook import Official

TITLE = "جنيف تجمع واشنطن وموسكو من جديد: التسلح والأمن السيبراني في صلب النقاش"

TEXT = "\n".join(
    (
        "عاد الوفدان إلى مدينة جنيف أمس بعد انقطاع طويل، وتناولت الجلسة الأولى الحدّ من التسلّح ثم الأمن السيبراني.",
        "وقادت ويندي شيرمان، نائبة وزير الخارجيّة الأميركي، فريقاً صغيراً، وجلس قبالتها سيرغي ريابكوف مع خبرائه.",
        "وصرّح ريابكوف للصحافيين على هامش اللقاء بأن النبرة كانت هادئة، وأن ملف الأمن السيبراني سيبقى مفتوحاً.",
        "وطلب الجانب الروسي أن يصبح التشاور منتظماً، ورأى خبير مستقل أن بالأمن السيبراني وحده لا تُبنى الثقة.",
        "نافذة جديدة",
        "من جهته قال المتحدث نيد برايس للصحافة إن أحداً لا يتوقع نتائج سريعة. وكرّر برايس أن الحوار مفيد في ذاته.",
        "ويرتبط أي تقدم بالحد من التسلح، وفق دبلوماسي حضر المباحثات التي دارت بين واشنطن وموسكو خلف أبواب مغلقة.",
        "وجاء في نص وزعته وزارة الخارجية الأميركية أن الخطوات المقبلة للحدّ من التسلح تحتاج إلى وقت.",
        "وكان جو بايدن قد اتفق مع نظيره فلاديمير بوتين في الصيف على استئناف هذا المسار.",
    )
)

REPORT = Article(id="report", title=TITLE, text=TEXT, language="ar")

RYABKOV = Official(
    "ryabkov",
    "Sergei Ryabkov",
    names={
        "en": ("Sergei Ryabkov", "Sergey Ryabkov"),
        "fr": ("Sergueï Riabkov",),
        "de": ("Sergej Rjabkow",),
        "ar": ("سيرغي ريابكوف", "سيرغي رياباكوف"),
        "ru": ("Сергей Рябков",),
        "uk": ("Сергій Рябков",),
        "zh": ("谢尔盖·里亚布科夫",),
        "el": ("Σεργκέι Ριαμπκόφ",),
        "ko": ("세르게이 랴브코프",),
        "ja": ("セルゲイ・リャプコフ",),
        "he": ("סרגיי ריאבקוב",),
        "fa": ("سرگئی ریابکوف",),
    },
    surnames={"en": ("Ryabkov",), "ar": ("ريابكوف",), "ru": ("Рябков",), "zh": ("里亚布科夫",), "de": ("Rjabkow",)},
    roles={
        "en": ("Russian Deputy Foreign Minister",),
        "ar": ("نائب وزير الخارجية الروسي",),
        "ru": ("замминистра иностранных дел",),
    },
)

SHERMAN = Official(
    "sherman",
    "Wendy Sherman",
    names={
        "en": ("Wendy Sherman",),
        "ar": ("ويندي شيرمان",),
        "ru": ("Уэнди Шерман",),
        "zh": ("温迪·舍曼", "舍曼"),
        "he": ("ונדי שרמן",),
    },
    surnames={"en": ("Sherman",), "ar": ("شيرمان",), "ru": ("Шерман",)},
    roles={"en": ("Deputy Secretary of State",), "ar": ("نائبة وزير الخارجية الأميركي",)},
)

PRICE = Official(
    "price",
    "Ned Price",
    names={"en": ("Ned Price",), "ar": ("نيد برايس",), "ru": ("Нед Прайс",)},
    surnames={"en": ("Price",), "ar": ("برايس",), "ru": ("Прайс",)},
    roles={"en": ("State Department spokesperson",), "ar": ("المتحدث باسم وزارة الخارجية الأميركية",)},
    blocked=("Tom Price",),
)

BIDEN = Official(
    "biden",
    "Joe Biden",
    names={
        "en": ("Joe Biden",),
        "ar": ("جو بايدن",),
        "ru": ("Джо Байден",),
        "tr": ("Joe Biden",),
        "pl": ("Joe Biden",),
        "zh": ("乔·拜登",),
    },
    surnames={"en": ("Biden",), "ar": ("بايدن",), "ru": ("Байден",), "zh": ("拜登",)},
    roles={"en": ("White House",), "ar": ("البيت الأبيض",), "ru": ("Белый дом",)},
    blocked=("Hunter Biden", "Хантер Байден"),
)

RICE = Official(
    "rice",
    "Condoleezza Rice",
    names={"ar": ("كوندوليزا رايس",)},
    surnames={"ar": ("رايس",)},
    roles={"ar": ("وزارة الخارجية الأميركية",)},
)

ZELENSKY = Official(
    "zelensky",
    "Volodymyr Zelensky",
    names={
        "uk": ("Володимир Зеленський",),
        "ru": ("Владимир Зеленский",),
        "pl": ("Wołodymyr Zełenski",),
        "en": ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        "el": ("Βολοντίμιρ Ζελένσκι",),
        "fi": ("Volodymyr Zelenskyi",),
    },
    surnames={"uk": ("Зеленський",), "ru": ("Зеленский",)},
    roles={"uk": ("президент України",), "ru": ("президент Украины",)},
)

HAMAS = Official("hamas", "Hamas", names={"ar": ("حماس",)})
ALI = Official("ali", "Ali", names={"ar": ("علي",)})
BAGHERI = Official("bagheri", "Ali Bagheri", names={"ar": ("علي باقري",), "fa": ("علی باقری",)})

OFFICIALS = {
    official.id: official for official in (RYABKOV, SHERMAN, PRICE, BIDEN, RICE, ZELENSKY, HAMAS, ALI, BAGHERI)
}
