# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lockstep_library(NAME SOURCES … DEPENDS …)   a static library; NAME without the prefix "lockstep_"
# lockstep_test(NAME SOURCES … DEPENDS … [GUI])  a Qt Test program that ctest runs

add_library(lockstep_options INTERFACE)
target_include_directories(lockstep_options INTERFACE ${PROJECT_SOURCE_DIR}/app ${PROJECT_SOURCE_DIR})
target_compile_options(lockstep_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Woverloaded-virtual -Wnon-virtual-dtor -Wno-sign-conversion)
target_compile_definitions(lockstep_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
  QT_NO_FOREACH QT_NO_KEYWORDS QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  LOCKSTEP_VERSION="${PROJECT_VERSION}")
if(LOCKSTEP_SANITIZE)
  target_compile_options(lockstep_options INTERFACE -fsanitize=${LOCKSTEP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(lockstep_options INTERFACE -fsanitize=${LOCKSTEP_SANITIZE})
endif()

# What nearly every file includes, compiled once: a third of the time of a file that is built to be tested. What is built to be used goes
# without, so that each file names what it needs.
option(LOCKSTEP_PRECOMPILE "Precompile common headers for everything, and not for the tests alone" OFF)
add_library(lockstep_precompiled OBJECT ${PROJECT_SOURCE_DIR}/resources/cmake/precompiled.cpp)
target_link_libraries(lockstep_precompiled PRIVATE lockstep_options Qt6::Core tl::expected)
target_compile_options(lockstep_precompiled PRIVATE -fpch-preprocess)
target_precompile_headers(lockstep_precompiled PRIVATE
  <QByteArray> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QObject> <QSet> <QString> <QStringList> <QTimer> <QUrl> <QVariant>
  <algorithm> <chrono> <functional> <memory> <mutex> <optional> <thread> <vector> <tl/expected.hpp>)

function(lockstep_precompile target)
  target_precompile_headers(${target} REUSE_FROM lockstep_precompiled)
  target_compile_options(${target} PRIVATE -fpch-preprocess)
endfunction()

function(lockstep_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  set(target lockstep_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOUIC ON)
  target_link_libraries(${target} PUBLIC lockstep_options ${arg_DEPENDS})
  if(LOCKSTEP_PRECOMPILE)
    lockstep_precompile(${target})
  endif()
endfunction()

function(lockstep_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GUI" "TIMEOUT" "SOURCES;DEPENDS;LABELS")
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE lockstep_options ${arg_DEPENDS} Qt6::Test)
  lockstep_precompile(${name})
  target_compile_definitions(${name} PRIVATE LOCKSTEP_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 180)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  # What reads bytes that others have written, and what decides on them: these run under the sanitizers too.
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(folder MATCHES "^(core|domain|audit|http|matrix|inspection|server|history|series|search|logs|capture|tap|sql|synapse|gateway|units)$" OR "sanitized" IN_LIST arg_LABELS)
    list(REMOVE_ITEM arg_LABELS sanitized)
    list(APPEND arg_LABELS sanitized)
    set_property(GLOBAL APPEND PROPERTY lockstep_sanitized_tests ${name})
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
  if(arg_GUI)
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FONT_DPI=96")
  endif()
endfunction()
