"""Strings and dates, as far as they cross."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_DAYS = [Case("a Monday", dt.date(2024, 3, 4)), Case("a Sunday", dt.date(2024, 12, 29))]
_BOTH = ("a Monday", "a Sunday")
_NOON = np.datetime64("2024-03-04T12:00:00")

SECTION = Section(
    "Strings and dates",
    [
        Entry(
            lambda s: len(s),
            "nchar(s)",
            cases=[Case("a word", "seven"), Case("a letter", "s"), Case("Korean", "신경망")],
            trap="A string is an element of a vector: its `length` is 1.",
            wrong=Wrong("length(s)", "1", noticed=("a word", "Korean")),
            words=("string", "length", "nchar"),
        ),
        Entry(
            lambda s, i, j: s[i:j],
            "substr(s, i + 1, j)",
            cases=[
                Case("from 0", "abcdef", 0, 3),
                Case("from 2", "abcdef", 2, 5),
                Case("beyond", "abc", 1, 9),
            ],
            trap="R counts from 1 and holds both ends: only the start moves.",
            wrong=Wrong("substr(s, i, j)", "a letter more in front", noticed=("from 2", "beyond")),
            words=("slice", "substring"),
        ),
        Entry(
            lambda s, n: s[-n:],
            "substr(s, nchar(s) - n + 1, nchar(s))",
            cases=[Case("3 of 6", "abcdef", 3), Case("more than all", "ab", 3)],
            trap="A negative place is none in `substr`.",
            wrong=Wrong("substr(s, -n, -1)", "nothing", noticed=("3 of 6", "more than all")),
            words=("slice", "suffix", "last"),
        ),
        Entry(
            lambda s: s[::-1],
            'paste(rev(strsplit(s, "")[[1]]), collapse = "")',
            cases=[Case("a word", "abc"), Case("one letter", "a")],
            trap="`rev` turns vectors around, and a string is one element.",
            wrong=Wrong("rev(s)", "the string as it was", noticed=("a word",)),
            words=("reverse",),
        ),
        Entry(
            lambda parts, sep: sep.join(parts),
            "paste(parts, collapse = sep)",
            cases=[
                Case("three", np.array(["a", "b", "c"]), "-"),
                Case("one", np.array(["a"]), "-"),
            ],
            trap="`sep` stands between the arguments, `collapse` between the elements.",
            wrong=Wrong("paste(parts, sep = sep)", "three strings", noticed=("three",)),
            words=("join", "paste", "concatenate"),
        ),
        Entry(
            lambda s, sep: np.array(s.split(sep)),
            "strsplit(paste0(s, sep), sep, fixed = TRUE)[[1]]",
            cases=[
                Case("commas", "a,b,c", ","),
                Case("an end that is empty", "a,b,", ","),
                Case("dots", "10.0.1", "."),
            ],
            trap="`strsplit` takes a regular expression, and drops an empty end.",
            wrong=Wrong(
                "strsplit(s, sep)[[1]]",
                "an element too few, or nothing but empty ones",
                noticed=("an end that is empty", "dots"),
            ),
            words=("split", "regular expression", "CSV"),
        ),
        Entry(
            lambda s, old, new: s.replace(old, new),
            "gsub(old, new, s, fixed = TRUE)",
            cases=[
                Case("one", "a-b", "-", "+"),
                Case("two", "a-b-c", "-", "+"),
                Case("dots", "1.5", ".", ","),
            ],
            trap="`sub` replaces the first alone, and both take regular expressions.",
            wrong=Wrong(
                "sub(old, new, s)", "the first replaced; for a dot the 1", noticed=("two", "dots")
            ),
            words=("replace", "gsub", "regular expression"),
        ),
        Entry(
            lambda s: re.sub(r"\d+", "#", s),
            r'gsub("\\d+", "#", s, perl = TRUE)',
            cases=[Case("two", "a1b22"), Case("one", "a12"), Case("none", "abc")],
            trap="R's strings want each backslash twice; `perl = TRUE` is nearest to `re`.",
            wrong=Wrong(r'sub("\\d+", "#", s, perl = TRUE)', "the first alone", noticed=("two",)),
            words=("regular expression", "gsub"),
        ),
        Entry(
            lambda s: np.array(re.findall(r"\d+", s)),
            r'regmatches(s, gregexpr("\\d+", s))[[1]]',
            cases=[Case("two", "a1b22"), Case("one", "a12")],
            trap="`grep` gives the elements that match, never the matches.",
            wrong=Wrong(
                r'regmatches(s, regexpr("\\d+", s))', "the first match alone", noticed=("two",)
            ),
            words=("findall", "extract", "regular expression"),
        ),
        Entry(
            lambda s, part: s.find(part),
            "{ p <- regexpr(part, s, fixed = TRUE); as.integer(p) - (p > 0) }",
            cases=[
                Case("there", "abcabc", "ca"),
                Case("in front", "abc", "a"),
                Case("no", "abc", "x"),
            ],
            trap="Where nothing is found both say -1, so subtract 1 from places alone.",
            wrong=Wrong("as.integer(regexpr(part, s, fixed = TRUE)) - 1", "-2", noticed=("no",)),
            words=("find", "index", "regexpr"),
        ),
        Entry(
            lambda s, part: part in s,
            "grepl(part, s, fixed = TRUE)",
            cases=[
                Case("inside", "abc", "b"),
                Case("the same", "abc", "abc"),
                Case("no", "abc", "x"),
            ],
            trap="`%in%` compares whole elements.",
            wrong=Wrong("part %in% s", "FALSE", noticed=("inside",)),
            words=("contains", "grepl", "in"),
        ),
        Entry(
            lambda s: s.strip(),
            "trimws(s)",
            cases=[Case("blanks", "  a b \n"), Case("none", "a")],
            trap="`trimws` has `which` for lstrip and rstrip.",
            wrong=Wrong(
                'gsub(" ", "", s)', "inner blanks gone, line ends kept", noticed=("blanks",)
            ),
            words=("strip", "whitespace", "trim"),
        ),
        Entry(
            lambda x: f"{x:.2f}",
            'sprintf("%.2f", x)',
            cases=[Case("2.5", 2.5), Case("two thirds", 2 / 3), Case("1e6", 1e6)],
            trap="`round` gives a number, and a number has no zeros at its end.",
            wrong=Wrong("paste(round(x, 2))", "2.5 and 1e+06", noticed=("2.5", "1e6")),
            words=("format", "decimal places", "sprintf"),
        ),
        Entry(
            lambda x: f"{x:.0f}",
            'sprintf("%.0f", x)',
            cases=[Case("123456", 123456.0), Case("100000", 100000.0)],
            trap="`paste` takes the shorter form: 1e+05 in file names, labels and keys.",
            wrong=Wrong("paste(x)", "1e+05", noticed=("100000",)),
            words=("format", "scientific", "label", "scipen"),
        ),
        Entry(
            lambda n: f"{n:05d}",
            'formatC(n, width = 5, flag = "0", format = "d")',
            cases=[Case("42", 42), Case("six digits", 123456), Case("negative", -7)],
            trap='`sprintf("%05d")` refuses a double that is no whole number.',
            wrong=Wrong(
                'paste0(strrep("0", 5 - nchar(n)), n)',
                "000-7; an error for more than five digits",
                noticed=("six digits", "negative"),
            ),
            words=("zfill", "leading zeros", "padding"),
        ),
        Entry(
            lambda x: x.astype(float),
            "as.numeric(x)",
            cases=[
                Case("10, 2", np.array(["10", "2", "10"])),
                Case("1, 2, 3", np.array(["1", "2", "3"])),
            ],
            trap="Of a factor, `as.numeric` gives the codes of its levels, not what is written.",
            wrong=Wrong("as.numeric(factor(x))", "1, 2, 1", noticed=("10, 2",)),
            words=("parse", "convert", "factor"),
        ),
        Entry(
            lambda x: np.unique(x, return_inverse=True)[1],
            'match(x, sort(unique(x), method = "radix")) - 1L',
            cases=[
                Case("words", np.array(["b", "a", "b", "c"])),
                Case("capitals", np.array(["b", "B", "a", "A"])),
            ],
            trap="Without `radix` R sorts as the locale does, in which a may precede B.",
            wrong=Wrong("as.integer(factor(x))", "codes from 1", noticed=("words", "capitals")),
            words=("codes", "categories", "factor", "locale"),
        ),
        Entry(
            lambda s: int(s, 16),
            "strtoi(s, 16L)",
            cases=[Case("ff", "ff"), Case("10", "10")],
            trap="Beyond 2^31 - 1 `strtoi` gives NA.",
            wrong=Wrong("as.integer(s)", "NA, or the decimal number", noticed=("ff", "10")),
            words=("hexadecimal", "parse"),
        ),
        Entry(
            lambda c: ord(c),
            "utf8ToInt(c)",
            cases=[Case("A", "A"), Case("Korean", "가")],
            trap="The way back is `intToUtf8`; `charToRaw` gives bytes.",
            wrong=Wrong("as.integer(charToRaw(c))", "three bytes", noticed=("Korean",)),
            words=("character code", "Unicode", "chr"),
        ),
        Entry(
            lambda a, b: (b - a) / np.timedelta64(1, "D"),
            'as.numeric(difftime(b, a, units = "days"))',
            cases=[
                Case("two days", _NOON, np.datetime64("2024-03-06T12:00:00")),
                Case("six hours", _NOON, np.datetime64("2024-03-04T18:00:00")),
            ],
            trap="A difference of times chooses its unit by its size.",
            wrong=Wrong("as.numeric(b - a)", "6, in hours", noticed=("six hours",)),
            words=("difference", "timedelta", "units"),
        ),
        Entry(
            lambda a, b: np.arange(a, b),
            "a + seq_len(as.integer(b - a)) - 1",
            cases=[
                Case("over a leap day", np.datetime64("2024-02-28"), np.datetime64("2024-03-02")),
                Case("none", np.datetime64("2024-02-28"), np.datetime64("2024-02-28")),
            ],
            trap="`seq` holds its end.",
            wrong=Wrong('seq(a, b, by = "day")', "a day more", noticed=("over a leap day", "none")),
            words=("range", "dates", "calendar"),
        ),
        Entry(
            lambda d: (d.astype("datetime64[M]") + 1).astype("datetime64[D]"),
            'seq(as.Date(format(d, "%Y-%m-01")), by = "month", length.out = 2)[2]',
            cases=[
                Case("the 31st", np.datetime64("2024-01-31")),
                Case("the first", np.datetime64("2024-12-01")),
            ],
            trap="A month after 31 January is 2 March for R.",
            wrong=Wrong(
                'seq(d, by = "month", length.out = 2)[2]',
                "the same day of the next month, or one beyond it",
                noticed=("the 31st",),
            ),
            words=("month", "overflow", "first of month"),
        ),
        Entry(
            lambda d: d.weekday(),
            "(as.POSIXlt(d)$wday + 6L) %% 7L",
            cases=_DAYS,
            trap="Monday is 0 in Python; Sunday is 0 in R, and 7 in ISO's calendar.",
            wrong=Wrong("as.POSIXlt(d)$wday", "Sunday's 0", noticed=_BOTH),
            words=("day of week", "weekdays"),
        ),
        Entry(
            lambda d: d.month,
            "as.POSIXlt(d)$mon + 1L",
            cases=_DAYS,
            trap="In `POSIXlt` January is 0, though the days begin at 1.",
            wrong=Wrong("as.POSIXlt(d)$mon", "the month before", noticed=_BOTH),
            words=("month", "POSIXlt"),
        ),
        Entry(
            lambda d: d.year,
            "as.POSIXlt(d)$year + 1900L",
            cases=_DAYS,
            trap="Years count from 1900 in `POSIXlt`, as in C.",
            wrong=Wrong("as.POSIXlt(d)$year", "124", noticed=_BOTH),
            words=("year", "POSIXlt"),
        ),
        Entry(
            lambda d: d.isocalendar().week,
            'as.integer(format(d, "%V"))',
            cases=[*_DAYS, Case("in next year's week", dt.date(2024, 12, 31))],
            trap="Week %U counts from the first Sunday, %W from the first Monday, %V as ISO does.",
            wrong=Wrong(
                'as.integer(format(d, "%W"))',
                "another count; the same in some years",
                noticed=("in next year's week",),
            ),
            words=("week", "ISO", "calendar"),
        ),
        Entry(
            lambda s: dt.datetime.strptime(s, "%d/%m/%Y").date(),
            'as.Date(s, "%d/%m/%Y")',
            cases=[Case("1 February", "01/02/2024"), Case("13 May", "13/05/2024")],
            trap="Without a format R tries year first, and takes 01/02/2024 for the year 1.",
            wrong=Wrong("as.Date(s)", "0001-02-20", noticed=("1 February", "13 May")),
            words=("parse", "strptime", "format"),
        ),
        Entry(
            lambda s: np.datetime64(s, "s").astype(np.int64),
            'as.numeric(as.POSIXct(s, format = "%Y-%m-%dT%H:%M:%S", tz = "UTC"))',
            cases=[
                Case("1970", "1970-01-01T00:00:00"),
                Case("with a time", "2024-03-04T12:30:15"),
            ],
            trap="Without `tz` the zone is where the machine is; `as.Date` keeps the day alone.",
            wrong=Wrong("as.numeric(as.Date(s)) * 86400", "midnight", noticed=("with a time",)),
            words=("epoch", "seconds", "time zone", "ISO 8601"),
        ),
        Entry(
            lambda a, b: np.busday_count(a, b),
            "sum(as.POSIXlt(a + seq_len(as.integer(b - a)) - 1)$wday %in% 1:5)",
            cases=[
                Case("a week", np.datetime64("2024-03-04"), np.datetime64("2024-03-11")),
                Case("a weekend", np.datetime64("2024-03-09"), np.datetime64("2024-03-11")),
            ],
            trap="Base R has none; `weekdays` gives names in the locale's language.",
            words=("business days", "working days", "weekdays"),
        ),
    ],
)
