# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

foreach(name bench_log bench_history)
  add_executable(${name} ${CMAKE_CURRENT_LIST_DIR}/${name}.cpp ${CMAKE_CURRENT_LIST_DIR}/benchlog.cpp ${CMAKE_CURRENT_LIST_DIR}/benchlog.h)
  target_link_libraries(${name} PRIVATE lockstep_options lockstep_synapse)
endforeach()
