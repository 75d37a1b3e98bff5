"""Where each page is: links name a page by these, the shell offers them. The link that people see
(``/stack``, ``/case?case=1``) is the file's own name and stays when a file moves."""

HOME = "home.py"
START = "start/start.py"
MISSING = "navigation/missing.py"
MATRIX = "catalogue/matrix.py"
APP = "catalogue/app.py"
COMPARE = "catalogue/compare.py"
SOURCES = "catalogue/sources.py"
PEOPLE = "accounts/people.py"
PERSON = "accounts/person.py"
ACCOUNTS = "accounts/accounts.py"
FINDINGS = "accounts/findings.py"
FEEDS = "accounts/feeds.py"
STACK = "stack/stack.py"
WIZARD = "advice/wizard.py"
STACK_ADVICE = "advice/stack_advice.py"
DECISIONS = "advice/decisions.py"
CALCULATOR = "cost/calculator.py"
SCENARIOS = "cost/scenarios.py"
STACK_COST = "cost/stack_cost.py"
WORK = "offboarding/work.py"
LEAVING = "offboarding/leaving.py"
CASE = "offboarding/case.py"
PROOF = "offboarding/proof.py"
CHECKLISTS = "offboarding/checklists.py"
NOTIFICATIONS = "offboarding/notifications.py"
CONNECTIONS = "scim/connections.py"
BRIDGE = "scim/bridge.py"
LAB = "scim/lab.py"
ACCOUNT = "access/account.py"
USERS = "access/users.py"
GROUPS = "access/groups.py"
AUDIT = "access/audit.py"


def paths() -> frozenset[str]:
    """The paths of all pages, as they stand in a link."""
    files = [file for name, file in globals().items() if name.isupper()]
    return frozenset(path(file) for file in files)


def path(file: str) -> str:
    """The path of one page: ``offboarding/case.py`` → ``case``."""
    return file.rpartition("/")[2].removesuffix(".py")
