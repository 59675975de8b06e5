"""Exchange: threads written into files for people and programs, and read from files of other programs."""
