"""`python -m nmlint` is the `nmlint` command."""

from nmlint.cli import main

if __name__ == "__main__":
    main()
