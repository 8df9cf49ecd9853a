# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_devicemodel SOURCES tst_devicemodel.cpp DEPENDS lockstep_model)
lockstep_test(tst_usermodel
  SOURCES tst_usermodel.cpp ${PROJECT_SOURCE_DIR}/tests/ui/fakehomeserver.cpp ${PROJECT_SOURCE_DIR}/tests/ui/fakehomeserver.h
  DEPENDS lockstep_model)
