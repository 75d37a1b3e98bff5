"""How home greets."""


def greeting(name: str, hour: int) -> str:
    """``Good morning, Mara``, by the hour of the viewer's clock."""
    part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    first = name.split()[0] if name.split() else ""
    return f"Good {part}, {first}" if first else f"Good {part}"
