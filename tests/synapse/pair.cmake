# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

if(NOT TARGET lockstep-gateway)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(kind sqlite postgres)
  add_test(NAME pair_${kind} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/pair/test_pair.py $<TARGET_FILE:lockstep-gateway> ${kind})
  set_tests_properties(pair_${kind} PROPERTIES LABELS pair RESOURCE_LOCK pair SKIP_RETURN_CODE 77 TIMEOUT 600)
endforeach()
