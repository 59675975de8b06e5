"""Speech: the code that speaks."""
