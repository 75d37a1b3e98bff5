"""Finding apps, people, cases, decisions, scenarios and pages by a few letters of a name."""
