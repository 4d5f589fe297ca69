"""Words whose full stop does not end a sentence, by language, as news prose writes them.

Two kinds matter. After a *title* a name follows, so a sentence never ends there. After a *suffix* ("Inc.", "a.m.",
"U.S.") it may: then the next word decides. All words are lower case and without their last stop.
"""

from __future__ import annotations

__all__ = ["BEFORE_NUMBER", "ORDINAL_LANGUAGES", "STARTERS", "SUFFIXES", "TITLES"]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# A name, a number or the rest of the phrase follows: never the end of a sentence.
TITLES: dict[str, frozenset[str]] = {
    "en": _words(
        "mr mrs ms mx messrs mmes dr drs prof rev fr hon pres gov lt col gen maj capt cpt cmdr cdr adm sgt cpl pvt pfc",
        "spc brig sen sens rep reps gov govs supt insp det dep asst assoc atty amb min sec secy treas st ste mt ft pt",
        "vs v viz cf e.g i.e eg ie approx est ca nos fig figs vol ed eds trans ver lt.-col lt.-gen maj.-gen brig.-gen",
        "lt.col maj.gen rt msgr sr.lt justice.dept",
    ),
    "de": _words(
        "dr prof hr hrn fr frl st nr nrn bzw z.b z u.a d.h u i.d.r ca abs art bd bzgl evtl gem ggf inkl exkl lt max min",
        "mio mrd tsd rd sog vgl dipl ing med phil jur hon mag gen kap geb gest verh str s.o s.u allg",
    ),
    "fr": _words(
        "m mm mme mmes mlle mlles dr pr me mgr st ste sts stes gal col cdt cap lt sgt av boul env cf p.ex art chap no"
    ),
    "es": _words(
        "sr sra sres sras srta dr dra d dña prof profa lic ing arq gral cnel cap tte sgto mons excmo excma av avda núm",
        "num nº art pág págs cf p.ej ee ej ud uds vs sto sta pbro",
    ),
    "it": _words(
        "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing arch on sen gen col cap ten mons s art n nr pag cfr es"
    ),
    "pt": _words(
        "sr sra srs sras dr dra drs prof profa eng arq gen cel cap ten sgt dom d av art n núm pág págs exmo exma ex"
    ),
    "nl": _words(
        "dhr mevr mw dr drs prof mr ir ing ds st nr blz bijv bv d.w.z m.n o.a t.a.v ca jhr gen kol kap"
    ),
    "pl": _words(
        "ul al pl im św ks gen płk ppłk mjr kpt por prof dr hab inż mgr art ust nr tys mln mld godz ok tzw np m.in r str woj"
    ),
    "ru": _words(
        "ул пр просп пер им тов проф акад ген полк гр стр рис табл см ср т.е т.н т.к тыс млн млрд трлн руб долл г гг в вв св"
    ),
    "uk": _words(
        "вул просп пров ім проф акад ген див ст тис млн млрд трлн грн дол р рр м с обл т.зв т.д напр"
    ),
    "cs": _words(
        "ul nám tř sv ing mgr mudr judr phdr dr prof doc gen plk pplk mjr kpt např tzv tj resp č čl odst tis mil mld hod r str"
    ),
    "sv": _words("dr prof hr fr s.k t.ex bl.a d.v.s ca nr kl st resp"),
    "da": _words("dr prof hr fr f.eks bl.a dvs ca nr kl st mio mia"),
    "no": _words("dr prof hr fr f.eks bl.a dvs ca nr kl st mill mrd"),
    "hu": _words("dr prof ifj id özv gróf ún pl kb u.n"),
    "ro": _words("dl dna d-na dr prof ing gen col lt str nr art pct al"),
    "tr": _words("dr prof doç av sn yrd arş gör no cad sok mah vb vs org gen alb"),
}
# Names and phrases end with them, sentences too.
SUFFIXES: dict[str, frozenset[str]] = {
    "en": _words(
        "a.m p.m am pm jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri sat sun",
        "inc corp co ltd bros plc cos dept univ assn bldg blvd ave rd sq jr sr esq ph.d m.d b.a m.a ph.d.s etc al et",
        "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa",
        "tenn tex va vt wash wis wyo penn n.y n.j n.c n.d n.h n.m s.c s.d r.i w.va d.c u.s u.k u.n e.u u.s.a u.a.e u.s.s.r",
        "ft lbs oz in mph km sq min hr hrs est p pp ch op",
    ),
    "de": _words("usw etc jan feb mrz apr jun jul aug sep sept okt nov dez gmbh ag str usa"),
    "fr": _words("etc janv févr avr juil sept oct nov déc av apr j.-c"),
    "es": _words("etc ee.uu uu s.a a.m p.m ene feb mar abr jun jul ago sept oct nov dic"),
    "it": _words("ecc s.p.a s.r.l"),
    "pt": _words("etc s.a ltda jan fev mar abr jun jul ago set out nov dez eua"),
    "ru": _words("др пр т.д т.п н.э"),
    "uk": _words("ін т.п н.е"),
    "pl": _words("itd itp"),
    "cs": _words("atd apod"),
}
# Only in front of a number: "No. 5" is one phrase, "No. He left." are two sentences.
BEFORE_NUMBER: frozenset[str] = _words(
    "no nos art arts sec secs p pp par para ch chap fig figs vol nr nrn n núm num nº č čl tel ext rs re vers ver ed abs",
    "jan feb mar apr jun jul aug sept sep oct nov dec janv févr avr juil déc ene abr ago dic s str стр ст п рис № lt.no ca",
    "approx est rd b",
)
# "3. März", "21. století": a small number with a stop is an ordinal there.
ORDINAL_LANGUAGES: frozenset[str] = _words("de da no nb nn fi et lv cs sk sl hr sr bs hu is tr lt pl eu lb")
# English words that begin sentences and hardly ever go on a phrase after a suffix ("the U.S. The", not "U.S. Army").
STARTERS: frozenset[str] = _words(
    "the a an he she it they we i you his her their our its my your this that these those there here who what when where",
    "why how but and or yet so in on at by for from with without after before since while although though because if as",
    "however meanwhile also another some many most several no not only both each every all about during under over",
    "despite according among once still then now even until unless instead more",
)
