# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

set(here ${CMAKE_CURRENT_LIST_DIR})
lockstep_test(tst_pythonliteral SOURCES ${here}/tst_pythonliteral.cpp DEPENDS lockstep_synapse)
lockstep_test(tst_logline SOURCES ${here}/tst_logline.cpp DEPENDS lockstep_synapse)
lockstep_test(tst_logfollower SOURCES ${here}/tst_logfollower.cpp ${here}/logworld.cpp ${here}/logworld.h DEPENDS lockstep_synapse TIMEOUT 300)
lockstep_test(tst_logfiles SOURCES ${here}/tst_logfiles.cpp ${here}/logworld.cpp ${here}/logworld.h DEPENDS lockstep_synapse)
