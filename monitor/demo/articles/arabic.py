"""Arabic pieces. The first sits in a page full of traps, which its outlet's template and these fields lay together:

the page states the date of its rendering, in Arabic-Indic digits, and not the article's; a label of the dark mode and
the headline three times; clitics on names (لريابكوف) and marks inside words (التسلّح); a read-more line about the
Suez Canal, which another rule watches, in the middle of the text; months in Levantine and Gregorian pairs; a credit
line and an invitation to a newsletter.
"""

from monitor.demo.newsroom import Piece

TALKS = Piece(
    slug="jawlat-vienna",
    outlet="as-sahil",
    title="فيينا تستضيف جولة حوار حول الحدّ من التسلّح والأمن السيبراني",
    paragraphs=(
        "استضافت فيينا، أمس الاثنين، جولة جديدة من الحوار بين وفدين أميركي وروسي، خُصّصت للحدّ من التسلّح ولقواعد "
        "الأمن السيبراني، وقال منظّموها إنها جرت في أجواء هادئة.",
        "وقادت ويندي شيرمان، نائبة وزير الخارجية الأميركي، فريق بلادها، فيما حضر سيرغي ريابكوف، نائب وزير الخارجية "
        "الروسي، على رأس الفريق المقابل.",
        "وأبلغ ريابكوف الصحفيين بأن الجانبين رتّبا مواعيد اللقاءات، وبأن الجولة التالية ستُعقد في تشرين الأول/ أكتوبر، "
        "مشيراً إلى أن الخبراء سيتبادلون قوائم الأسئلة قبل ذلك.",
        "ومن واشنطن، رأى نيد برايس، المتحدث باسم وزارة الخارجية الأميركية، أن اللقاء كان مفيداً، وأضاف أن الدعوة "
        "ما زالت مفتوحة لريابكوف ولفريقه من أجل زيارة ثانية.",
        "واتّفق الفريقان على خطّ اتصال دائم بين الخبراء في مسائل التسلّح والأمن السيبراني، على أن يُراجَع عمله في كانون "
        "الأول/ ديسمبر.",
        "وقالت شيرمان في ختام اليوم إن ما أُنجز سيُعرض على الشركاء، ورحّب ريابكوف بذلك.",
    ),
    story="vienna-round",
    rule="stability-talks",
    credit="الساحل الجديد _ وكالات",
    heading="خبراء ومواعيد",
    teaser="اقرأ أيضاً: قناة السويس تستقبل أكبر سفينة شحن هذا العام",
    teaser_after=3,
)

CANAL = Piece(
    slug="qanat-jusur",
    outlet="as-sahil",
    title="جسر عائم جديد يختصر الطريق بين ضفّتي القناة",
    paragraphs=(
        "افتُتح صباح اليوم جسر عائم جديد قرب الإسماعيلية يسمح للمشاة بالعبور بين ضفّتين كان الانتقال بينهما يستغرق ساعة.",
        "وقال المهندس المشرف إن الملاحة بقناة السويس لن تتأثر، لأن الجسر يُفتح كاملاً قبل مرور كل قافلة بنصف ساعة.",
        "وينتظر سكان القرى المجاورة أن يقرّبهم الجسر من المدارس والأسواق، بعد أن جرّبه مئات منهم في اليوم الأول.",
    ),
    story="floating-bridge",
    rule="suez-canal",
    credit="الساحل الجديد _ وكالات",
    teaser="اقرأ أيضاً: موسم التمور يبدأ باكراً في الواحات",
    teaser_after=1,
)
