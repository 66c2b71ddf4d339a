"""Words of others reach a terminal as nothing but words."""

import pytest

from diglot.showing.words import one_line, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\rb\x00c\x07d\x7fe\x9bf", r"a\rb\x00c\x07d\x7fe\x9bf"),
        ("a\u202eb\u2066c\ufeffd", r"a\u202eb\u2066c\ufeffd"),
        ("byte \udcff", r"byte \udcff"),
        ("[bold]x[/bold] :smile: 렐루 é 🙂", "[bold]x[/bold] :smile: 렐루 é 🙂"),
        ("\t1\n2", "\t1\n    2"),
    ],
)
def test_what_moves_or_hides_text_is_written_out(text, shown):
    assert safe(text) == shown


def test_of_a_long_text_the_beginning_is_shown_and_the_rest_counted():
    assert safe("x" * 2_000_000) == "x" * 2000 + "\n    ... and 1,998,000 more characters"
    assert safe("ab\n" * 100, lines=2) == "ab\n    ab\n    ... and 294 more characters"
    assert safe("ab\n\n") == "ab"


def test_a_name_takes_one_line():
    assert one_line("a\nb\tc\x1b") == r"a\nb\tc\x1b"
    assert one_line("x" * 100) == "x" * 77 + "..."
