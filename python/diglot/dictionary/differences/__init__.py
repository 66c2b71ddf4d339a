"""Where the languages honestly differ, with the digits that each has right.

Measured with R 4.2.2 on x86-64, NumPy 2.4.6, SciPy 1.17.1 and pandas 3.1.1; see `MEASURED`.
"""

#: The versions with which the digits were counted. Others may have more of them, never less.
MEASURED = {"numpy": "2.4.6", "scipy": "1.17.1", "pandas": "3.1.1", "R": "4.2.2"}
