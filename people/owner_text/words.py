"""The words by which a party is known, and the sense of one word; names of organisations are not
listed here, only the kinds of words that such names are made of."""

import re
from enum import Enum, auto


class Sense(Enum):
    ROLE = auto()  # manager, clerk: ends the name of a post
    RANK = auto()  # deputy, corporate: goes before a role
    BODY = auto()  # team, committee, department: ends the name of a group
    SERVICE = auto()  # services, support: ends a group's name, or the field of another name
    TOPIC = auto()  # finance, housing: a field of work, or part of the name of a body
    ACRONYM = auto()
    INITIALS = auto()
    TITLE = auto()
    GIVEN = auto()  # a common given name
    NAME = auto()  # a capitalised word nothing else is known of
    JOINING = auto()  # of, for, in: what follows belongs to what goes before
    PLAIN = auto()


def _words(text):
    return frozenset(text.split())


ROLES = _words("""
    accountant adm administrator adviser advisor advocate ambassador analyst architect archivist
    assistant attorney auditor bursar cex chair chairman chairperson chairwoman champion
    chancellor chief clerk co-ordinator commander commissioner comptroller constable consultant
    controller convener convenor coordinator coroner counsel curator custodian developer
    director dpo economist editor engineer facilitator governor guardian head headteacher holder
    inspector judge lawyer lead leader liaison librarian manager mayor member mentor minister
    nurse officer official operator organiser owner partner planner post-holder postholder
    practitioner president principal provost registrar representative researcher s151 scientist
    secretary sheriff siro solicitor specialist sponsor sro statistician steward strategist
    superintendent supervisor surveyor teacher technician trainer treasurer trustee
    undersecretary warden worker §151
""")
RANKS = _words("""
    acting area assistant associate chief corporate deputy divisional executive first
    general group interim joint lead managing operational permanent principal regional second
    senior service strategic under vice
""")
# Roles before their field only, for two capitals alone are initials: "AD Housing".
ABBREVIATED_ROLES = _words("ad dd")
# Ranks that are a post by themselves.
LONE_RANKS = _words("deputy associate")
# Posts that say nothing until the field is named: "Director, Financial Reporting".
BARE_ROLES = _words("""
    administrator co-ordinator commissioner controller coordinator director head lead leader
    manager minister officer president service supervisor
""")
BODIES = _words("""
    academy agency all alliance assembly association australia authority bank board branch
    britain bureau cabinet canada center centre charity club coalition colleagues college
    commission committee community company congress consortium constabulary contractor
    contractors corporation corps council councillors court department dept directorate division
    embassy employees employers england everyone executive federation force forum foundation
    fund governors group hospital house hub inc inspectorate institute institution ireland
    laboratory limited llc llp ltd members ministry museum network observatory office ombudsman
    organisation organization panel parliament partners partnership plc providers registry
    regulator representatives residents school scotland secretariat section senate society staff
    stakeholders subcommittee subgroup suppliers survey taskforce team tenants treasury tribunal
    trust uk union unit university users various wales zealand
""")
# "The" is part of a name that ends in these or in no noun for a body: The National Archives.
NAMED_BODIES = _words("house england scotland wales ireland uk britain canada australia")
SERVICES = _words(
    "government governments service services administration support operations programme program"
)
# The part of a body that stands after a post: "Director of Budget, Office of the Governor".
OFFICES = _words("office department division bureau ministry directorate section branch")
TITLES = _words("""
    ald alderman baroness capt cllr cllrs clr councillor dame dr hon insp lady lord miss mr mrs
    ms mx prof professor rev revd reverend rt sgt sir supt
""")
HONOURS = _words("mp msp obe mbe cbe kbe qc kc jp cpa phd cipfa acca esq jr sr ii iii md")
PARTICLES = _words("de da del della der den di du la le van von ter al el bin ap st")
JOINING = _words("of for in at within on to responsible")
TOPICS = _words("""
    access accounting accounts adult adults agriculture aid all any archive archives armed
    assets audit benefits border borders both budget budgets building buildings business capital
    care cemeteries census ceo's change child childcare children citizen citizens city civic
    civil climate commerce commercial commissioning common commons commonwealth comms
    communications communities community companies complaints compliance contract contracts
    corporate costs council countryside county creditors crime crown cultural culture customer
    customers customs cyber data debt debtors defence defense delivery democracy democratic
    design development digital disability district diversity drug each economic economy
    education elections electoral emergency energy engagement english environment environmental
    equalities equality estates ethics eu european evaluation events every external facilities
    families family federal finance financial fire fleet foi food foreign fraud freedom gdpr
    global governance grants green growth health heritage highways home homelessness homes
    housing hr human ict immigration improvement income industrial information infrastructure
    innovation inquiry inspection insurance integrity intelligence interior internal
    international investment irish it judicial justice labor labour law learning legal leisure
    licensing line local management marketing markets media mental met monitoring museums
    national natural nhs northern od open ordnance other overview parking parks partnerships pay
    payroll pension pensions people performance personnel physical place planning pmo police
    policies policy pr practice procurement programmes projects property protection public qa
    quality records recovery recruitment regeneration region registration regulatory relevant
    repairs reporting research resilience resources revenue revenues risk risks road roads royal
    rural safeguarding safety sales schools science scottish scrutiny security shared
    skills social southern spaces spending sport sports standards state statistics statutory
    strategy street streets streetscene student students supply sustainability systems tax
    technical technology telecommunications tenancy tourism trade trading training
    transformation transparency transport transportation travel urban us usa waste water web
    welfare well-being wellbeing welsh wildlife workforce works young youth zero
""")
# Two capitals are somebody's initials, but for these (HO and CO: Home and Cabinet Office).
NOT_INITIALS = _words("ho co dh hm pm mp hq un")
# Common given names, as evidence only: a name needs none of them.
GIVEN_NAMES = _words("""
    aaron abdul abigail adam adrian ahmed aisha alan alastair albert alex alexander alexandra
    alfred ali alice alison allan amanda amy andrea andrew andy angela angus anita ann anna anne
    annette anthony antonia antony arthur barbara barry becky ben benjamin bernard beth betty
    beverley bob brenda brian bridget bruce carl carla carol caroline carolyn catherine cathy
    charles charlotte cheryl chris christina christine christopher claire clare clive colin
    connie constance craig cynthia damian daniel darren dave david dawn debbie deborah debra
    denise dennis derek diana diane dominic donald donna doris dorothy douglas duncan ed eddie
    edward eileen elaine eleanor elizabeth ellen emily emma eric ethan eve evelyn felicity fiona
    frances francis frank fred gareth gary gavin gemma geoff geoffrey george gerald gerard gill
    gillian glenn gloria gordon graham greg gregory guy hannah harold harriet harry hassan hazel
    heather helen henry hilary howard hugh ian imran irene isabel jack jackie jacob jacqueline
    james jamie jan jane janet janice jason jay jean jeff jeffrey jen jennifer jenny jeremy
    jessica jill jim jo joan joanna joanne joe john johnny jon jonathan jordan joseph josh
    joshua joyce juan judith judy julia julian julie justin karen kate katharine katherine
    kathleen kathryn kathy katie keith kelly ken kenneth kerry kevin kim kirsty larry laura
    lauren laurence lawrence leah lee len lesley leslie lewis liam linda lisa liz lorraine
    louise lucy luke lynn lynne malcolm marc marcus margaret maria marian marie marilyn marion
    mark martha martin mary matt matthew maureen maurice megan melanie melissa michael michelle
    mick mike miriam mohamed mohammed monica muhammad nancy naomi natalie natasha nathan neil
    nicholas nick nicola nicole nigel nina noel norman oliver olivia omar owen pamela pat
    patricia patrick paul paula pauline penny peter phil philip phillip phoebe rachel ralph
    raymond rebecca rhys richard rita rob robert roberta robin rod roger roland ron ronald rory
    rosemary ross roy russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah scott
    sean sharon sheila shirley simon sophia sophie stacey stanley stella stephanie stephen steve
    steven stewart stuart sue susan suzanne sylvia tara ted terence teresa terry thomas tim
    timothy todd tom tony tracey tracy trevor valerie vanessa vera vernon veronica victor
    victoria vincent virginia vivien walter wayne wendy will william yolanda yvonne zoe
""")
# Endings that fields of work have and names have not.
_TOPIC_ENDING = re.compile(
    r"(?:[a-z]{2}[tscx]ion|[a-z]{4}ment|[a-z]{4}ship|[a-z]{5}[ae]nce|[a-z]{5}ity"
    r"|[a-z]{2}ics|ology|[a-z]{3}ities|[a-z]{5}ism)s?$"
)
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,2}|(?:[A-Z]\.){3}|[A-Z]{2}[a-rt-z]|[A-Z]{1,2}-[A-Z]")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z0-9&.-]{0,6}[A-Z0-9]\.?s?")
_LOWER_RUN = re.compile(r"[a-z]{3}")
# CEO, CIO, CFO, CDOs, CISO; HoF (head of finance).
_POST_ACRONYM = re.compile(r"C[A-Z]{1,2}Os?|Ho(?!C$|L$)[A-Z]{1,2}")
_TOPIC_ACRONYM = re.compile(r"[A-Z]&[A-Z]")


