# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing has to be made before the tests."""

AT_A_TIME = 4


def begin():
    pass
