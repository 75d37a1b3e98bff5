"""Short and other forms of given names, each line one name. Common usage in English, German, French
and Spanish; a closed list, as a wrong one costs no more than a suggestion that a person refuses."""

from collections.abc import Mapping

_SAME = """
abigail abby
albert bert al
alexander alex sascha sandro xander
alexandra alex sandra
alfred fred alf
andrew andy drew
anthony tony
antonio tono toni
barbara barb babs
benjamin ben benny
bernard bernie
bernhard bernd
catherine cathy kate katie cat
charles charlie chuck
christina tina chris
christine tina chris
christopher chris
christian chris
cynthia cindy
daniel dan danny
david dave
deborah debbie deb
dorothea doro thea
dorothy dot dottie
edward ed eddie ted ned
elizabeth liz lizzie beth betty eliza lisa
elisabeth lisa sissi elli liesel
eleanor ellie nell nora
emily em
ernest ernie
francisco paco pancho
franziska franzi
frederick fred freddie
friedrich fritz
gabriele gabi
gerald jerry
gregory greg
guadalupe lupe
harold harry
heinrich heinz heiner
helena lena
henry harry hank
ignacio nacho
jacob jake
jakob jascha
james jim jimmy jamie
janet jan
jeffrey jeff
jennifer jen jenny
jessica jess
johannes hans hannes jo
john jack johnny jon
jonathan jon
jose pepe
joseph joe joey
josef sepp jupp
joshua josh
judith judy
katharina kathi katja kaethe kati
katherine kate katie kathy kat
kenneth ken kenny
lawrence larry
leonard leo len
louis lou
manuel manolo
margaret maggie meg peggy greta
margarete grete gretel
matthew matt
matthias matze
maximilian max
michael mike mick michi
michelle shelly
nathaniel nate nathan
nicholas nick nico
nikolaus nico klaus nik
pamela pam
patricia pat patty trish
patrick pat paddy
peter pete
philip phil
rafael rafa
raymond ray
rebecca becky becca
richard rick dick rich ricky
robert bob bobby rob robbie bert
ronald ron ronnie
rosario charo
samantha sam
samuel sam sammy
sebastian basti seb
stefan steffen
stefanie steffi
stephanie steph steffi
stephen steve
steven steve
susan sue susie
susanne susi
theodor theo
theodore theo ted
theresa terry tess
thomas tom tommy
timothy tim
ulrich uli
ursula ulla uschi
valentina vale
victoria vicky tori
vincent vince vinnie
virginia ginny
walter walt
wilhelm willi
william bill billy will willy liam
wolfgang wolf
yekaterina katya
zachary zach
"""


def _by_name() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SAME.split("\n"):
        names = line.split()
        for name in names[1:]:
            found.setdefault(names[0], set()).add(name)
            found.setdefault(name, set()).add(names[0])
    return {name: frozenset(others) for name, others in found.items()}


OTHER_FORMS: Mapping[str, frozenset[str]] = _by_name()
"""Given name → its other forms, both ways, all folded."""
