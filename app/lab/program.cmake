# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

target_link_libraries(lockstep_lab_lib PUBLIC yaml-cpp)
file(GLOB scenarios CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/scenarios/*.yaml)
qt_add_resources(lockstep_lab_lib scenarios PREFIX / BASE ${PROJECT_SOURCE_DIR}/resources FILES ${scenarios})

add_executable(lockstep-lab main.cpp)
target_link_libraries(lockstep-lab PRIVATE lockstep_lab_lib)
install(TARGETS lockstep-lab)
