# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The last fragment: the library of all widgets, and the program.

list(APPEND sources
  actions.cpp actions.h
  banner.cpp banner.h
  connectdialog.cpp connectdialog.h
  connectvalidation.cpp connectvalidation.h
  crosssigningview.cpp crosssigningview.h
  devicesview.cpp devicesview.h
  elidedlabel.cpp elidedlabel.h
  findingsview.cpp findingsview.h
  flowlayout.cpp flowlayout.h
  formfield.cpp formfield.h
  localgatewayform.cpp localgatewayform.h
  page.cpp page.h
  presentation.cpp presentation.h presentationhistory.cpp presentationunits.cpp presentationwords.cpp
  refreshbar.cpp refreshbar.h
  sidebar.cpp sidebar.h
  statestack.cpp statestack.h
  tintedicon.cpp tintedicon.h
  uistate.cpp uistate.h
  userheader.cpp userheader.h
  userlist.cpp userlist.h
  userpane.cpp userpane.h
  userspage.cpp userspage.h
  welcomepage.cpp welcomepage.h)

set(dependencies Qt6::Widgets Qt6::Svg Qt6::Concurrent)
foreach(library session model inspection domain core)
  if(TARGET lockstep_${library})
    list(APPEND dependencies lockstep_${library})
  endif()
endforeach()

lockstep_library(ui SOURCES ${sources} DEPENDS ${dependencies})

file(GLOB icons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/*.svg)
qt_add_resources(lockstep_ui icons PREFIX /icons BASE ${PROJECT_SOURCE_DIR}/resources/icons FILES ${icons})
