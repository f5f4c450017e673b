"""The demo's outlets. None of them exists."""

from monitor.demo.newsroom import Chrome, FeedFormat, Outlet

OUTLETS = (
    Outlet("harbour-wire", "Harbour Wire", "en", Chrome.BROADSHEET, FeedFormat.RSS, tags=("wire",)),
    Outlet("northgate-post", "Northgate Post", "en", Chrome.PORTAL, FeedFormat.ATOM),
    Outlet("as-sahil", "صحيفة الساحل الجديد", "ar", Chrome.SAHIL, FeedFormat.RSS, dated=False),
    Outlet("vestnik-prichala", "Вестник причала", "ru", Chrome.GAZETTE, FeedFormat.RSS),
    Outlet("courrier-du-quai", "Le Courrier du quai", "fr", Chrome.BROADSHEET, FeedFormat.ATOM),
    Outlet("gaceta-del-muelle", "La Gaceta del Muelle", "es", Chrome.PORTAL, FeedFormat.RSS),
    Outlet("haigang-wanbao", "海港新晚报", "zh", Chrome.GAZETTE, FeedFormat.ATOM),
    Outlet("kaiblatt", "Kaiblatt", "de", Chrome.PORTAL, FeedFormat.RSS),
    Outlet("eskele", "روزنامه اسکله", "fa", Chrome.GAZETTE, FeedFormat.RSS),
)
