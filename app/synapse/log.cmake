# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  logline.cpp logline.h
  logmarker.cpp
  logmessage.cpp logmessage.h
  logtime.cpp logtime.h
  pythonliteral.cpp pythonliteral.h)
