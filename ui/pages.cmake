# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  activitypage.cpp activitypage.h
  activitypagemodel.cpp activitypagemodel.h
  listpanel.cpp listpanel.h
  overviewfindings.cpp overviewfindings.h
  overviewline.cpp overviewline.h
  overviewpage.cpp overviewpage.h
  overviewsources.cpp overviewsources.h
  presentedtable.cpp presentedtable.h
  queuemessagespanel.cpp queuemessagespanel.h
  queuespage.cpp queuespage.h
  queuespagecolumns.cpp queuespagecolumns.h
  queuewords.cpp queuewords.h
  serverspage.cpp serverspage.h
  serverspagepanel.cpp serverspagepanel.h
  tablestyle.cpp tablestyle.h)
