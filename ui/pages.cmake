# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  listpanel.cpp listpanel.h
  presentedtable.cpp presentedtable.h
  queuemessagespanel.cpp queuemessagespanel.h
  queuespage.cpp queuespage.h
  queuespagecolumns.cpp queuespagecolumns.h
  queuewords.cpp queuewords.h)
