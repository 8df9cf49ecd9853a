# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

add_executable(bench_frame bench_frame.cpp updategenerator.cpp updategenerator.h)
target_link_libraries(bench_frame PRIVATE $<LINK_GROUP:RESCAN,lockstep_ui,lockstep_window>)
