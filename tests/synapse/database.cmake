# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

lockstep_test(tst_configuration SOURCES tst_configuration.cpp DEPENDS lockstep_synapse)
foreach(name database synapsesource synapsequeues headpoller synapseplans resync)
  lockstep_test(tst_${name} SOURCES tst_${name}.cpp testdatabase.cpp testdatabase.h sourcetest.h DEPENDS lockstep_synapse TIMEOUT 600)
  target_compile_definitions(tst_${name} PRIVATE LOCKSTEP_SQL="${PROJECT_SOURCE_DIR}/resources/synapse")
endforeach()
