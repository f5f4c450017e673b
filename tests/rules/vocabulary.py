"""Sentences of each language that hold a term of a topic, and texts that hold none, written for these tests."""

# One sentence for each language, in which any term stands well enough for the matcher to read it.
CARRIERS = {
    "ar": "تحدث الوزراء عن {term} يوم الاثنين في القاهرة.",
    "az": "Nazirlər bazar ertəsi günü {term} haqqında danışdılar.",
    "bg": "Министрите говориха за {term} в понеделник в София.",
    "cs": "Ministři v pondělí v Praze mluvili o tématu {term} a o dalších věcech.",
    "de": "Die Minister sprachen am Montag in Berlin über {term} und anderes mehr.",
    "el": "Οι υπουργοί μίλησαν τη Δευτέρα στην Αθήνα για {term} και άλλα θέματα.",
    "en": "The ministers spoke about {term} on Monday in the capital.",
    "es": "Los ministros hablaron el lunes sobre {term} en la capital.",
    "fa": "وزیران روز دوشنبه درباره {term} در تهران گفتگو کردند.",
    "fi": "Ministerit puhuivat maanantaina Helsingissä aiheesta {term} ja muustakin.",
    "fr": "Les ministres ont parlé lundi du thème {term} dans la capitale.",
    "he": "השרים דיברו ביום שני על {term} בירושלים.",
    "hi": "मंत्रियों ने सोमवार को दिल्ली में {term} पर बातचीत की।",
    "hr": "Ministri su u ponedjeljak u Zagrebu razgovarali o temi {term} i drugome.",
    "hu": "A miniszterek hétfőn Budapesten erről beszéltek: {term} és más ügyek.",
    "id": "Para menteri membahas {term} pada hari Senin di ibu kota.",
    "it": "I ministri hanno parlato lunedì del tema {term} nella capitale.",
    "ja": "大臣は月曜日に「{term}」について話した。",
    "ko": "장관들은 월요일 서울에서 {term} 문제를 논의했다.",
    "nl": "De ministers spraken maandag in Den Haag over {term} en andere zaken.",
    "pl": "Ministrowie rozmawiali w poniedziałek w Warszawie na temat {term} i innych spraw.",
    "pt": "Os ministros falaram na segunda-feira sobre {term} na capital.",
    "ro": "Miniștrii au vorbit luni la București despre {term} și despre altele.",
    "ru": "Министры говорили в понедельник в столице на тему {term} и о другом.",
    "sl": "Ministri so se v ponedeljek v Ljubljani pogovarjali o temi {term} in drugem.",
    "sr": "Министри су у понедељак у Београду разговарали о теми {term} и другом.",
    "sv": "Ministrarna talade på måndagen i Stockholm om {term} och annat.",
    "sw": "Mawaziri walizungumza Jumatatu kuhusu {term} katika mji mkuu.",
    "th": "รัฐมนตรีพูดเรื่อง {term} เมื่อวันจันทร์",
    "tr": "Bakanlar pazartesi günü Ankara'da {term} konusunu ele aldı.",
    "uk": "Міністри говорили в понеділок у столиці на тему {term} та про інше.",
    "ur": "وزراء نے پیر کے روز اسلام آباد میں {term} پر بات چیت کی۔",
    "vi": "Các bộ trưởng đã nói về {term} hôm thứ Hai tại thủ đô.",
    "zh": "部长们星期一在首都开会讨论{term}，没有作出决定。",
}

