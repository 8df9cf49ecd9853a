# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_historygeometry SOURCES tst_historygeometry.cpp DEPENDS Qt6::Gui)
# A page of the first library shows a widget of the second.
lockstep_test(tst_historypane GUI SOURCES tst_historypane.cpp DEPENDS $<LINK_GROUP:RESCAN,lockstep_ui,lockstep_window>)
