"""What a port that disagrees does wrong: the mistake by its name, and its smallest case."""
