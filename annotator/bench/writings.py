"""Made-up texts in several scripts and manners, the same for the same seed: words with a few common and many rare.

Knows how writing looks; does not know what will be done to it.
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import NamedTuple

VOCABULARY = 3_000
ROBIN, ELISA = "Robin", "Elisa"


class Manner(NamedTuple):
    """Syllables that words are made of, common words, what is between words, and how a sentence ends."""

    syllables: str
    common: str
    space: str = " "
    stop: str = "."


LATIN = "ba co de fi gra hu lin mer no pro que ri sal ter vo wen est and ing ous ly tion"
MANNERS = {
    "prose": Manner(LATIN, "the of and to a in that it was he for she with as his on at by had not but Robin"),
    "documentation": Manner(LATIN, "the of and to a in is be you can if not this file option set value default run"),
    "german": Manner("ab ge ver lich ung schö für ße müh äl kei ter stra hau ßen nis", "der die das und in zu den mit von für auf über"),
    "french": Manner("é tre çon mai sœu fê tê où ment ci gar ra lle ré ï ven", "le la de l’ d’ et à un une être où ça déjà"),
    "vietnamese": Manner("nguyễn việt được người không ướ ắ ệ thế giớ đấ mộ họ trườ", "và của là có được không một người"),
    "greek": Manner("λό γος άν θρω πος εί ναι φως τή ρι μέ νη κα ὁ ᾳ", "και το ο η του να με για είναι"),
    "russian": Manner("го ро до ва ние ко то ры й ё ми сто щи пре ста", "и в не на я что он с как это"),
    "hebrew": Manner("שָׁ לוֹם בְּ רֵא שִׁית מֶ לֶךְ תּוֹ רָה אָ דָם", "אֶת עַל לֹא כִּי הוּא"),
    "arabic": Manner("كتا ب مد رسة عَرَ بي بي ت قَلَم ال شم س", "في من على إلى أن هذا", stop="؟"),
    "hindi": Manner("नम स्ते भा रत हि न्दी कि ताब पा नी क्ष त्र", "और का है में की से को", stop="।"),
    "chinese": Manner("", "的 一 是 不 了 在 人 有 我 他", space="", stop="。"),
    "thai": Manner("ภา ษา ไท ย ประ เท ศ เรี ยน หนัง สือ น้ำ", "ที่ และ ใน เป็น มี", space="", stop=" "),
}  # fmt: skip


class Writer:
    """Writes in one manner. `sentence` never gives the same sentence twice, accidents aside."""

    def __init__(self, manner: str, seed: int) -> None:
        self.manner, self.name = MANNERS[manner], manner
        self.rng = random.Random(f"{manner}-{seed}")
        self._words = [*self.manner.common.split(), *(self._rare() for _ in range(VOCABULARY))]
        self._weights = list(accumulate(1 / (n + 2) for n in range(len(self._words))))

    def words(self, count: int) -> list[str]:
        return self.rng.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self, least: int = 4, most: int = 24) -> str:
        words = self.words(self.rng.randint(least, most))
        if len(words) > 8 and self.manner.space:
            words[len(words) // 2] += self.rng.choice([",", ",", ",", ";", " -", ":"])
        if self.manner.space and self.rng.random() < 0.12:
            words[0], words[-1] = '"' + words[0], words[-1] + '"'
        line = self.manner.space.join(words)
        return line[0].upper() + line[1:] + self.rng.choice([self.manner.stop] * 9 + ["...", "!"])

    def paragraph(self) -> str:
        return (self.manner.space or "").join(self.sentence() for _ in range(self.rng.randint(2, 8)))

    def text(self, size: int) -> str:
        """About `size` code points of paragraphs, with headings, lists and tables if it is documentation."""
        blocks: list[str] = []
        done = 0
        while done < size:
            blocks.append(self._block())
            done += len(blocks[-1]) + 2
        return "\n\n".join(blocks) + "\n"

    def _block(self) -> str:
        kind = self.rng.random()
        if self.name != "documentation" or kind < 0.6:
            return self.paragraph()
        if kind < 0.7:
            return "## " + " ".join(self.words(3)).title()
        if kind < 0.8:
            return "\n".join(f"- {self.sentence()}" for _ in range(self.rng.randint(2, 6)))
        if kind < 0.9:
            return f"Note: this option has no default. {self.sentence()}"
        return "\n".join(["| option | value |", "|---|---|", *(f"| {w} | yes |" for w in self.words(5))])

    def _rare(self) -> str:
        if not self.manner.syllables:
            return chr(0x4E00 + self.rng.randrange(3_000))
        return "".join(self.rng.choices(self.manner.syllables.split(), k=self.rng.randint(1, 4)))
