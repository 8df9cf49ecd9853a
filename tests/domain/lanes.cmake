# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_lanes SOURCES tst_lanes.cpp DEPENDS lockstep_domain)
