"""How long you will wait: learnt from the log, said with its doubt."""
