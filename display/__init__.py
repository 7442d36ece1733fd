"""What visitors see: the board on the wall and their own phone."""
