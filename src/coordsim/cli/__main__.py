"""``python -m coordsim.cli`` is the command ``coordsim``."""

from coordsim.cli import main

if __name__ == "__main__":
    main()
