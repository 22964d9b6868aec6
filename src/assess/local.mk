# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/assess.c src/assess/assess.h \
	src/assess/fail_on.c src/assess/fail_on.h
