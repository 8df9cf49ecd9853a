# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

add_executable(bench_lanes bench_lanes.cpp updategenerator.cpp updategenerator.h)
target_link_libraries(bench_lanes PRIVATE lockstep_model)
# Reads an edge file and lays it out: what bench_lanes times as a whole process beside git.
add_executable(lanes_of_edges lanes_of_edges.cpp)
target_link_libraries(lanes_of_edges PRIVATE lockstep_domain)
