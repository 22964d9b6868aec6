# SPDX-License-Identifier: GPL-3.0-or-later
"""The first scan comes before anybody else talks to the servers."""

import first_scan

AT_A_TIME = 4
begin = first_scan.begin
