# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  fileerror.cpp fileerror.h
  logbytes.cpp logbytes.h
  linebuffer.h
  logfiles.cpp logfiles.h
  logfollower.cpp logfollower.h
  logfragments.cpp logfragments.h
  logline.cpp logline.h
  logmarker.cpp
  logmessage.cpp logmessage.h
  logtime.cpp logtime.h
  logset.cpp logset.h
  logreader.cpp logreader.h
  pythonliteral.cpp pythonliteral.h)
