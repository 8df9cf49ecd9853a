# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  historygeometry.h
  historypane.cpp historypane.h
  historypanebar.cpp historypanebar.h
  historyview.cpp historyview.h historyviewinput.cpp
  historyviewaccess.cpp historyviewaccess.h
  historyviewgraph.cpp historyviewpaint.cpp historyviewpaint.h
  historyviewtext.cpp historyviewtext.h
  updatedetails.cpp updatedetails.h)