def fold(word):
    """The word as the lists above have it: small letters, no possessive, no full stops."""
    folded = word.casefold().replace("’", "'").strip("'\"“”,:;")
    return folded.removesuffix("'s").removesuffix("'").replace(".", "")


def singular(folded):
    """The word without its plural ending, or unchanged."""
    if folded.endswith("ies"):
        return folded[:-3] + "y"
    return folded.removesuffix("s")


def _is_in(folded, words):
    last = folded.rpartition("-")[2]
    return any(form in words for form in (folded, singular(folded), last, singular(last)))


def is_role(folded):
    """Whether a folded word ends the name of a post, in the singular or the plural."""
    return _is_in(folded, ROLES)


def goes_on_a_name(word):
    """Whether this word goes on a name begun before it: van, MBE."""
    return fold(word) in PARTICLES or fold(word) in HONOURS


def sense(word):
    """What kind of word this is: str -> Sense. A list is asked before the shape."""
    folded = fold(word)
    if folded in BODIES:
        return Sense.BODY
    if folded in TOPICS:
        return Sense.TOPIC
    if is_role(folded) or _POST_ACRONYM.fullmatch(word):
        return Sense.ROLE
    for words, meaning in (
        (SERVICES, Sense.SERVICE),
        (RANKS, Sense.RANK),
        (JOINING, Sense.JOINING),
    ):
        if folded in words:
            return meaning
    if _is_in(folded, BODIES):
        return Sense.BODY
    return _sense_of_a_lesser_word(word, folded)


def _sense_of_a_lesser_word(word, folded):
    if folded in TITLES:
        return Sense.TITLE
    if _TOPIC_ACRONYM.fullmatch(word):
        return Sense.TOPIC
    if folded in NOT_INITIALS:
        return Sense.ACRONYM
    if folded in GIVEN_NAMES and not word.isupper():
        return Sense.GIVEN
    return _sense_by_shape(word, folded)


def _sense_by_shape(word, folded):
    if _INITIALS.fullmatch(word):
        return Sense.INITIALS
    if _ACRONYM.fullmatch(word) and not _LOWER_RUN.search(word):
        return Sense.ACRONYM
    if _TOPIC_ENDING.search(folded):
        return Sense.TOPIC
    # A regulator of the United Kingdom: Ofsted, Ofcom, Ofwat.
    if re.fullmatch(r"Of(?:[bcdghlmnpqstuvw])[a-z]+", word):
        return Sense.ACRONYM
    if word[:1].isupper() and all(c.isalpha() or c in "-'’." for c in word):
        return Sense.NAME
    return Sense.PLAIN
