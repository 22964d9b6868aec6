# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/cause/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/cause/blockage.c src/assess/cause/blockage.h \
	src/assess/cause/dropped.c \
	src/assess/cause/local_refusal.c \
	src/assess/cause/refused.c \
	src/assess/cause/rejected.c
