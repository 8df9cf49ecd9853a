# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  destinationmodel.cpp destinationmodel.h
  pagedmodel.cpp pagedmodel.h
  queuemessagesmodel.cpp
  queuemodel.cpp queuemodel.h
  queuetrend.cpp queuetrend.h)
