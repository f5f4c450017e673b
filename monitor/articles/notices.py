"""What sites write where an article is not shown, or not whole: paywall, consent and challenge notices, by language.

The words are those that the sites' own buttons and headings use. They are looked for in short lines, or on pages that
hold little else; an article about paywalls is no paywall.
"""

import re

_PAYWALL_WORDS = (
    r"this (?:article|story|content|post|page) is .{0,30}(?:subscribers|members)|"
    r"(?:for|to) (?:\w+ )?(?:subscribers|members)"
    r" only|(?:subscriber|member)s?[- ]only (?:article|story|content)|exclusive (?:to|for) (?:our )?subscribers|"
    r"subscribe (?:now |today )?(?:to|and) (?:continue|read|keep|unlock|access|get)|"
    r"(?:sign|log) in to (?:continue|read)|"
    r"already (?:a |an )?(?:subscriber|member)\?|^to (?:read|continue reading) (?:the (?:full|rest)|this)|"
    r"(?:you(?:'ve|’ve| have)) (?:reached|used|read) (?:your|all).{0,30}(?:limit|articles)|"
    r"unlock this (?:article|story)|"
    r"create (?:a|your) (?:free )?account to|start your (?:free )?trial|continue reading with|"
    r"nur für (?:\w+ )?abonnent|abonnieren und weiterlesen|jetzt weiterlesen|bereits abonnent|weiterlesen mit|"
    r"mit einem abo|réservée? (?:à nos|aux) abonné|abonnez-vous pour (?:lire|continuer)|déjà abonné|"
    r"il vous reste .{1,12} de cet article|(?:solo|exclusivo) para suscriptores|suscr[íi]b(?:ete|ase) para|"
    r"ya eres suscriptor|(?:exclusivo|apenas|só|somente) para assinantes|assine para (?:continuar|ler)|já é assinante|"
    r"(?:solo per gli|riservato agli) abbonati|abbonati per (?:continuare|leggere)|alleen voor abonnees|"
    r"tylko dla (?:prenumerator|subskrybent)|bara för prenumeranter|"
    r"(?:доступ\w+|только) (?:\w+ )?(?:подписчик|по подписке)|(?:оформите|купите) подписку,? чтобы|"
    r"(?:доступн\w+|лише|тільки) (?:\w+ )?(?:передплатник|за передплатою)|оформіть передплату|"
    r"(?:yalnızca|sadece) (?:\w+ )?abone|okumaya devam etmek için|"
    r"للمشتركين فقط|اشترك (?:الآن )?(?:لمواصلة|لمتابعة|لقراءة)|ویژه.{0,3}مشترکان|برای ادامه.{0,4}مطلب|"
    r"למנויים בלבד|כדי להמשיך לקרוא|केवल (?:ग्राहकों|सब्सक्राइबर)|आगे पढ़ने के लिए|"
    r"会員限定(?:の?記事|です)|続きを(?:読む|お読み)|残り ?\d+文字|(?:구독자|회원) 전용(?:입니다| 기사| 콘텐츠)|"
    r"계속 읽으(?:려면|시려면)|"
    r"[仅僅][供限](?:订阅|訂閱|会员|會員)|(?:订阅|訂閱|登录|登入|开通|開通)[后後](?:继续|繼續|阅读|閱讀)|"
    r"สำหรับสมาชิกเท่านั้น|สมัครสมาชิกเพื่ออ่าน|khusus pelanggan|dành (?:riêng )?cho (?:thành viên|thuê bao)"
)
PAYWALL = re.compile(_PAYWALL_WORDS, re.IGNORECASE)

_CONSENT_WORDS = (
    r"cookies?\b|(?:your|data) privacy|we value your|before you continue|consent|gdpr|datenschutz|einwilligung|"
    r"zustimm|vie privée|confidentialité|consentement|privacidad|consentimiento|privacidade|consentimento|riservatezza|"
    r"consenso|toestemming|prywatnoś|файл\w* cookie|куки|конфиденциальност|конфіденційн|çerez|gizlili|"
    r"ملفات تعريف الارتباط|الخصوصية|کوکی|حریم خصوصی|עוגיות|פרטיות|कुकी|गोपनीयता|クッキー|プライバシー|쿠키|개인정보|"
    r"隐私|隱私|คุกกี้|ความเป็นส่วนตัว"
)
CONSENT = re.compile(_CONSENT_WORDS, re.IGNORECASE)
_AGREE_WORDS = (
    r"accept|agree|allow all|reject all|manage (?:my |your )?(?:choices|options|preferences|settings)|akzeptier|"
    r"zustimm|ablehnen|accepter|refuser|aceptar|rechazar|aceitar|rejeitar|accetta|rifiuta|accepteren|akceptuj|zgadzam|"
    r"принять|соглас|прийняти|погод|kabul|reddet|أوافق|قبول|موافق|پذیرش|موافقم|אישור|מאשר|स्वीकार|सहमत|同意|承諾|"
    r"동의|接受|ยอมรับ"
)
AGREE = re.compile(_AGREE_WORDS, re.IGNORECASE)

_CHALLENGE_WORDS = (
    r"just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:robot|human)|"
    r"not a robot|verify(?:ing)? (?:that )?you(?:'re| are)|human verification|checking (?:if the site|your browser)|"
    r"pardon our interruption|security (?:check|verification)|unusual (?:traffic|activity)|one more step|captcha|"
    r"enable javascript and cookies|request (?:was |has been )?(?:blocked|unsuccessful)|ddos[- ](?:guard|protection)|"
    r"kein roboter|vérifi\w+ que vous (?:êtes|n)|no eres un robot|não (?:é|sou) um robô|провер\w+ браузера|"
    r"не робот|перевірка браузера|robot olmadığınızı|لست روبوت|ربات نیستید|私はロボット|ロボットではない|"
    r"로봇이 아닙니다|"
    r"安全验证|安全驗證|人机验证|验证码|人機驗證"
)
CHALLENGE = re.compile(_CHALLENGE_WORDS, re.IGNORECASE)
# What the services that put challenges before sites leave in their mark-up, each with the name it goes by.
CHALLENGE_MARKS = (
    ("cdn-cgi/challenge-platform/h/", "Cloudflare"),
    ("cf-chl-", "Cloudflare"),
    ("_cf_chl_opt", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("px-captcha", "PerimeterX"),
    ("_Incapsula_Resource", "Imperva"),
    ("AwsWafIntegration", "AWS WAF"),
    ("ddos-guard", "DDoS-Guard"),
    ("hcaptcha.com", "hCaptcha"),
    ("recaptcha/", "reCAPTCHA"),
)
