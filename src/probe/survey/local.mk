# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/probe/survey/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/probe/survey/code_list.c src/probe/survey/code_list.h \
	src/probe/survey/elimination.c src/probe/survey/elimination.h \
	src/probe/survey/hello_batch.c src/probe/survey/hello_batch.h \
	src/probe/survey/key_shares.c src/probe/survey/key_shares.h \
	src/probe/survey/suite_lists.c src/probe/survey/suite_lists.h \
	src/probe/survey/survey.c src/probe/survey/survey.h \
	src/probe/survey/survey_deep.c src/probe/survey/survey_deep.h \
	src/probe/survey/survey_facts.c src/probe/survey/survey_facts.h \
	src/probe/survey/survey_features.c src/probe/survey/survey_features.h \
	src/probe/survey/survey_groups.c src/probe/survey/survey_groups.h \
	src/probe/survey/survey_keys.c src/probe/survey/survey_keys.h \
	src/probe/survey/survey_note.c \
	src/probe/survey/survey_open.c src/probe/survey/survey_open.h \
	src/probe/survey/survey_post_quantum.c src/probe/survey/survey_post_quantum.h \
	src/probe/survey/survey_standard.c src/probe/survey/survey_standard.h \
	src/probe/survey/survey_state.c src/probe/survey/survey_state.h \
	src/probe/survey/survey_suites.c src/probe/survey/survey_suites.h \
	src/probe/survey/survey_uncommon.c src/probe/survey/survey_uncommon.h
