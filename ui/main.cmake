# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The last fragment: the libraries of all widgets, and the program.

# What all pages share, and the pages of the other fragments.
list(APPEND sources
  actions.cpp actions.h
  banner.cpp banner.h
  elidedlabel.cpp elidedlabel.h
  flowlayout.cpp flowlayout.h
  page.cpp page.h
  presentation.cpp presentation.h presentationhistory.cpp presentationunits.cpp presentationwords.cpp
  refreshbar.cpp refreshbar.h
  statestack.cpp statestack.h
  tintedicon.cpp tintedicon.h
  uistate.cpp uistate.h)

set(dependencies Qt6::Widgets Qt6::Svg Qt6::Concurrent)
foreach(library session model inspection domain core)
  if(TARGET lockstep_${library})
    list(APPEND dependencies lockstep_${library})
  endif()
endforeach()
lockstep_library(ui SOURCES ${sources} DEPENDS ${dependencies})

file(GLOB icons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/*.svg)
qt_add_resources(lockstep_ui icons PREFIX /icons BASE ${PROJECT_SOURCE_DIR}/resources/icons FILES ${icons})

# The page of users, the dialogs and the window that puts all pages together.
set(window_sources
  commandline.cpp commandline.h
  connectdialog.cpp connectdialog.h
  connectvalidation.cpp connectvalidation.h
  crosssigningview.cpp crosssigningview.h
  darkpalette.cpp darkpalette.h
  devicesview.cpp devicesview.h
  findingsview.cpp findingsview.h
  formfield.cpp formfield.h
  localgatewayform.cpp localgatewayform.h
  mainwindow.cpp mainwindow.h mainwindowactions.cpp
  screenshots.cpp screenshots.h
  services.h
  sidebar.cpp sidebar.h
  userheader.cpp userheader.h
  userlist.cpp userlist.h
  userpane.cpp userpane.h
  userspage.cpp userspage.h
  welcomepage.cpp welcomepage.h)
lockstep_library(window SOURCES ${window_sources} DEPENDS lockstep_ui)

# The program: the one place that knows the gateway and the lab.
if(TARGET lockstep_gateway_lib AND TARGET lockstep_session)
  add_executable(lockstep main.cpp localgateway.cpp localgateway.h)
  set_target_properties(lockstep PROPERTIES AUTOMOC ON)
  target_link_libraries(lockstep PRIVATE lockstep_window lockstep_gateway_lib)
  # Translations: the English one gives plurals their form. "update_translations" takes over new texts.
  set(translations ${PROJECT_SOURCE_DIR}/translations/lockstep_de.ts ${PROJECT_SOURCE_DIR}/translations/lockstep_en.ts)
  qt_add_lrelease(lockstep TS_FILES ${translations} QM_FILES_OUTPUT_VARIABLE compiled_translations)
  qt_add_resources(lockstep translations PREFIX /i18n BASE ${CMAKE_CURRENT_BINARY_DIR} FILES ${compiled_translations})
  set(lupdate Qt6::lupdate -I . -I app -locations none -no-obsolete -source-language en ui app)
  add_custom_target(update_translations
    COMMAND ${lupdate} -target-language de -ts translations/lockstep_de.ts
    COMMAND ${lupdate} -target-language en -pluralonly -ts translations/lockstep_en.ts
    # lupdate drops comments.
    COMMAND sed -i "s/^<!DOCTYPE TS>$/&\\n<!-- SPDX-FileCopyrightText: 2026 The Lockstep contributors -->\\n<!-- SPDX-License-Identifier: GPL-3.0-or-later -->/"
      translations/lockstep_de.ts translations/lockstep_en.ts
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
  if(TARGET lockstep_lab_lib)
    include(lab.cmake OPTIONAL)
  endif()
  install(TARGETS lockstep RUNTIME)
endif()
