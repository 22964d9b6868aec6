# SPDX-License-Identifier: GPL-3.0-or-later
"""One broker and the mail servers for all tests, started before the first. One test at a time: the broker is one of
those that are killed. Beside them runs the one that has brokers of its own."""

import fleet

AT_A_TIME = 1
begin = fleet.begin
