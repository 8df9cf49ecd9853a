# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_pagedmodel SOURCES tst_pagedmodel.cpp DEPENDS lockstep_model)
lockstep_test(tst_queuemodels
  SOURCES tst_queuemodels.cpp ${PROJECT_SOURCE_DIR}/tests/ui/fakehomeserver.cpp ${PROJECT_SOURCE_DIR}/tests/ui/fakehomeserver.h
  DEPENDS lockstep_model)
