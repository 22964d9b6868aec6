# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/assess.c src/assess/assess.h \
	src/assess/catalogue.h \
	src/assess/judge.c src/assess/judge.h \
	src/assess/phrase.c src/assess/phrase.h \
	src/assess/rules.h \
	src/assess/software.c src/assess/software.h
