# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# An unmodified matrix-js-sdk from npm. Where node or the registry is missing, the test says so and is skipped.
add_test(NAME lab_js_sdk COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/js/run $<TARGET_FILE:lockstep-lab> ${CMAKE_CURRENT_BINARY_DIR}/js)
set_tests_properties(lab_js_sdk PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300 LABELS lab)
