"""The process that the crash test kills: IdP, app and people change their minds about one leaver.

``python -m tests.support.leaving_worker DATABASE-URL FOLDER BRIDGE TOKEN CASE SEED``. After each
transaction it says on stdout up to which entry the audit log was stored then: ``stored N``.
"""

import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, func, select

import core.app.schema  # noqa: F401 - defines every table
from core.actor import LOCAL_OPERATOR
from core.app import wiring
from core.audit.models import AuditEntry
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.models import StepKind, StepStatus
from core.offboarding.values import Answer, StepView
from core.storage.database import Database
from tests.support.company import LINK, OLA, PIA, look
from tests.support.leaving import Leaving

WHY = "Agreed by telephone"


class Worker:
    """Does one thing after another, as a dice says."""

    def __init__(self, firm: Leaving, case: int, dice: random.Random) -> None:
        self.firm, self.case, self.dice = firm, case, dice

    def once(self) -> None:
        things: list[Callable[[], None]] = [
            lambda: self.firm.create(self.dice.randrange(3)),
            lambda: self.firm.switch(self.dice.randrange(3), self.dice.random() < 0.3),
            lambda: self.firm.delete(self.dice.randrange(3)),
            lambda: self.firm.run_removals(timedelta(days=self.dice.choice([0, 9]), seconds=1)),
            self.decide,
            self.reopen_step,
            self.work,
            self.work,
            self.close,
            self.close,
            self.reopen_case,
            self.finish_up,
            self.finish_up,
        ]
        self.dice.choice(things)()

    def steps(self) -> list[StepView]:
        return list(look(self.firm.database, self.case, LOCAL_OPERATOR).steps)

    def attempt(self, act: Callable[[Session], object]) -> None:
        try:
            with self.firm.database.write() as session:
                act(session)
        except OfframpError:
            return
        self.stored()

    def stored(self) -> None:
        with self.firm.database.read() as session:
            newest = session.exec(select(func.max(AuditEntry.id))).one()
        sys.stdout.write(f"stored {newest}\n")
        sys.stdout.flush()

    def decide(self) -> None:
        for step in self.steps():
            if step.kind is StepKind.DECISION:
                answer = self.dice.choice(list(Answer))
                self.attempt(
                    lambda s, step=step, answer=answer: offboarding.decide(  # type: ignore[misc]
                        s, OLA, step.id, step.version, answer, WHY
                    )
                )

    def reopen_step(self) -> None:
        done = [step for step in self.steps() if step.status is StepStatus.DONE]
        if done:
            step = self.dice.choice(done)
            self.attempt(lambda s: offboarding.reopen(s, OLA, step.id, step.version, WHY))

    def work(self) -> None:
        """Everything that can be done, waits cut short: Pia approves what Ola did."""
        for actor in (OLA, PIA):
            for step in self.steps():
                if step.state in ("open", "started", "blocked"):
                    self.attempt(
                        lambda s, step=step, actor=actor: offboarding.finish(  # type: ignore[misc]
                            s, actor, step.id, step.version, [LINK], WHY
                        )
                    )

    def finish_up(self) -> None:
        """The IdP lets go of her, and everything is worked until the case closes."""
        for place in range(len(self.firm.users())):
            self.firm.switch(place, False)
        self.firm.run_removals(timedelta(seconds=1))
        self.decide()
        self.work()
        self.close()

    def close(self) -> None:
        for actor in (OLA, PIA):
            version = look(self.firm.database, self.case, LOCAL_OPERATOR).version
            reason = self.dice.choice(["", WHY])
            self.attempt(
                lambda s, actor=actor, version=version, reason=reason: (  # type: ignore[misc]
                    offboarding.close_case(s, actor, self.case, version, reason)
                )
            )

    def reopen_case(self) -> None:
        version = look(self.firm.database, self.case, LOCAL_OPERATOR).version
        self.attempt(lambda s: offboarding.reopen_case(s, OLA, self.case, version, WHY))


if __name__ == "__main__":
    url, folder, bridge, token, number, seed = sys.argv[1:]
    wiring.connect()
    worker = Worker(
        Leaving(Database(url), Path(folder), bridge, token),
        int(number),
        random.Random(int(seed)),
    )
    worker.firm.idp.send("GET", "/Users?count=0")  # the protocol's import is not what is killed
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        worker.once()
