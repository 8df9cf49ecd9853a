# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

set(here ${CMAKE_CURRENT_LIST_DIR})
lockstep_test(tst_pythonliteral SOURCES ${here}/tst_pythonliteral.cpp DEPENDS lockstep_synapse)
lockstep_test(tst_logline SOURCES ${here}/tst_logline.cpp DEPENDS lockstep_synapse)
