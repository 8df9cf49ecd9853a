# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The test server's library is made after this folder is read.
add_executable(bench_turns bench_turns.cpp updategenerator.cpp updategenerator.h)
target_link_libraries(bench_turns PRIVATE pages_fixture)
