"""Privacy: what is kept of a person, told to them (GDPR Art. 15) and erased (Art. 17)."""
