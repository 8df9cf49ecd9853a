# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_configuration SOURCES tst_configuration.cpp DEPENDS lockstep_synapse)
foreach(name database synapsesource synapseplans resync)
  lockstep_test(tst_${name} SOURCES tst_${name}.cpp testdatabase.cpp testdatabase.h DEPENDS lockstep_synapse TIMEOUT 600)
  # Needed to make a database that is written to as Synapse does, and to read roles.sql.
  target_compile_definitions(tst_${name} PRIVATE LOCKSTEP_SQL="${PROJECT_SOURCE_DIR}/resources/synapse")
endforeach()
