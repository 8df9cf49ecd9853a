# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  actors.cpp actors.h
  lab.cpp lab.h
  scenario.cpp scenario.h
  scenarioplayer.cpp scenarioplayer.h
  devicelistfetch.cpp
  devicelisttracker.cpp devicelisttracker.h
  homeserver.cpp homeserver.h
  labpages.h
  labqueues.cpp
  labsource.cpp labsource.h
  federationsender.cpp federationsender.h
  federationservice.cpp
  network.cpp network.h
  receivedupdates.cpp receivedupdates.h)
