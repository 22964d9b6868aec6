# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/verdict/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/verdict/attackers.c src/assess/verdict/attackers.h \
	src/assess/verdict/clients.c src/assess/verdict/clients.h \
	src/assess/verdict/downgrade.c src/assess/verdict/downgrade.h \
	src/assess/verdict/downgrade_rules.c \
	src/assess/verdict/flags.c src/assess/verdict/flags.h \
	src/assess/verdict/mail_effect.c src/assess/verdict/mail_effect.h \
	src/assess/verdict/main_finding.c src/assess/verdict/main_finding.h \
	src/assess/verdict/main_words.c \
	src/assess/verdict/mend.c src/assess/verdict/mend.h \
	src/assess/verdict/next_step.c src/assess/verdict/next_step.h \
	src/assess/verdict/next_step_mend.c \
	src/assess/verdict/next_step_submission.c \
	src/assess/verdict/step_lines.c src/assess/verdict/step_lines.h \
	src/assess/verdict/verdict.h \
	src/assess/verdict/verdict_delivery.c \
	src/assess/verdict/verdict_inbound.c \
	src/assess/verdict/verdict_submission.c
