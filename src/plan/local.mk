# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/plan/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/plan/plan.c src/plan/plan.h
