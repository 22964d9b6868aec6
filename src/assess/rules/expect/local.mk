# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/expect/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/expect/accept.c src/assess/rules/expect/accept.h
