# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

foreach(test widgets connectdialog mainwindow)
  lockstep_test(tst_${test} GUI
    SOURCES tst_${test}.cpp fakehomeserver.cpp fakehomeserver.h
    DEPENDS lockstep_window)
endforeach()
