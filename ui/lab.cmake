# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

target_sources(lockstep PRIVATE labdock.cpp labdock.h labmap.cpp labmap.h labstart.cpp labstart.h locallab.cpp locallab.h)
target_link_libraries(lockstep PRIVATE lockstep_lab_lib)
# What main.cpp and the command line offer only where the lab is part of the build.
target_compile_definitions(lockstep_window PUBLIC LOCKSTEP_LAB)
