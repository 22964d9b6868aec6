# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways are made before the first test."""

import ways

AT_A_TIME = ways.COUNT
begin = ways.make_all
