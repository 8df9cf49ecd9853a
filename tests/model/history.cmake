# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_historymodel SOURCES tst_historymodel.cpp updatetext.h DEPENDS lockstep_model)
