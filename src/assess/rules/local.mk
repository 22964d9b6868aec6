# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/rules.h
