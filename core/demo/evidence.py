"""What the company's people bring as evidence: the same for the same step, whenever it is made."""

from random import Random

from core.actor import Actor
from core.demo.scene import Scene
from core.offboarding import service as offboarding
from core.offboarding.values import EvidenceKind, EvidenceNeed, NewEvidence, StepView

FILES_IN = 5
"""Of so many records one is a file, the others are links to tickets."""


def evidence_of(scene: Scene, step: StepView, person: str, by: Actor) -> tuple[NewEvidence, ...]:
    """What somebody brings to finish this step."""
    told = scene.story.evidence
    # Chosen by the step's name and not by chance: no secret hangs on it.
    chance = Random(f"{person}/{step.key}")  # noqa: S311  # nosec B311
    if step.needs_evidence is EvidenceNeed.NONE:
        return ()
    if step.needs_evidence is EvidenceNeed.RECORD:
        if step.app and chance.randrange(FILES_IN) == 0:
            return (_file(scene, step, person, by),)
        return (NewEvidence(EvidenceKind.LINK, f"{told.tickets}{chance.randrange(1200, 4800)}"),)
    text = chance.choice(told.notes[str(step.phase)])
    said = text.format(person=person, app=step.app_name or "the app")
    return (NewEvidence(EvidenceKind.NOTE, said),)


def _file(scene: Scene, step: StepView, person: str, by: Actor) -> NewEvidence:
    """The app's users as a table, the leaver among them as deactivated."""
    told, address = scene.story.evidence.files, scene.story.company.address
    stay = [each.name for each in scene.story.company.people[:6] if each.name != person]
    lines = [told.head, *(f"{name},{address(name)},active" for name in stay)]
    lines.append(f"{person},{address(person)},deactivated")
    name = told.name.format(app=step.app)
    kept = offboarding.keep_file(scene.settings, name, ("\n".join(lines) + "\n").encode(), by=by.id)
    return NewEvidence(EvidenceKind.FILE, kept.name, kept.size, kept.sha256)
