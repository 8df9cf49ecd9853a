# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

add_library(pages_fixture STATIC fakehomeserver.cpp fakehomeserver.h pagesfixture.cpp pagesfixture.h)
set_target_properties(pages_fixture PROPERTIES AUTOMOC ON)
target_link_libraries(pages_fixture PUBLIC lockstep_window Qt6::Test)
foreach(test queuespage serverspage overviewpage)
  lockstep_test(tst_${test} GUI SOURCES tst_${test}.cpp DEPENDS pages_fixture)
endforeach()
