"""Agendas that come with the program."""
