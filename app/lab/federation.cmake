# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  devicelistfetch.cpp
  devicelisttracker.cpp devicelisttracker.h
  network.cpp network.h
  receivedupdates.cpp receivedupdates.h)
