# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_historygeometry SOURCES tst_historygeometry.cpp DEPENDS Qt6::Gui)
lockstep_test(tst_historypane GUI SOURCES tst_historypane.cpp DEPENDS lockstep_ui)
