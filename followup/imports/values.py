"""What every notice writes alike: civil dates, exact amounts, CPV codes, numbers of things and countries.

Each reads one text and says what is wrong with it; the reader of the file adds the place. A value that is there but is
not what it should be makes the file a broken one; a value that is not there is only missing.
"""

from __future__ import annotations

import re
from datetime import date

from followup.domain import money
from followup.domain.money import Money
from followup.errors import N_, Invalid, Reason

NO_DATE = Reason("import.no_date", N_("“{text}” is not a date such as 2026-03-02. Correct it in the file."))
NO_AMOUNT = Reason(
    "import.no_amount", N_("“{text}” is not an exact amount such as 1250000.50. Correct it in the file.")
)
NO_CPV = Reason("import.no_cpv", N_("“{text}” is not a CPV code of eight digits. Correct it in the file."))
NO_COUNT = Reason("import.no_count", N_("“{text}” is not a whole number above zero. Correct it in the file."))

SHOWN_MOST = 60  # of a text that is quoted in a refusal

_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|[T ][0-9].*)?")
_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]{1,2})0*)?")
_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?")
_COUNT = re.compile(r"([0-9]{1,9})(?:\.0+)?")


def civil_date(text: str) -> date:
    """Return the date that the notice wrote: its first ten characters, whatever time and zone follow.

    A notice dated 2024-01-18+01:00 is of the 18th. Shifting it through UTC would make it of the 17th, and a contract
    signed on New Year's Day would move to the year before.
    Errors: Invalid("import.no_date").
    """
    found = _DATE.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise Invalid.at("", NO_DATE.but(text=text[:SHOWN_MOST])) from None


def exact_amount(text: str, currency: str) -> Money:
    """Return the amount exactly; a third decimal that is not nought has no whole minor unit and is refused.

    Errors: Invalid("import.no_amount"), Invalid("money.too_large"), Invalid("money.currency").
    Source: trust.md I2.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise Invalid.at("", NO_AMOUNT.but(text=text[:SHOWN_MOST]))
    return money.parse(f"{found[1]}.{found[2] or 0}", currency)


def cpv_code(text: str) -> str:
    """Return the eight digits of a CPV code, with or without its check digit.

    Errors: Invalid("import.no_cpv").
    Source: domain.md 4.3.
    """
    found = _CPV.fullmatch(text)
    if found is None:
        raise Invalid.at("", NO_CPV.but(text=text[:SHOWN_MOST]))
    return found[1]


def whole_count(text: str) -> int:
    """Return a number of days, months or years.

    Errors: Invalid("import.no_count").
    """
    found = _COUNT.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise Invalid.at("", NO_COUNT.but(text=text[:SHOWN_MOST]))
    return int(found[1])


def identifier(text: str) -> str:
    """Return a number or reference as it was given; nothing for a lone hyphen and the like."""
    return text if any(character.isalnum() for character in text) else ""


def country_code(text: str) -> str | None:
    """Return the two letters of a country code of two or three; None for what is no code, so that a person chooses."""
    code = text.upper()
    return code if code in _TWO_LETTERS else _THREE_LETTERS.get(code)


# Source: ISO 3166-1; XKX and 1A0 are what notices write for Kosovo, which has no code there.
_TABLE = """
1A0XK ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI
BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV
BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX
CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK
FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF
GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM
JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS
LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP
MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR
NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO
RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR
SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR
TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS XKXXK
YEMYE ZAFZA ZMBZM ZWEZW
"""
_THREE_LETTERS = {pair[:3]: pair[3:] for pair in _TABLE.split()}
_TWO_LETTERS = frozenset(_THREE_LETTERS.values())
