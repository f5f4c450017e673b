"""Traditional Chinese characters, of Taiwan, Hong Kong and Macao, for the simplified ones that names are listed in.

The characters are those that the lists of this package use for Chinese names and offices: a closed set, so that a table
is enough. A character stays as it is where it changes in other words only: 范 is a surname, and 範 is a model; 托, 里,
朴, 岩, 峰 and 秘 are such characters, too.
"""

_PAIRS = (
    "万萬 与與 东東 丽麗 义義 乌烏 乔喬 习習 亚亞 伟偉 伦倫 儿兒 兰蘭 兹茲 内內 军軍 冈岡 冯馮 凤鳳 凯凱 刘劉 "
    "刚剛 别別 剑劍 劳勞 华華 卢盧 卫衛 历歷 叶葉 吕呂 图圖 坚堅 奥奧 娅婭 宁寧 宾賓 尔爾 岛島 库庫 庞龐 张張 "
    "强強 当當 恺愷 悦悅 扬揚 晋晉 杨楊 杰傑 欧歐 汉漢 汤湯 泽澤 洁潔 济濟 涛濤 温溫 爱愛 玛瑪 盖蓋 约約 纪紀 "
    "纳納 纽紐 绍紹 维維 罗羅 苏蘇 荣榮 莱萊 莲蓮 萧蕭 萨薩 让讓 诺諾 谢謝 谭譚 贝貝 费費 贤賢 贵貴 贾賈 赖賴 "
    "赛賽 赞贊 赵趙 边邊 达達 迈邁 连連 逊遜 邓鄧 钦欽 锡錫 锦錦 阳陽 陈陳 韦韋 韩韓 顿頓 马馬 鲁魯 鲍鮑 麦麥 "
    "黄黃 齐齊 龙龍 长長 总總 统統 财財 顾顧 问問 务務 书書 发發 鲜鮮 联聯 叙敘 储儲 国國 干幹"
)
_TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def in_traditional(name: str) -> str:
    """``name`` with traditional characters in place of simplified ones."""
    return name.translate(_TRADITIONAL)
