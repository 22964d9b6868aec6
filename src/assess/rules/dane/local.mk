# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/dane/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/dane/dane_chain.c \
	src/assess/rules/dane/dane_domain.c \
	src/assess/rules/dane/dane_records.c
