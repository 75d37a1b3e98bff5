"""Taking a delivery: how it came, what is refused, what came before, and what follows."""
