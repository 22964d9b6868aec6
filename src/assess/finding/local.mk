# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/finding/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/finding/catalogue.h \
	src/assess/finding/finding_key.c src/assess/finding/finding_key.h \
	src/assess/finding/judge.c src/assess/finding/judge.h \
	src/assess/finding/phrase.c src/assess/finding/phrase.h \
	src/assess/finding/policy.h \
	src/assess/finding/software.c src/assess/finding/software.h
