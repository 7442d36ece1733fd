"""What visitors say, and what the office makes of it: the survey, opinions, complaints."""
