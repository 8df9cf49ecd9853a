# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The lab's answers against the Matrix specification's own files, which are not part of this project: LOCKSTEP_SPEC_DATA in the environment
# names them (a checkout of matrix-spec); without it, the test says so and is skipped.
add_test(NAME lab_schemas COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/schemas/check_answers.py $<TARGET_FILE:lockstep-lab>)
set_tests_properties(lab_schemas PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300 LABELS lab)