# Football and cooking: no topic is spoken of, in whatever language a term is listed.
NEUTRAL = {
    "ar": "فاز الفريق بهدفين مقابل هدف واحد وسجل المهاجم في الدقيقة الأخيرة. بعد المباراة أعدت الجدة حساء "
    "العدس بالبصل والكمون وقدمته مع خبز ساخن.",
    "az": "Komanda oyunu iki-bir hesabı ilə qazandı, hücumçu son dəqiqədə qol vurdu. Nənə plov bişirdi, "
    "üstünə yağ və zəfəran əlavə etdi.",
    "bg": "Отборът спечели мача с два на един, а нападателят вкара в последната минута. После баба сготви "
    "боб с чушки и опече хляб за нашите гости.",
    "cs": "Domácí vyhráli zápas dva jedna a útočník dal gól v poslední minutě. Naše babička pak uvařila "
    "polévku s knedlíčky a upekla koláč, který vám jistě bude chutnat.",
    "de": "Die Mannschaft gewann das Spiel mit zwei zu eins, der Stürmer traf in der letzten Minute. Danach "
    "kochte die Großmutter eine Suppe mit Zwiebeln. Iss sie, solange sie warm ist, es ist deine Wahl.",
    "el": "Η ομάδα κέρδισε τον αγώνα με δύο ένα και ο επιθετικός σκόραρε στο τελευταίο λεπτό. Ύστερα η "
    "γιαγιά μαγείρεψε φασολάδα με ελιές και ζεστό ψωμί.",
    "en": "The home side won the match two to one after a new start in the second half, and the striker "
    "scored in the last minute. Then grandmother cooked a soup with onions; make it attack the cold, "
    "she said, and birds sang outside.",
    "es": "El equipo ganó el partido por dos a uno y el delantero marcó en el último minuto. Esa noche la "
    "abuela preparó una sopa de lentejas con cebolla y pan caliente; la mejor elección para el frío.",
    "fa": "تیم میزبان بازی را دو بر یک برد و مهاجم در دقیقه آخر گل زد. سپس مادربزرگ آش رشته با پیاز داغ و "
    "نان تازه پخت.",
    "fi": "Joukkue voitti ottelun kaksi yksi, ja hyökkääjä teki maalin viime minuutilla. Anssi keitti sitten "
    "kalakeittoa, ja mummo leipoi vaaleaa leipää vieraille.",
    "fr": "L'équipe a gagné le match deux à un et l'attaquant a marqué à la dernière minute. Ensuite la "
    "grand-mère a préparé une soupe aux oignons avec du pain chaud et du fromage.",
    "he": "הקבוצה ניצחה במשחק שתיים אחת והחלוץ הבקיע בדקה האחרונה. אחר כך סבתא בישלה מרק עדשים עם בצל ולחם חם.",
    "hi": "टीम ने मैच दो एक से जीत लिया और खिलाड़ी ने आखिरी मिनट में गोल किया। फिर दादी ने प्याज और मसाले "
    "डालकर दाल बनाई और गरम रोटी परोसी।",
    "hr": "Domaćini su dobili utakmicu dva jedan, a napadač je zabio u zadnjoj minuti. Poslije je naša baka "
    "skuhala juhu s rezancima i ispekla kruh, pa je to bio novi početak i izbor za sve.",
    "hu": "A csapat kettő egyre nyerte a meccset, a csatár az utolsó percben lőtt gólt. Utána a nagymama "
    "levest főzött hagymával, és friss kenyeret sütött nekünk.",
    "id": "Tim tuan rumah menang dua satu dan penyerang mencetak gol pada menit terakhir. Setelah itu nenek "
    "memasak sup ayam dengan bawang dan nasi hangat.",
    "it": "La squadra ha vinto la partita per due a uno e l'attaccante ha segnato all'ultimo minuto. Poi la "
    "nonna ha cucinato una zuppa di lenticchie con cipolla e pane caldo.",
    "ja": "ホームのチームは試合に二対一で勝ち、選手は最後の一分に得点した。その後、祖母は玉ねぎのスープを作り"
    "、温かいパンを焼いた。",
    "ko": "홈 팀이 경기에서 두 골을 넣어 이겼고 공격수는 마지막 순간에 득점했다. 그 뒤 할머니는 양파를 넣고 "
    "국을 끓였고 따뜻한 밥을 지었다.",
    "nl": "De thuisploeg won de wedstrijd met twee tegen een en de spits scoorde in de laatste minuut. "
    "Daarna kookte oma een soep met uien en bakte ze vers brood voor ons.",
    "pl": "Gospodarze wygrali mecz dwa do jednego, a napastnik strzelił gola w ostatniej minucie. Potem "
    "babcia ugotowała zupę z cebulą i upiekła chleb; dla gości był to nowy start i dobry wybór.",
    "pt": "A equipe venceu o jogo por dois a um e o atacante marcou no último minuto. Depois a avó preparou "
    "uma sopa de feijão com cebola e pão quente, a melhor escolha para essa noite.",
    "ro": "Echipa a câștigat meciul cu doi la unu, iar atacantul a marcat în ultimul minut. Apoi bunica a "
    "gătit o ciorbă cu ceapă și a copt pâine caldă pentru noi.",
    "ru": "Команда выиграла матч два один, нападающий забил на последней минуте. Потом бабушка сварила суп с "
    "луком и испекла хлеб, а сто гостей сделали свой выбор между чаем и соком.",
    "sl": "Domači so dobili tekmo dva proti ena, napadalec je zadel v zadnji minuti. Potem je naša babica "
    "skuhala juho z rezanci in spekla kruh za goste.",
    "sr": "Домаћи су добили утакмицу два један, а нападач је погодио у последњем минуту. Потом је наша бака "
    "скувала супу са лукомом и испекла хлеб. Naša baka je skuvala supu i ispekla hleb za goste.",
    "sv": "Hemmalaget vann matchen med två mot ett och anfallaren gjorde mål i sista minuten. Sedan kokade "
    "mormor soppa med lök och bakade bröd; det var ett bra val, sade alla.",
    "sw": "Timu ya nyumbani ilishinda mchezo mabao mawili kwa moja na mshambuliaji alifunga dakika ya "
    "mwisho. Kisha bibi alipika supu ya kuku na wali kwa vitunguu.",
    "th": "ทีมเจ้าบ้านชนะการแข่งขันสองต่อหนึ่ง และกองหน้ายิงประตูในนาทีสุดท้าย จากนั้นคุณยายทำแกงไก่ใส่หัวหอมกับข้าวสวยร้อน ๆ",
    "tr": "Ev sahibi takım maçı iki bir kazandı, forvet son dakikada gol attı. Sonra büyükanne soğanlı "
    "mercimek çorbası pişirdi ve sıcak ekmek yaptı; güzel bir seçim oldu.",
    "uk": "Команда виграла матч два один, а нападник забив на останній хвилині. Потім бабуся зварила борщ із "
    "цибулею і спекла хліб, а гості зробили свій вибір.",
    "ur": "ٹیم نے میچ دو ایک سے جیت لیا اور کھلاڑی نے آخری منٹ میں گول کیا۔ پھر دادی نے پیاز اور مصالحے ڈال "
    "کر دال پکائی اور گرم روٹی دی۔",
    "vi": "Đội chủ nhà thắng trận đấu hai một và tiền đạo ghi bàn ở phút cuối. Sau đó bà nấu canh gà với "
    "hành và cơm nóng cho cả nhà.",
    "zh": "主队以二比一赢得比赛，前锋在最后一分钟进球。后来奶奶用洋葱煮了汤，还烤了热面包。主隊贏得比賽，奶奶煮了湯。",
}
